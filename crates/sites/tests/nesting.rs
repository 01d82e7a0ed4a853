//! Loops and functions nested at random: each name belongs to the loop it was written into.

use std::collections::BTreeMap;

use bytecode::Version;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use recording::{Code, Instruction, Span, State};
use source::Outline;
use specialist_sites::{function_of, loops_of};

/// An expression in which each `Name` has to be found again.
#[derive(Clone, Debug)]
enum Expr {
    Name,
    Call(Vec<Expr>),
    Lambda {
        default: Box<Expr>,
        body: Box<Expr>,
    },
    /// The brackets, and a call's for a generator expression that is its only argument.
    Comprehension {
        brackets: &'static str,
        result: Box<Expr>,
        first: Box<Expr>,
        second: Box<Expr>,
    },
}

#[derive(Clone, Debug)]
enum Stmt {
    Expr(Expr),
    For { iterable: Expr, body: Vec<Stmt>, otherwise: Option<Expr> },
    While { condition: Expr, body: Vec<Stmt>, otherwise: Option<Expr> },
    Def { default: Expr, body: Vec<Stmt> },
}

fn expr() -> impl Strategy<Value = Expr> {
    Just(Expr::Name).prop_recursive(4, 12, 3, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        let brackets = proptest::sample::select(&["[]", "{}", "{:}", "()", "call"][..]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(Expr::Call),
            (boxed(), boxed()).prop_map(|(default, body)| Expr::Lambda { default, body }),
            (brackets, boxed(), boxed(), boxed()).prop_map(|(brackets, result, first, second)| {
                Expr::Comprehension { brackets, result, first, second }
            }),
        ]
    })
}

fn stmt() -> impl Strategy<Value = Stmt> {
    expr().prop_map(Stmt::Expr).prop_recursive(4, 16, 3, |inner| {
        let body = || prop::collection::vec(inner.clone(), 1..3);
        let otherwise = || prop::option::of(expr());
        prop_oneof![
            (expr(), body(), otherwise()).prop_map(|(iterable, body, otherwise)| Stmt::For {
                iterable,
                body,
                otherwise
            }),
            (expr(), body(), otherwise()).prop_map(|(condition, body, otherwise)| Stmt::While {
                condition,
                body,
                otherwise
            }),
            (expr(), body()).prop_map(|(default, body)| Stmt::Def { default, body }),
        ]
    })
}

/// Where something is written: the function that runs it, and the start of the loop that repeats
/// it.
#[derive(Clone, Debug, PartialEq)]
struct Inside {
    qualname: String,
    /// The prefix of the qualified names of what is defined here.
    prefix: String,
    first_line: u32,
    around: Option<(u32, u32)>,
}

/// Writes source, and remembers where it wrote what.
struct Writer {
    own_code: bool,
    text: String,
    names: Vec<(Span, Inside)>,
    functions: u32,
}

impl Writer {
    fn here(&self) -> (u32, u32) {
        let line = self.text.matches('\n').count() + 1;
        let column = self.text.len() - self.text.rfind('\n').map_or(0, |at| at + 1);
        (line as u32, column as u32)
    }

    fn line(&mut self, depth: usize, text: &str) {
        self.text.push('\n');
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(text);
    }

    fn expr(&mut self, expr: &Expr, inside: &Inside) {
        match expr {
            Expr::Name => {
                let (line, column) = self.here();
                self.text.push_str("name");
                let span = Span { line, column, end_line: line, end_column: column + 4 };
                self.names.push((span, inside.clone()));
            }
            Expr::Call(arguments) => {
                self.text.push_str("f(");
                for argument in arguments {
                    self.expr(argument, inside);
                    self.text.push_str(", ");
                }
                self.text.push(')');
            }
            Expr::Lambda { default, body } => {
                self.text.push('(');
                let (line, _) = self.here();
                self.text.push_str("lambda x=");
                self.expr(default, inside);
                self.text.push_str(": ");
                self.expr(body, &function(inside, "<lambda>", line));
                self.text.push(')');
            }
            Expr::Comprehension { brackets, result, first, second } => {
                self.comprehension(brackets, [result, first, second], inside);
            }
        }
    }

    fn comprehension(&mut self, brackets: &str, parts: [&Expr; 3], inside: &Inside) {
        let [result, first, second] = parts;
        let (name, open, close) = match brackets {
            "[]" => ("<listcomp>", "[", "]"),
            "{}" => ("<setcomp>", "{", "}"),
            "{:}" => ("<dictcomp>", "{k: ", "}"),
            _ => ("<genexpr>", "(", ")"),
        };
        if brackets == "call" {
            self.text.push('f');
        }
        let start = self.here();
        let own_code = self.own_code || name == "<genexpr>";
        let mut repeated = inside.clone();
        if own_code {
            repeated.qualname = format!("{}{name}", inside.prefix);
            repeated.prefix = format!("{}.", repeated.qualname);
            repeated.first_line = start.0;
        }
        repeated.around = Some(start);
        self.text.push_str(open);
        self.expr(result, &repeated);
        self.text.push_str(" for x in ");
        self.expr(first, inside);
        self.text.push_str(" if x for y in ");
        self.expr(second, &repeated);
        self.text.push_str(close);
    }

    fn stmt(&mut self, stmt: &Stmt, depth: usize, inside: &Inside) {
        match stmt {
            Stmt::Expr(expr) => {
                self.line(depth, "");
                self.expr(expr, inside);
            }
            Stmt::For { iterable, body, otherwise } => {
                self.line(depth, "");
                let around = Some(self.here());
                self.text.push_str("for x in ");
                self.expr(iterable, inside);
                self.block(body, depth, &Inside { around, ..inside.clone() });
                self.otherwise(otherwise.as_ref(), depth, inside);
            }
            Stmt::While { condition, body, otherwise } => {
                self.line(depth, "");
                let repeated = Inside { around: Some(self.here()), ..inside.clone() };
                self.text.push_str("while ");
                self.expr(condition, &repeated);
                self.block(body, depth, &repeated);
                self.otherwise(otherwise.as_ref(), depth, inside);
            }
            Stmt::Def { default, body } => {
                self.functions += 1;
                let name = format!("f{}", self.functions);
                self.line(depth, &format!("def {name}(x="));
                let (line, _) = self.here();
                self.expr(default, inside);
                self.text.push(')');
                self.block(body, depth, &function(inside, &name, line));
            }
        }
    }

    fn block(&mut self, body: &[Stmt], depth: usize, inside: &Inside) {
        self.text.push(':');
        for stmt in body {
            self.stmt(stmt, depth + 1, inside);
        }
    }

    fn otherwise(&mut self, expr: Option<&Expr>, depth: usize, inside: &Inside) {
        if let Some(expr) = expr {
            self.line(depth, "else: ");
            self.expr(expr, inside);
        }
    }
}

fn function(inside: &Inside, name: &str, first_line: u32) -> Inside {
    let qualname = format!("{}{name}", inside.prefix);
    let prefix = format!("{qualname}.<locals>.");
    Inside { qualname, prefix, first_line, around: None }
}

fn load(span: Span) -> Instruction {
    Instruction { arg: Some(0), span: Some(span), ..Instruction::new("LOAD_NAME", State::Plain) }
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(659),
        failure_persistence: None,
        ..ProptestConfig::with_cases(300)
    })]

    #[test]
    fn names_belong_to_the_loop_they_were_written_into(
        program in prop::collection::vec(stmt(), 1..4),
        version in proptest::sample::select(&[Version::V3_11, Version::V3_13][..]),
    ) {
        let module = Inside {
            qualname: "<module>".to_owned(),
            prefix: String::new(),
            first_line: 1,
            around: None,
        };
        let own_code = !version.inlines_comprehensions();
        let mut writer = Writer { own_code, text: String::new(), names: Vec::new(), functions: 0 };
        for stmt in &program {
            writer.stmt(stmt, 0, &module);
        }
        let outline = Outline::parse(version, &writer.text).expect(&writer.text);
        let mut codes: BTreeMap<(u32, String), Vec<_>> = BTreeMap::new();
        for (span, inside) in &writer.names {
            let code = codes.entry((inside.first_line, inside.qualname.clone())).or_default();
            code.push((*span, inside.around));
        }
        for ((first_line, qualname), names) in codes {
            for (span, around) in names {
                let code = Code {
                    qualname: qualname.clone(),
                    first_line: first_line.cast_signed(),
                    instructions: vec![load(span)],
                    ..Code::default()
                };
                let of = function_of(&outline, &code);
                let of = of.and_then(|function| loops_of(&outline, function, &code)[0]);
                let of = of.map(|of| outline.loops[of].span);
                let start = of.map(|span| (span.line, span.column));
                prop_assert_eq!(start, around, "{:?} of {} in {}", span, qualname, writer.text);
            }
        }
    }
}
