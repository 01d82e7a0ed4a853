//! What of the source is a site's own: what stands for it, though other sites are in its expression.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use bytecode::{Kin, kin};
use recording::{Instruction, Span};
use ruff_python_ast::token::TokenKind;
use ruff_text_size::Ranged;
use source::{Lines, Outline};

/// What of the source stands for an instruction where one stretch of it is to: its expression, of an
/// attribute the name, as the expressions of a chain all begin at the same place.
pub fn own_place(lines: &Lines, instruction: &Instruction, span: Span) -> Span {
    if instruction.names_attribute() { lines.last_name(span) } else { span }
}

/// Which stretches of a source are whose.
pub struct OwnRanges<'a> {
    lines: Lines<'a>,
    tokens: Vec<(TokenKind, Range<usize>)>,
    /// For what closes a bracket, by where it ends, the tokens of the two, as places in `tokens`.
    brackets: HashMap<usize, (usize, usize)>,
}

impl<'a> OwnRanges<'a> {
    /// Pairs the brackets of a source.
    pub fn new(outline: &'a Outline) -> Self {
        let tokens = outline.tokens().iter().filter(|token| says_something(token.kind()));
        let tokens: Vec<_> =
            tokens.map(|token| (token.kind(), token.range().to_std_range())).collect();
        let (mut open, mut brackets) = (Vec::new(), HashMap::new());
        for (number, (kind, range)) in tokens.iter().enumerate() {
            match kind {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => open.push(number),
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                    if let Some(opening) = open.pop() {
                        brackets.insert(range.end, (opening, number));
                    }
                }
                _ => {}
            }
        }
        Self { lines: outline.lines(), tokens, brackets }
    }

    /// What is an instruction's own, whatever other sites are in its expression: of an attribute the
    /// name; of a call the name of what is called, and the parentheses; of a subscript the brackets; of
    /// all else the whole expression. Cut to the source.
    pub fn of(&self, instruction: &Instruction, span: Span) -> Vec<Range<usize>> {
        let whole = self.lines.place(own_place(&self.lines, instruction, span));
        let own = match Shape::of(instruction) {
            Shape::Call => self.call(span),
            Shape::Subscript => self.subscript(span),
            Shape::Whole => None,
        };
        own.unwrap_or_else(|| whole.into_iter().collect())
    }

    /// The stretches that are somebody's, in order, each with the place of its site among these. Of
    /// sites that claim the same the innermost has it, and of those with one expression the first. In n
    /// log n for n sites.
    pub fn divided<'i>(
        &self,
        sites: impl IntoIterator<Item = (&'i Instruction, Span)>,
    ) -> Vec<(Range<usize>, usize)> {
        let mut changes = Vec::new();
        for (number, (instruction, span)) in sites.into_iter().enumerate() {
            let length = self.lines.place(span).map_or(0, |place| place.len());
            for own in self.of(instruction, span) {
                changes.push((own.start, true, (length, number)));
                changes.push((own.end, false, (length, number)));
            }
        }
        changes.sort_unstable();
        let (mut claims, mut divided) = (BTreeSet::new(), Vec::<(Range<usize>, usize)>::new());
        let mut last = 0;
        for (at, begins, claim) in changes {
            if let Some((_, number)) = claims.first()
                && last < at
            {
                match divided.last_mut() {
                    Some((range, of)) if range.end == last && of == number => range.end = at,
                    _ => divided.push((last..at, *number)),
                }
            }
            last = at;
            if begins {
                claims.insert(claim);
            } else {
                claims.remove(&claim);
            }
        }
        divided
    }

    /// The name before the parentheses that the span ends with, and these.
    fn call(&self, span: Span) -> Option<Vec<Range<usize>>> {
        let [opening, closing] = self.brackets_at_end(span, TokenKind::Rpar)?;
        let (kind, callee) = self.tokens.get(opening.checked_sub(1)?)?;
        let place = self.lines.place(span)?;
        let named = *kind == TokenKind::Name && place.start <= callee.start;
        let name = named.then(|| callee.clone());
        Some(name.into_iter().chain([self.range(opening)?, self.range(closing)?]).collect())
    }

    /// The brackets that the span ends with.
    fn subscript(&self, span: Span) -> Option<Vec<Range<usize>>> {
        let brackets = self.brackets_at_end(span, TokenKind::Rsqb)?;
        brackets.into_iter().map(|bracket| self.range(bracket)).collect()
    }

    /// The brackets of a kind that a span ends with, if something is before them.
    fn brackets_at_end(&self, span: Span, kind: TokenKind) -> Option<[usize; 2]> {
        let place = self.lines.place(span)?;
        let (opening, closing) = *self.brackets.get(&place.end)?;
        let is_kind = self.tokens.get(closing)?.0 == kind;
        let follows = place.start < self.range(opening)?.start;
        (is_kind && follows).then_some([opening, closing])
    }

    fn range(&self, token: usize) -> Option<Range<usize>> {
        self.tokens.get(token).map(|(_, range)| range.clone())
    }
}

/// What an expression looks like.
enum Shape {
    Call,
    Subscript,
    Whole,
}

impl Shape {
    fn of(instruction: &Instruction) -> Self {
        match instruction.base.as_str() {
            base if kin(base) == Some(Kin::Call) => Self::Call,
            "BINARY_SUBSCR" | "BINARY_SLICE" | "STORE_SUBSCR" | "STORE_SLICE" => Self::Subscript,
            // From 3.14 on an operator's number says that it is a subscript.
            "BINARY_OP" if instruction.argrepr.as_deref() == Some("[]") => Self::Subscript,
            _ => Self::Whole,
        }
    }
}

fn says_something(kind: TokenKind) -> bool {
    !kind.is_any_newline() && kind != TokenKind::Comment
}

#[cfg(test)]
mod tests {
    use bytecode::Version;
    use recording::State;
    use ruff_text_size::{TextRange, TextSize};

    use super::*;

    /// Instructions of these opcodes for the first of these texts.
    fn sites(source: &str, all: &[(&str, &str)]) -> Vec<(Instruction, Span)> {
        let lines = Lines::new(source);
        let site = |(base, text): &(&str, &str)| {
            let (base, word) = base.split_once(' ').unwrap_or((base, ""));
            let mut instruction = Instruction::new(base, State::Failing);
            instruction.argrepr = Some(word.into());
            let start = source.find(text).unwrap();
            let range = TextRange::at(TextSize::new(start as u32), TextSize::of(*text));
            (instruction, lines.span(range))
        };
        all.iter().map(site).collect()
    }

    /// What is the own of an instruction that has all of a source, or the first of a text, for its place.
    fn own(source: &str, base: &str, text: &str) -> Vec<String> {
        let outline = Outline::parse(Version::V3_13, source).unwrap();
        let [(instruction, span)] = &sites(source, &[(base, text)])[..] else { panic!() };
        let own = OwnRanges::new(&outline).of(instruction, *span);
        own.into_iter().map(|range| source[range].to_owned()).collect()
    }

    fn own_of(base: &str, source: &str) -> Vec<String> {
        own(source, base, source)
    }

    #[test]
    fn an_attribute_is_its_name() {
        assert_eq!(own_of("LOAD_ATTR", "self.log.entries"), ["entries"]);
        assert_eq!(own_of("LOAD_METHOD", "f(x).entries"), ["entries"]);
        assert_eq!(
            own_of("STORE_ATTR", "(a\n  .b)")[..],
            ["(a\n  .b)"],
            "not as CPython places it"
        );
        assert_eq!(own("x = (a\n  .é)", "STORE_ATTR", "a\n  .é"), ["é"]);
    }

    #[test]
    fn a_call_is_its_name_and_parentheses() {
        assert_eq!(own_of("CALL", "f(x, (y))"), ["f", "(", ")"]);
        assert_eq!(own_of("CALL_KW", "a.f(\n  x=g(y),  # )\n)"), ["f", "(", ")"]);
        assert_eq!(own_of("PRECALL", "f(x for x in y)"), ["f", "(", ")"]);
        assert_eq!(own_of("CALL_FUNCTION_EX", "f(x)(*y)"), ["(", ")"]);
        assert_eq!(own_of("CALL", "(lambda: 0)()"), ["(", ")"]);
        assert_eq!(own("a \\\n .f(f'{x(1)})')", "CALL", "x(1)"), ["x", "(", ")"]);
        // A method's call may be placed at its name.
        assert_eq!(own("(a\n .b(c))", "CALL", "b(c)"), ["b", "(", ")"]);
        // What is called though nobody writes it: decorators, `__exit__`, generator expressions.
        assert_eq!(own("@d\ndef f(): pass", "CALL", "d"), ["d"]);
        assert_eq!(own_of("CALL", "(x for x in y)"), ["(x for x in y)"]);
        assert_eq!(own("with a.b: pass", "CALL", "a.b"), ["a.b"]);
    }

    #[test]
    fn a_subscript_is_its_brackets() {
        assert_eq!(own_of("BINARY_SUBSCR", "a[b[0]]"), ["[", "]"]);
        assert_eq!(own_of("STORE_SUBSCR", "f(x)[1, 2]"), ["[", "]"]);
        assert_eq!(own_of("BINARY_SLICE", "a[1:2]"), ["[", "]"]);
        assert_eq!(own_of("BINARY_OP []", "a[0]"), ["[", "]"]);
        assert_eq!(own_of("BINARY_OP +", "b + a[0]"), ["b + a[0]"]);
        assert_eq!(own_of("BINARY_SUBSCR", "[0]"), ["[0]"], "nothing is subscripted");
    }

    #[test]
    fn all_else_is_the_whole_expression() {
        for base in ["BINARY_OP", "COMPARE_OP", "CONTAINS_OP", "TO_BOOL", "FOR_ITER", "SEND"] {
            assert_eq!(own_of(base, "f(x)"), ["f(x)"], "{base}");
        }
        assert_eq!(own_of("UNPACK_SEQUENCE", "a, b"), ["a, b"]);
        assert_eq!(own_of("LOAD_GLOBAL", "name"), ["name"]);
    }

    fn divided(source: &str, all: &[(&str, &str)]) -> Vec<(String, usize)> {
        let outline = Outline::parse(Version::V3_13, source).unwrap();
        let sites = sites(source, all);
        let sites = sites.iter().map(|(instruction, span)| (instruction, *span));
        let divided = OwnRanges::new(&outline).divided(sites);
        divided.into_iter().map(|(range, number)| (source[range].to_owned(), number)).collect()
    }

    #[test]
    fn the_innermost_has_it() {
        let source = "self.x + f(a[i + 1])";
        let all = [
            ("BINARY_OP +", source),
            ("LOAD_ATTR", "self.x"),
            ("CALL", "f(a[i + 1])"),
            ("BINARY_SUBSCR", "a[i + 1]"),
            ("BINARY_OP +", "i + 1"),
        ];
        let told = divided(source, &all);
        let told: Vec<_> = told.iter().map(|(text, number)| (text.as_str(), *number)).collect();
        let expected = [
            ("self.", 0),
            ("x", 1),
            (" + ", 0),
            ("f(", 2),
            ("a", 0),
            ("[", 3),
            ("i + 1", 4),
            ("]", 3),
            (")", 2),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn of_one_expression_the_first_has_it() {
        let both = [("TO_BOOL", "a + b"), ("BINARY_OP +", "a + b")];
        assert_eq!(divided("not (a + b)", &both), [("a + b".to_owned(), 0)]);
        assert_eq!(divided("a", &[]), Vec::new());
    }

    #[test]
    fn places_that_are_not_there_are_nobodys() {
        let outline = Outline::parse(Version::V3_13, "f(x)").unwrap();
        let own = OwnRanges::new(&outline);
        let call = Instruction::new("CALL", State::Failing);
        for place in [[9, 0, 9, 4], [1, 4, 1, 0], [0, 0, 0, 0]] {
            assert!(own.of(&call, place.into()).is_empty(), "{place:?}");
        }
        assert_eq!(own.of(&call, [1, 1, 1, 99].into()).first(), Some(&(1..4)));
    }
}
