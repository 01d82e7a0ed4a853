//! What of a loop or a function stands for all of it.

use recording::Span;

use crate::{LoopKind, Outline, Target};

const NOWHERE: Span = Span { line: 1, column: 0, end_line: 1, end_column: 0 };

impl Outline {
    /// The head of a loop or a function.
    pub fn head(&self, target: Target) -> Span {
        match target {
            Target::Loop(number) => self.head_of_loop(number),
            Target::Function(number) => self.head_of_function(number),
        }
    }

    /// From the first word of a loop to the end of what it goes through; of a comprehension, all of it.
    fn head_of_loop(&self, number: usize) -> Span {
        let Some(this) = self.loops.get(number) else { return NOWHERE };
        let (start, header) = (this.span, this.header);
        let is_statement = matches!(this.kind, LoopKind::For | LoopKind::While);
        if !is_statement {
            return start;
        }
        Span { end_line: header.end_line, end_column: header.end_column, ..start }
    }

    /// The line of a function's `def`, or its first.
    fn head_of_function(&self, number: usize) -> Span {
        let Some(this) = self.functions.get(number) else { return NOWHERE };
        let (first, last) = this.header;
        let lines = self.lines();
        let defines = |line: &u32| {
            let text = lines.line(*line).trim_start();
            text.starts_with("def ") || text.starts_with("async ")
        };
        let line = (first..=last).find(defines).unwrap_or(first);
        let text = lines.line(line);
        let (column, end) = (text.len() - text.trim_start().len(), text.trim_end().len());
        Span { line, column: column as u32, end_line: line, end_column: end as u32 }
    }
}
