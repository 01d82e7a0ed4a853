//! Places in a source as people and other tools count them.

use recording::Span;
use serde::{Deserialize, Serialize};
use source::Lines;

/// A stretch of source: lines and columns from 1, columns in characters, the end not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the last.
    pub end_column: u32,
}

impl Place {
    /// A span in characters. What lies outside of a line is at its end.
    pub(crate) fn of(span: Span, lines: &Lines) -> Self {
        let column = |line: u32, bytes: u32| {
            let starts = lines.line(line).char_indices();
            1 + starts.take_while(|(at, _)| *at < bytes as usize).count() as u32
        };
        Self {
            line: span.line,
            column: column(span.line, span.column),
            end_line: span.end_line,
            end_column: column(span.end_line, span.end_column),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(line: u32, column: u32, end_line: u32, end_column: u32) -> Span {
        Span { line, column, end_line, end_column }
    }

    #[test]
    fn columns_are_characters() {
        let lines = Lines::new("é = ä.x\n\tb");
        let place = |span| {
            let Place { line, column, end_line, end_column } = Place::of(span, &lines);
            (line, column, end_line, end_column)
        };
        assert_eq!(place(span(1, 5, 1, 9)), (1, 5, 1, 8));
        assert_eq!(place(span(1, 0, 2, 2)), (1, 1, 2, 3));
        assert_eq!(place(span(1, 0, 9, 9)), (1, 1, 9, 1));
        assert_eq!(place(span(1, 900, 1, 901)), (1, 8, 1, 8));
    }
}
