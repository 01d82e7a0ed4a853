//! Names for expressions that don't depend on their line.

use recording::Span;
use ruff_python_ast::token::TokenKind;
use ruff_text_size::{Ranged, TextRange, TextSize};
use serde::{Deserialize, Serialize};

use crate::{Lines, Outline};

/// The name of an expression in baselines and comparisons.
///
/// It stays the same when lines move, when white space, comments and line breaks change, when the
/// trailing comma of a longer list comes or goes, and when anything changes in other functions. It
/// is the same for every version of Python, whether or not that compiles comprehensions separately.
/// It changes with the expression and with the name of its function.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// The qualified name of the enclosing function or class, `<module>` outside any. A
    /// comprehension is part of its enclosing function.
    pub function: String,
    /// Its tokens, with a space after commas and where two tokens would become one. A long
    /// expression has only the first and the last tokens, and between them a number computed from
    /// all of them.
    pub expression: String,
}

/// The maximum length in bytes of an expression that is named by all its tokens: a sum of ten
/// thousand terms contains ten thousand sums, whose texts would not fit in memory.
const LONGEST: usize = 400;

/// The names of the expressions of a source. It is created once for a source, before the names of
/// some are looked up.
pub struct Keys<'a> {
    outline: &'a Outline,
    lines: Lines<'a>,
    words: Vec<Word<'a>>,
    /// The sum of the tokens before each token, and of all.
    sums: Vec<Sum>,
}

/// A token other than white space and comments.
struct Word<'a> {
    text: &'a str,
    kind: TokenKind,
    range: TextRange,
    /// The function whose body contains it.
    function: usize,
}

impl Outline {
    /// The names of its expressions.
    pub fn keys(&self) -> Keys<'_> {
        let words = words(self);
        let mut sums = vec![Sum::default()];
        sums.extend(words.iter().scan(Sum::default(), |sum, word| {
            *sum = sum.and(word.text);
            Some(*sum)
        }));
        Keys { outline: self, lines: self.lines(), words, sums }
    }
}

impl Keys<'_> {
    /// The name of the expression at a place; `None` if the source has no such place, or nothing is
    /// there. A place that starts or ends within a token is extended to all of it.
    pub fn of(&self, place: Span) -> Option<Key> {
        let range = self.lines.exactly(place)?;
        let first = self.words.partition_point(|word| word.range.end() <= range.start());
        let end = self.words.partition_point(|word| word.range.start() < range.end());
        let expression = self.words.get(first..end)?;
        let [word, ..] = expression else { return None };
        Some(Key {
            function: without_comprehensions(&self.outline.functions[word.function].qualname),
            expression: match (self.sums.get(first)?, self.sums.get(end)?) {
                (before, all) if all.bytes - before.bytes <= LONGEST => joined(expression),
                (before, all) => shortened(expression, all.since(*before, expression.len())),
            },
        })
    }
}

/// The sum of consecutive tokens: their length, and a polynomial of their hashes, from which that
/// of any range of them can be computed.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    bytes: usize,
    hash: u64,
}

impl Sum {
    /// Any odd number works.
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

    fn and(self, word: &str) -> Self {
        // FNV-1a, because a name in a baseline must be the same with every build.
        let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self {
            bytes: self.bytes + word.len(),
            hash: self.hash.wrapping_mul(Self::BASE).wrapping_add(hash),
        }
    }

    /// The hash of this many last tokens, before which this was the sum.
    fn since(self, before: Self, words: usize) -> u64 {
        let shift = Self::BASE.wrapping_pow(words as u32);
        self.hash.wrapping_sub(before.hash.wrapping_mul(shift))
    }
}

/// The beginning and the end, and the number computed from the whole.
fn shortened(words: &[Word], hash: u64) -> String {
    const END: usize = LONGEST / 2;
    let long = |bytes: &mut usize, word: &Word| {
        *bytes += word.text.len();
        Some(*bytes > END)
    };
    let head = words.iter().scan(0, long).take_while(|long| !long).count();
    let tail = words.iter().rev().scan(0, long).take_while(|long| !long).count();
    let end = words.len().saturating_sub(tail).max(head);
    let (head, tail) = (words.get(..head), words.get(end..));
    let [head, tail] = [head, tail].map(|words| joined(words.unwrap_or_default()));
    format!("{head} …{hash:016x}… {tail}")
}

/// The name that 3.12 and later use for what is in a comprehension.
fn without_comprehensions(qualname: &str) -> String {
    ["<listcomp>.", "<setcomp>.", "<dictcomp>.", "<genexpr>."]
        .iter()
        .fold(qualname.to_owned(), |name, comprehension| name.replace(comprehension, ""))
}

fn words(outline: &Outline) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut functions = Functions::new(&outline.bodies);
    let mut brackets: Vec<Bracket> = Vec::new();
    for token in &outline.tokens {
        let (kind, range) = token.as_tuple();
        let text = outline.text.get(range.to_std_range()).unwrap_or_default();
        if text.is_empty() || says_nothing(kind) {
            continue;
        }
        match kind {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                brackets.push(Bracket::new(kind, words.last()));
            }
            TokenKind::Comma => brackets.iter_mut().last().into_iter().for_each(|b| b.commas += 1),
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                let optional =
                    brackets.pop().is_some_and(|bracket| bracket.last_comma_is_optional());
                words.pop_if(|last| optional && last.kind == TokenKind::Comma);
            }
            _ => {}
        }
        words.push(Word { text, kind, range, function: functions.around(range.start()) });
    }
    words
}

fn says_nothing(kind: TokenKind) -> bool {
    let layout = matches!(kind, TokenKind::Indent | TokenKind::Dedent | TokenKind::Comment);
    layout || kind.is_any_newline()
}

/// An open bracket.
struct Bracket {
    /// Whether a comma may make a tuple of its contents.
    may_be_tuple: bool,
    commas: usize,
}

impl Bracket {
    fn new(kind: TokenKind, before: Option<&Word>) -> Self {
        let follows_a_value = before.is_some_and(|word| {
            matches!(word.kind, TokenKind::Name | TokenKind::Rpar | TokenKind::Rsqb)
        });
        let may_be_tuple = match kind {
            TokenKind::Lpar => !follows_a_value,
            TokenKind::Lsqb => follows_a_value,
            _ => false,
        };
        Self { may_be_tuple, commas: 0 }
    }

    fn last_comma_is_optional(&self) -> bool {
        !self.may_be_tuple || self.commas > 1
    }
}

/// Finds the function around each place of a text, from its start to its end.
struct Functions<'a> {
    /// The functions that are not reached yet.
    ahead: &'a [(TextRange, usize)],
    /// The functions that contain the current place, the innermost last.
    open: Vec<(TextRange, usize)>,
}

impl<'a> Functions<'a> {
    fn new(sorted: &'a [(TextRange, usize)]) -> Self {
        Self { ahead: sorted, open: Vec::new() }
    }

    fn around(&mut self, place: TextSize) -> usize {
        while let Some(((body, function), rest)) = self.ahead.split_first()
            && body.start() <= place
        {
            self.open.push((*body, *function));
            self.ahead = rest;
        }
        self.open.retain(|(body, _)| place < body.end());
        self.open.last().map_or(0, |(_, function)| *function)
    }
}

fn joined(words: &[Word]) -> String {
    let mut joined = String::new();
    let mut last: Option<&Word> = None;
    for word in words {
        if last.is_some_and(|last| goes_on(last, word) || would_merge(last, word)) {
            joined.push(' ');
        }
        joined.push_str(word.text);
        last = Some(word);
    }
    joined
}

fn goes_on(left: &Word, right: &Word) -> bool {
    let closes = matches!(right.kind, TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace);
    left.kind == TokenKind::Comma && !closes
}

/// Whether they would be read as one token without a space; within an f-string, none may be added.
fn would_merge(left: &Word, right: &Word) -> bool {
    use TokenKind::{
        FStringEnd, FStringMiddle, FStringStart, TStringEnd, TStringMiddle, TStringStart,
    };
    let opens = matches!(left.kind, FStringStart | FStringMiddle | TStringStart | TStringMiddle);
    let closes = matches!(right.kind, FStringMiddle | FStringEnd | TStringMiddle | TStringEnd);
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "_'\"".contains(c));
    let letters = letter(left.text.chars().last()) && letter(right.text.chars().next());
    letters && !opens && !closes
}

#[cfg(test)]
mod tests {
    use bytecode::Version;

    use super::*;

    /// The key of the `nth` occurrence of `text` in the source, from 0.
    fn key(source: &str, text: &str, nth: usize) -> Key {
        key_on(Version::V3_13, source, text, nth)
    }

    fn key_on(version: Version, source: &str, text: &str, nth: usize) -> Key {
        let outline = Outline::parse(version, source).unwrap();
        let (start, _) = source.match_indices(text).nth(nth).unwrap();
        let range = TextRange::at(TextSize::new(start as u32), TextSize::of(text));
        outline.keys().of(outline.lines().span(range)).unwrap()
    }

    fn expression(text: &str) -> String {
        key(text, text, 0).expression
    }

    const SOURCE: &str = "\
def first(a):
    return a.x + a.y

class Point:
    def shifted(self, dx):
        x = self.x + dx
        y = self.x + dx
        return Point(x, y)
";

    #[test]
    fn names_function_and_expression() {
        let named = key(SOURCE, "self.x + dx", 0);
        assert_eq!(
            (named.function.as_str(), named.expression.as_str()),
            ("Point.shifted", "self.x+dx")
        );
        assert_eq!(key(SOURCE, "class", 0).function, "<module>");
        assert_eq!(key(SOURCE, "dx):", 0).function, "Point");
    }

    #[test]
    fn survives_edits_elsewhere() {
        let before = key(SOURCE, "self.x + dx", 1);
        let moved = format!("import os\n\n\n{SOURCE}");
        assert_eq!(key(&moved, "self.x + dx", 1), before);
        let renamed =
            SOURCE.replace("first(a)", "last(b, self, dx)").replace("a.x + a.y", "self.x + dx");
        assert_eq!(key(&renamed, "self.x + dx", 2), before);
        let after = SOURCE.replace("Point(x, y)", "Point(x, self.x + dx)");
        assert_eq!(key(&after, "self.x + dx", 1), before);
        let broken = SOURCE.replace("y = self.x + dx", "y = (  # why\n    self.x\n    +dx)");
        assert_eq!(key(&broken, "self.x\n    +dx", 0), before);
    }

    #[test]
    fn changes_with_what_it_names() {
        let before = key(SOURCE, "self.x + dx", 0);
        assert_ne!(key(&SOURCE.replace("shifted", "moved"), "self.x + dx", 0), before);
        assert_ne!(key(&SOURCE.replace("x + dx", "x - dx"), "self.x - dx", 0), before);
    }

    #[test]
    fn long_expressions_are_cut_and_differ() {
        let sum = |middle: &str| {
            let terms = "first + ".repeat(100);
            expression(&format!("{terms}{middle} + {terms}last"))
        };
        let name = sum("middle");
        assert!(name.len() < LONGEST + 100, "{name}");
        assert!(name.starts_with("first+first+") && name.ends_with("+first+last"), "{name}");
        assert_ne!(name, sum("other"));
        let spread = format!("({}\n  + last)", "first +\n ".repeat(100) + "last");
        assert_eq!(expression(&spread), expression(&spread.replace(char::is_whitespace, "")));
        // A part of a long expression has the same name as elsewhere.
        let whole = format!("{}last", "first + ".repeat(300));
        let part = format!("{}first", "first + ".repeat(150));
        assert_eq!(key(&whole, &part, 0).expression, expression(&part));
        let literal = "'x'".replace('x', &"x".repeat(1_000_000));
        assert!(expression(&literal).len() < 100);
    }

    #[test]
    fn expressions_are_normalized() {
        assert_eq!(expression("f( a,b )[ 1 : 2 ]"), "f(a, b)[1:2]");
        assert_eq!(expression("a if b else not c"), "a if b else not c");
        assert_eq!(expression("f(\n    a,  # one\n    b,\n)"), "f(a, b)");
        assert_eq!(expression("f(a,)"), "f(a)");
        assert_eq!(expression("(a,)"), "(a,)");
        assert_eq!(expression("(a, b,)"), "(a, b)");
        assert_eq!(expression("a[b,]"), "a[b,]");
        assert_eq!(expression("[a,]"), "[a]");
        assert_eq!(expression("'a'  'b'"), "'a' 'b'");
        assert_eq!(expression("f'a {b + c !r:>{d}} e' 'f'"), "f'a {b+c!r:>{d}} e' 'f'");
    }

    #[test]
    fn is_the_same_for_all_versions() {
        let source = "def f(a):\n    return [lambda: g(x) for x in a], {g(x) for x in a}, (g(x) for x in a)\n";
        for version in Version::ALL {
            let keys: Vec<_> = (0..3).map(|nth| key_on(version, source, "g(x)", nth)).collect();
            let told: Vec<_> = keys.iter().map(|key| key.function.as_str()).collect();
            assert_eq!(told, ["f.<locals>.<lambda>", "f", "f"], "{version}");
        }
    }

    #[test]
    fn places_that_are_no_expression() {
        let outline = Outline::parse(Version::V3_13, "abc + d\n").unwrap();
        let at = |column, end_column| {
            outline.keys().of(Span { line: 1, column, end_line: 1, end_column })
        };
        assert_eq!(at(3, 4), None);
        assert_eq!(at(7, 9), None);
        assert_eq!(at(1, 5).map(|key| key.expression), Some("abc+".to_owned()));
        assert_eq!(
            outline.keys().of(Span { line: 9, column: 0, end_line: 9, end_column: 1 }),
            None
        );
    }
}
