//! A recorded file, its source read and its instructions told apart by loop.

use std::cell::OnceCell;

use bytecode::Version;
use recording::{Code, File, Instruction, Span};
use source::{Heat, HeatEvidence, Heats, Keys, Outline, Target, Unparsable};

use crate::Finding;
use crate::place::Lines;

pub(crate) struct View<'a> {
    pub(crate) file: &'a File,
    pub(crate) outline: Outline,
    pub(crate) heats: Heats,
    pub(crate) lines: Lines<'a>,
    pub(crate) codes: Vec<CodeView<'a>>,
}

/// A code object that the source has a function for.
pub(crate) struct CodeView<'a> {
    pub(crate) code: &'a Code,
    /// An index into [`Outline::functions`].
    pub(crate) function: usize,
    /// Of each instruction.
    loops: Vec<Option<usize>>,
}

impl<'a> View<'a> {
    pub(crate) fn new(version: Version, file: &'a File) -> Result<Self, Unparsable> {
        let outline = Outline::parse(version, &file.source)?;
        let heats = outline.heats(&file.code);
        let codes = file.code.iter().filter_map(|code| {
            let function = outline.function_of(code)?;
            Some(CodeView { code, function, loops: outline.loops_of(code) })
        });
        let codes = codes.collect();
        Ok(Self { file, heats, codes, lines: Lines::new(&file.source), outline })
    }

    /// A loop and those around it, the innermost first.
    fn around(&self, innermost: usize) -> impl Iterator<Item = usize> {
        let parent = |number: &usize| self.outline.loops.get(*number)?.parent;
        std::iter::successors(Some(innermost), parent)
    }

    /// The innermost hot loop around an instruction of this loop, and how that is known.
    pub(crate) fn hot_loop(&self, innermost: usize) -> Option<(usize, HeatEvidence)> {
        self.around(innermost).find_map(|number| match self.heats.loops.get(number)? {
            Heat::Hot { by } => Some((number, *by)),
            _ => None,
        })
    }

    /// What a comment says must be specialized: one of these loops, or the function.
    pub(crate) fn marked(&self, innermost: Option<usize>, function: usize) -> Option<Target> {
        let is_marked =
            |target: &Target| self.outline.comments.hot.iter().any(|mark| mark.target == *target);
        let loops = innermost.into_iter().flat_map(|number| self.around(number));
        let mut targets = loops.map(Target::Loop).chain([Target::Function(function)]);
        targets.find(is_marked)
    }

    /// Whether a loop, or one inside it, is hot.
    pub(crate) fn has_hot_loop(&self, number: usize) -> bool {
        let inside = |inner: &usize| self.around(*inner).any(|outer| outer == number);
        let hot = |inner: usize| self.heats.loops.get(inner).is_some_and(|heat| heat.is_hot());
        (0..self.outline.loops.len()).filter(inside).any(hot)
    }

    /// The head of a loop: from its first word to the end of what it goes through; of a
    /// comprehension, all of it.
    pub(crate) fn head_of_loop(&self, number: usize) -> Span {
        let Some(this) = self.outline.loops.get(number) else { return NOWHERE };
        let (start, header) = (this.span, this.header);
        let is_statement = matches!(this.kind, source::LoopKind::For | source::LoopKind::While);
        if !is_statement {
            return start;
        }
        Span { end_line: header.end_line, end_column: header.end_column, ..start }
    }

    /// The head of a function: the line of its `def`, or its first.
    pub(crate) fn head_of_function(&self, number: usize) -> Span {
        let Some(this) = self.outline.functions.get(number) else { return NOWHERE };
        let (first, last) = this.header;
        let defines = |line: &u32| {
            let text = self.lines.line(*line).trim_start();
            text.starts_with("def ") || text.starts_with("async ")
        };
        let line = (first..=last).find(defines).unwrap_or(first);
        let text = self.lines.line(line);
        let (column, end) = (text.len() - text.trim_start().len(), text.trim_end().len());
        Span { line, column: column as u32, end_line: line, end_column: end as u32 }
    }

    /// The head of what a comment is about.
    pub(crate) fn head(&self, target: Target) -> Span {
        match target {
            Target::Loop(number) => self.head_of_loop(number),
            Target::Function(number) => self.head_of_function(number),
        }
    }
}

const NOWHERE: Span = Span { line: 1, column: 0, end_line: 1, end_column: 0 };

/// Says where in a file findings are. What expressions are called is worked out when it is asked for.
pub(crate) struct Locator<'a> {
    pub(crate) view: &'a View<'a>,
    keys: OnceCell<Keys<'a>>,
}

impl<'a> Locator<'a> {
    pub(crate) fn new(view: &'a View<'a>) -> Self {
        Self { view, keys: OnceCell::new() }
    }

    /// A finding, at a place of the file.
    pub(crate) fn at(&self, span: Span, finding: Finding) -> Finding {
        let keys = self.keys.get_or_init(|| self.view.outline.keys());
        let key = keys.of(span);
        let (function, expression) =
            key.map(|key| (key.function, key.expression)).unwrap_or_default();
        let path = Some(self.view.file.path.clone());
        Finding { path, place: self.view.lines.place(span), function, expression, ..finding }
    }
}

impl CodeView<'_> {
    /// Its instructions, and the innermost loop that repeats each.
    pub(crate) fn instructions(&self) -> impl Iterator<Item = (&Instruction, Option<usize>)> {
        self.code.instructions.iter().zip(self.loops.iter().copied())
    }
}
