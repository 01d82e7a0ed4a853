//! The structure of a source, as far as loops are concerned.

use std::cmp::Reverse;
use std::collections::HashMap;

use bytecode::Version;
use recording::Span;
use ruff_python_ast::PythonVersion;
use ruff_python_ast::token::Tokens;
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_source_file::LineIndex;
use ruff_text_size::TextRange;
use serde::{Deserialize, Serialize};

use crate::calls::NamedCall;
use crate::comments::{self, Comments};
use crate::heads::{Heads, heads};
use crate::lines::Lines;
use crate::nested::Nested;
use crate::walk;

/// The loops and functions of one source, and its comments that address specialist.
#[derive(Debug)]
pub struct Outline {
    /// The version for which it was parsed: the division into code objects depends on it.
    pub version: Version,
    /// What is compiled into a separate code object. The first one is the module.
    pub functions: Vec<Function>,
    /// The loops, in order of where they start.
    pub loops: Vec<Loop>,
    /// The comments that address specialist.
    pub comments: Comments,
    /// The calls of something by its name.
    pub(crate) calls: Vec<NamedCall>,
    /// The ranges that each loop repeats.
    pub(crate) repeated: Nested,
    /// The spans of whole loops, by function.
    pub(crate) heads: Vec<Heads>,
    /// The functions of each qualified name.
    pub(crate) functions_by_name: HashMap<String, Vec<usize>>,
    /// The bodies of functions, in order of where they start.
    pub(crate) bodies: Vec<(TextRange, usize)>,
    pub(crate) tokens: Tokens,
    pub(crate) text: String,
    pub(crate) lines: LineIndex,
}

/// A loop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loop {
    /// Its kind.
    pub kind: LoopKind,
    /// The span of all of it, as in CPython: the statement with its `else` and a last semicolon, or
    /// the expression with its brackets. A generator expression that is the only argument has those
    /// of the call.
    pub span: Span,
    /// The function whose code object runs it, an index into [`Outline::functions`].
    pub function: usize,
    /// The enclosing loop, an index into [`Outline::loops`], if each iteration of that one runs
    /// this one or, for a generator expression, creates it. Loops of a function that is defined in
    /// a loop have none.
    pub parent: Option<usize>,
    /// The iterable, or the condition of a `while`. A comprehension has one for each `for`; this is
    /// the first.
    pub header: Span,
    /// What each iteration runs: target and body, or condition and body, or the whole comprehension
    /// except its first iterable, which is evaluated once.
    pub repeated: Vec<Span>,
    /// The statements after `else`, which run once.
    pub otherwise: Option<Span>,
}

/// The kinds of loops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoopKind {
    /// `for` and `async for`
    For,
    /// `while`
    While,
    /// `[… for …]`
    List,
    /// `{… for …}`
    Set,
    /// `{…: … for …}`
    Dict,
    /// `(… for …)`
    Generator,
}

/// A part of the source that is compiled into a separate code object.
///
/// This does not include what 3.12 and later compile for type parameters, type aliases and, since
/// 3.14, annotations: loops in these are attributed to the enclosing function, which has no
/// instructions for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// Its kind.
    pub kind: FunctionKind,
    /// `co_qualname`.
    pub qualname: String,
    /// `co_firstlineno`: that of the first decorator, if there is one.
    pub first_line: u32,
    /// The span of all of it, including decorators.
    pub span: Span,
    /// The lines of decorators, name and parameters: the first and the last.
    pub header: (u32, u32),
    /// The enclosing function, an index into [`Outline::functions`].
    pub parent: Option<usize>,
}

/// What a code object is compiled from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FunctionKind {
    /// The whole source.
    Module,
    /// The body of a class.
    Class,
    /// `def` and `async def`
    Def,
    /// `lambda`
    Lambda,
    /// A generator expression, or a comprehension if the version does not inline it.
    Comprehension,
}

/// A source that is not valid in the requested version of Python.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct Unparsable {
    /// The line of the first error, from 1.
    pub line: u32,
    /// Its column, in UTF-8 bytes from 0.
    pub column: u32,
    /// What is wrong there.
    pub message: String,
}

/// How much stack dropping a tree may need, for each byte of its text.
const BYTES_OF_STACK: usize = 256;

impl Outline {
    /// Reads a source whose lines end in `\n`, such as [`recording::File::source`].
    ///
    /// # Errors
    /// If it is not valid in that version of Python, with the first place that is not, or if it has
    /// 4 GiB or more.
    pub fn parse(version: Version, text: &str) -> Result<Self, Unparsable> {
        if u32::try_from(text.len()).is_err() {
            let message = "it is larger than 4 GiB".to_owned();
            return Err(Unparsable { line: 1, column: 0, message });
        }
        // Dropping a tree recurses as deep as it nests: at most one level for two bytes of text.
        let stack = text.len().saturating_mul(BYTES_OF_STACK).clamp(1 << 20, 1 << 30);
        stacker::maybe_grow(stack, stack, || Self::read(version, text))
    }

    /// The lines of the source.
    pub fn lines(&self) -> Lines<'_> {
        Lines::known(&self.text, self.lines.clone())
    }

    /// The functions of a qualified name: indexes into [`Outline::functions`].
    pub fn functions_named(&self, qualname: &str) -> &[usize] {
        self.functions_by_name.get(qualname).map(Vec::as_slice).unwrap_or_default()
    }

    /// The innermost loop of a function of which each turn runs all of a span.
    pub fn repeating(&self, function: usize, span: Span) -> Option<usize> {
        let own = |number: &usize| self.loops[*number].function == function;
        self.repeated.of(span).find(own)
    }

    /// The spans that stand for loops of a function.
    pub fn heads(&self, function: usize) -> Option<&Heads> {
        self.heads.get(function)
    }

    /// The tokens of the source, including comments.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    fn read(version: Version, text: &str) -> Result<Self, Unparsable> {
        let (major, minor) = version.parts();
        let target = PythonVersion { major: major as u8, minor: minor as u8 };
        let options = ParseOptions::from(Mode::Module).with_target_version(target);
        let parsed = parse_unchecked(text, options);
        let lines = Lines::new(text);
        let error =
            parsed.errors().iter().map(|error| (error.location.start(), error.error.to_string()));
        let unsupported = parsed.unsupported_syntax_errors().iter();
        let unsupported = unsupported.map(|error| (error.range.start(), error.to_string()));
        if let Some((at, message)) = error.chain(unsupported).min_by_key(|(at, _)| *at) {
            let (line, column) = lines.line_column(at);
            return Err(Unparsable { line, column, message });
        }
        let found = walk::walk(version, parsed.syntax(), text, &lines);
        let comments = comments::read(parsed.tokens(), text, &lines, &found);
        let walk::Found { functions, loops, calls, drivers, mut bodies } = found;
        bodies.sort_by_key(|(body, _)| (body.start(), Reverse(body.end())));
        let heads = heads(version, functions.len(), &loops, &drivers);
        let mut functions_by_name: HashMap<_, Vec<_>> = HashMap::new();
        for (number, this) in functions.iter().enumerate() {
            functions_by_name.entry(this.qualname.clone()).or_default().push(number);
        }
        let all = loops.iter().enumerate();
        let repeated = Nested::new(
            all.flat_map(|(number, this)| this.repeated.iter().map(move |s| (*s, number))),
        );
        Ok(Self {
            version,
            functions,
            loops,
            comments,
            calls,
            repeated,
            heads,
            functions_by_name,
            bodies,
            tokens: parsed.tokens().clone(),
            text: text.to_owned(),
            lines: lines.into_index(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unparsable(version: Version, text: &str) -> (u32, u32, String) {
        let error = Outline::parse(version, text).expect_err(text);
        (error.line, error.column, error.message)
    }

    #[test]
    fn invalid_source_is_an_error() {
        let (line, column, message) = unparsable(Version::V3_13, "a = 1\nfor x y:\n  pass\n");
        assert_eq!((line, column), (2, 6));
        assert!(message.starts_with("Expected `in`"), "{message}");
        assert_eq!(unparsable(Version::V3_13, "é = (").0, 1);
        let alias = "x = 1\ntype A = int\n";
        let (line, column, message) = unparsable(Version::V3_11, alias);
        assert_eq!((line, column), (2, 0));
        assert!(message.contains("3.11"), "{message}");
        assert!(Outline::parse(Version::V3_12, alias).is_ok());
    }

    #[test]
    fn a_loop_is_described() {
        let text = "async def f():\n  async for x, y in z:\n    [x for y in x if y for z in x]\n  else: x\n";
        let outline = Outline::parse(Version::V3_12, text).unwrap();
        let [statement, comprehension] = &outline.loops[..] else { panic!("{:?}", outline.loops) };
        let of = |spans: &[Span]| {
            let range = |span: &Span| outline.lines().exactly(*span).unwrap();
            spans.iter().map(|span| &text[range(span)]).collect::<Vec<_>>()
        };
        assert_eq!((statement.kind, statement.parent), (LoopKind::For, None));
        assert_eq!(of(&[statement.header]), ["z"]);
        assert_eq!(of(&statement.repeated), ["x, y", "[x for y in x if y for z in x]"]);
        assert_eq!(of(statement.otherwise.as_slice()), ["x"]);
        assert_eq!((comprehension.kind, comprehension.parent), (LoopKind::List, Some(0)));
        assert_eq!(of(&comprehension.repeated), ["x for y", "y for z in x"]);
        assert_eq!(outline.functions[statement.function].qualname, "f");
        assert_eq!(comprehension.function, statement.function);
        let apart = Outline::parse(Version::V3_11, text).unwrap();
        let [statement, comprehension] = &apart.loops[..] else { panic!() };
        assert_eq!(apart.functions[comprehension.function].qualname, "f.<locals>.<listcomp>");
        assert_eq!((comprehension.parent, statement.parent), (Some(0), None));
    }

    #[test]
    fn names_are_those_of_code_objects() {
        let text = "class A:\n  @d\n  def f(self):\n    global g\n    def g(): lambda: 0\n    class B: x = lambda: 0\n";
        let outline = Outline::parse(Version::V3_12, text).unwrap();
        let named = outline.functions.iter().map(|f| (f.qualname.as_str(), f.first_line));
        let expected = [
            ("<module>", 1),
            ("A", 1),
            ("A.f", 2),
            ("g", 5),
            ("g.<locals>.<lambda>", 5),
            ("A.f.<locals>.B", 6),
            ("A.f.<locals>.B.<lambda>", 6),
        ];
        assert_eq!(named.collect::<Vec<_>>(), expected);
    }

    /// Deeper than any version of CPython compiles, on a thread with a small stack.
    #[test]
    fn deep_nesting_is_no_problem() {
        let sum = "a+".repeat(50_000) + "a\n";
        let chain = format!("a{}\n", ".b".repeat(50_000));
        let signs = "-".repeat(50_000) + "a\n";
        let brackets = "[".repeat(150) + &"]".repeat(150) + "\n";
        let parse = move || {
            for text in [&sum, &chain, &brackets, &signs] {
                assert!(Outline::parse(Version::V3_13, text).is_ok());
            }
            assert!(Outline::parse(Version::V3_13, &"[".repeat(50_000)).is_err());
        };
        let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(parse).unwrap();
        thread.join().unwrap();
    }
}
