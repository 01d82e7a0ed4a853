//! Places in a source as people and other tools count them.

use recording::Span;
use serde::{Deserialize, Serialize};

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

/// The lines of a source.
pub(crate) struct Lines<'a>(Vec<&'a str>);

impl<'a> Lines<'a> {
    pub(crate) fn new(source: &'a str) -> Self {
        Self(source.split('\n').collect())
    }

    /// A line, from 1; empty where there is none.
    pub(crate) fn line(&self, number: u32) -> &'a str {
        let index = (number as usize).checked_sub(1);
        index.and_then(|index| self.0.get(index)).copied().unwrap_or_default()
    }

    /// A span in characters. What lies outside of a line is at its end.
    pub(crate) fn place(&self, span: Span) -> Place {
        let column = |line: u32, bytes: u32| {
            let text = self.line(line);
            let starts = text.char_indices().take_while(|(at, _)| *at < bytes as usize);
            1 + starts.count() as u32
        };
        Place {
            line: span.line,
            column: column(span.line, span.column),
            end_line: span.end_line,
            end_column: column(span.end_line, span.end_column),
        }
    }

    /// Of the span of an attribute, as `self.log.entries`, the last name, which is what the
    /// instruction reads: in a chain they all begin at the same place.
    pub(crate) fn last_name(&self, span: Span) -> Span {
        let line = self.line(span.end_line);
        let before = line.get(..span.end_column as usize).unwrap_or_default();
        let rest = before.trim_end_matches(|c: char| c == '_' || c.is_alphanumeric());
        let (start, end) = (rest.len() as u32, before.len() as u32);
        let inside = (span.line, span.column) <= (span.end_line, start);
        if start < end && inside {
            Span { line: span.end_line, column: start, ..span }
        } else {
            span
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
            let Place { line, column, end_line, end_column } = lines.place(span);
            (line, column, end_line, end_column)
        };
        assert_eq!(place(span(1, 5, 1, 9)), (1, 5, 1, 8));
        assert_eq!(place(span(1, 0, 2, 2)), (1, 1, 2, 3));
        assert_eq!(place(span(1, 0, 9, 9)), (1, 1, 9, 1));
        assert_eq!(place(span(1, 900, 1, 901)), (1, 8, 1, 8));
    }

    #[test]
    fn of_an_attribute_its_name() {
        let lines = Lines::new("a.b.cé\n  .d");
        assert_eq!(lines.last_name(span(1, 0, 1, 3)), span(1, 2, 1, 3));
        assert_eq!(lines.last_name(span(1, 0, 1, 7)), span(1, 4, 1, 7));
        assert_eq!(lines.last_name(span(1, 0, 2, 4)), span(2, 3, 2, 4));
        for strange in [span(1, 0, 1, 2), span(9, 0, 9, 9), span(1, 3, 1, 2)] {
            assert_eq!(lines.last_name(strange), strange);
        }
    }
}
