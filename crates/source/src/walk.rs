//! Finds loops and functions in a syntax tree.

use std::collections::HashSet;

use bytecode::Version;
use recording::Span;
use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, walk_expr, walk_stmt};
use ruff_python_ast::{Comprehension, Expr, Mod, Stmt, StmtClassDef, StmtFor, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::calls::{Named, NamedCall};
use crate::lines::Lines;
use crate::{Function, FunctionKind, Loop, LoopKind};

/// What was found in the tree.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) functions: Vec<Function>,
    pub(crate) loops: Vec<Loop>,
    pub(crate) calls: Vec<NamedCall>,
    pub(crate) drivers: Vec<Driver>,
    /// The bodies of functions, in order of the text; comprehensions don't count as functions here.
    pub(crate) bodies: Vec<(TextRange, usize)>,
}

/// A call whose only argument is a generator expression.
#[derive(Debug)]
pub(crate) struct Driver {
    /// The calling function.
    pub(crate) function: usize,
    pub(crate) callee: Span,
    /// The generator expression.
    pub(crate) of: usize,
}

pub(crate) fn walk<'a>(
    version: Version,
    module: &'a Mod,
    text: &'a str,
    lines: &'a Lines<'a>,
) -> Found {
    let whole = TextRange::up_to(TextSize::of(text));
    let mut walk = Walk {
        own_code: !version.inlines_comprehensions(),
        text,
        lines,
        found: Found::default(),
        function: 0,
        around: None,
        globals: HashSet::new(),
    };
    walk.found.bodies.push((whole, 0));
    walk.found.functions.push(Function {
        kind: FunctionKind::Module,
        qualname: "<module>".to_owned(),
        first_line: 1,
        span: lines.span(whole),
        header: (1, 1),
        parent: None,
    });
    walk.visit_mod(module);
    walk.found
}

struct Walk<'a> {
    /// Whether comprehensions have separate code objects.
    own_code: bool,
    text: &'a str,
    lines: &'a Lines<'a>,
    found: Found,
    /// The function whose code object runs the visited node.
    function: usize,
    /// The loop of that function, or the one that encloses its comprehension, which repeats the
    /// node.
    around: Option<usize>,
    /// Names a function declared global.
    globals: HashSet<(usize, &'a str)>,
}

impl<'a> Walk<'a> {
    /// Visits a node that runs in another function, or in another loop.
    fn within(&mut self, function: usize, around: Option<usize>, visit: impl FnOnce(&mut Self)) {
        let before = (self.function, self.around);
        (self.function, self.around) = (function, around);
        visit(self);
        (self.function, self.around) = before;
    }

    /// Like CPython's `compiler_set_qualname` (Python/compile.c).
    fn qualname(&self, kind: FunctionKind, name: &'a str) -> String {
        let Some(parent) = self.found.functions.get(self.function) else { return name.to_owned() };
        let binds = matches!(kind, FunctionKind::Class | FunctionKind::Def);
        match parent.kind {
            FunctionKind::Module => name.to_owned(),
            _ if binds && self.globals.contains(&(self.function, name)) => name.to_owned(),
            FunctionKind::Def | FunctionKind::Lambda => {
                format!("{}.<locals>.{name}", parent.qualname)
            }
            FunctionKind::Class | FunctionKind::Comprehension => {
                format!("{}.{name}", parent.qualname)
            }
        }
    }

    fn add_function(
        &mut self,
        kind: FunctionKind,
        name: &'a str,
        range: TextRange,
        header_end: TextSize,
    ) -> usize {
        let first_line = self.lines.line_at(range.start());
        self.found.functions.push(Function {
            kind,
            qualname: self.qualname(kind, name),
            first_line,
            span: self.lines.span(range),
            header: (first_line, self.lines.line_at(header_end)),
            parent: Some(self.function),
        });
        self.found.functions.len() - 1
    }

    fn add_loop(&mut self, this: Loop) -> usize {
        self.found.loops.push(this);
        self.found.loops.len() - 1
    }

    fn body(&mut self, function: usize, body: &'a [Stmt]) {
        if let Some(range) = stretch(body) {
            self.found.bodies.push((range, function));
        }
        self.within(function, None, |walk| walk.visit_body(body));
    }

    fn def(&mut self, def: &'a StmtFunctionDef) {
        for decorator in &def.decorator_list {
            self.visit_decorator(decorator);
        }
        if let Some(parameters) = &def.type_params {
            self.visit_type_params(parameters);
        }
        self.visit_parameters(&def.parameters);
        if let Some(returns) = &def.returns {
            self.visit_annotation(returns);
        }
        let end = def.returns.as_ref().map_or(def.parameters.end(), |returns| returns.end());
        let function = self.add_function(FunctionKind::Def, &def.name, def.range, end);
        self.body(function, &def.body);
    }

    fn class(&mut self, class: &'a StmtClassDef) {
        for decorator in &class.decorator_list {
            self.visit_decorator(decorator);
        }
        if let Some(parameters) = &class.type_params {
            self.visit_type_params(parameters);
        }
        let mut end = class.name.end();
        if let Some(arguments) = &class.arguments {
            self.visit_arguments(arguments);
            end = arguments.end();
        }
        let function = self.add_function(FunctionKind::Class, &class.name, class.range, end);
        self.body(function, &class.body);
    }

    fn for_statement(&mut self, this: &'a StmtFor) {
        let repeated = [Some(this.target.range()), stretch(&this.body)];
        let number = self.statement(LoopKind::For, this.range, &this.iter, &repeated, &this.orelse);
        self.within(self.function, Some(number), |walk| walk.visit_expr(&this.target));
        self.visit_expr(&this.iter);
        self.within(self.function, Some(number), |walk| walk.visit_body(&this.body));
        self.visit_body(&this.orelse);
    }

    fn statement(
        &mut self,
        kind: LoopKind,
        range: TextRange,
        header: &Expr,
        repeated: &[Option<TextRange>],
        otherwise: &[Stmt],
    ) -> usize {
        let lines = self.lines;
        self.add_loop(Loop {
            kind,
            span: lines.span(self.with_semicolon(range)),
            function: self.function,
            parent: self.around,
            header: lines.span(header.range()),
            repeated: repeated.iter().flatten().map(|range| lines.span(*range)).collect(),
            otherwise: stretch(otherwise).map(|range| lines.span(range)),
        })
    }

    /// In CPython, the semicolon after the last statement of a block belongs to the block.
    fn with_semicolon(&self, range: TextRange) -> TextRange {
        let after = self.text.get(range.end().to_usize()..).unwrap_or_default();
        let trimmed = after.trim_start_matches([' ', '\t', '\x0c']);
        let length = TextSize::of(after) - TextSize::of(trimmed) + TextSize::of(';');
        if trimmed.starts_with(';') { range.add_end(length) } else { range }
    }

    /// A comprehension: its results, and its `for`s, of which there is at least one.
    fn comprehension(
        &mut self,
        kind: LoopKind,
        range: TextRange,
        results: &[&'a Expr],
        clauses: &'a [Comprehension],
    ) {
        let [first, others @ ..] = clauses else { return };
        let number = self.found.loops.len();
        let function = match kind {
            LoopKind::Generator => self.comprehension_code("<genexpr>", range),
            LoopKind::List if self.own_code => self.comprehension_code("<listcomp>", range),
            LoopKind::Set if self.own_code => self.comprehension_code("<setcomp>", range),
            LoopKind::Dict if self.own_code => self.comprehension_code("<dictcomp>", range),
            _ => self.function,
        };
        // From after the bracket: code with the whole span may run once.
        let before = TextRange::new(range.start() + TextSize::new(1), first.target.end());
        let after_start = first.ifs.first().map(Ranged::start);
        let after_start = after_start.or_else(|| others.first().map(Ranged::start));
        let after_end = others.last().unwrap_or(first).range.end();
        let after = after_start.map(|start| self.lines.span(TextRange::new(start, after_end)));
        self.add_loop(Loop {
            kind,
            span: self.lines.span(range),
            function,
            parent: self.around,
            header: self.lines.span(first.iter.range()),
            repeated: std::iter::once(self.lines.span(before)).chain(after).collect(),
            otherwise: None,
        });
        self.visit_expr(&first.iter);
        self.within(function, Some(number), |walk| {
            for result in results {
                walk.visit_expr(result);
            }
            walk.visit_expr(&first.target);
            for condition in &first.ifs {
                walk.visit_expr(condition);
            }
            for clause in others {
                walk.visit_comprehension(clause);
            }
        });
    }

    fn comprehension_code(&mut self, name: &'a str, range: TextRange) -> usize {
        self.add_function(FunctionKind::Comprehension, name, range, range.end())
    }

    /// Notes a call, if it calls something by its name.
    fn note_call(&mut self, callee: &'a Expr, call: TextRange) {
        let named = match callee {
            Expr::Name(name) => Named::Function(name.id.to_string()),
            Expr::Attribute(attribute) => match &*attribute.value {
                Expr::Name(owner) if matches!(owner.id.as_str(), "self" | "cls") => {
                    Named::Method(attribute.attr.to_string())
                }
                _ => return,
            },
            _ => return,
        };
        let at = self.lines.span(call);
        self.found.calls.push(NamedCall { named, function: self.function, from: self.around, at });
    }
}

impl<'a> SourceOrderVisitor<'a> for Walk<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => self.def(def),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::For(this) => self.for_statement(this),
            Stmt::While(this) => {
                let range = this.test.range();
                let repeated = stretch(&this.body).map_or(range, |body| range.cover(body));
                let (test, end) = (&this.test, &this.orelse);
                let number =
                    self.statement(LoopKind::While, this.range, test, &[Some(repeated)], end);
                self.within(self.function, Some(number), |walk| {
                    walk.visit_expr(test);
                    walk.visit_body(&this.body);
                });
                self.visit_body(end);
            }
            Stmt::Global(global) => {
                let names = global.names.iter().map(|name| (self.function, name.as_str()));
                self.globals.extend(names);
            }
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        // A chain of operators or attributes may have tens of thousands of links.
        stacker::maybe_grow(64 << 10, 1 << 20, || self.expr(expr));
    }
}

impl<'a> Walk<'a> {
    fn expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Lambda(lambda) => {
                let mut end = lambda.range.start();
                if let Some(parameters) = &lambda.parameters {
                    self.visit_parameters(parameters);
                    end = parameters.end();
                }
                let function =
                    self.add_function(FunctionKind::Lambda, "<lambda>", lambda.range, end);
                self.found.bodies.push((lambda.body.range(), function));
                self.within(function, None, |walk| walk.visit_expr(&lambda.body));
            }
            Expr::ListComp(this) => {
                self.comprehension(LoopKind::List, this.range, &[&this.elt], &this.generators);
            }
            Expr::SetComp(this) => {
                self.comprehension(LoopKind::Set, this.range, &[&this.elt], &this.generators);
            }
            Expr::DictComp(this) => {
                let results: Vec<_> =
                    this.key.as_deref().into_iter().chain([&*this.value]).collect();
                self.comprehension(LoopKind::Dict, this.range, &results, &this.generators);
            }
            Expr::Generator(this) => {
                self.comprehension(LoopKind::Generator, this.range, &[&this.elt], &this.generators);
            }
            Expr::Call(call) => {
                self.note_call(&call.func, call.range());
                match &*call.arguments.args {
                    [Expr::Generator(this)] if !this.parenthesized => {
                        self.visit_expr(&call.func);
                        // In CPython, the call's parentheses belong to the generator expression.
                        let range = call.arguments.range;
                        let results = [&*this.elt];
                        let callee = self.lines.span(call.func.range());
                        let of = self.found.loops.len();
                        self.found.drivers.push(Driver { function: self.function, callee, of });
                        self.comprehension(LoopKind::Generator, range, &results, &this.generators);
                    }
                    _ => walk_expr(self, expr),
                }
            }
            _ => walk_expr(self, expr),
        }
    }
}

/// From the first statement to the last.
fn stretch(body: &[Stmt]) -> Option<TextRange> {
    Some(body.first()?.range().cover(body.last()?.range()))
}
