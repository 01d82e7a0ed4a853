//! Offsets into a text ↔ lines and columns.

use recording::Span;
use ruff_source_file::LineIndex;
use ruff_text_size::{TextRange, TextSize};

/// Where the lines of a text start.
#[derive(Debug)]
pub(crate) struct Places {
    lines: LineIndex,
    end: TextSize,
}

impl Places {
    pub(crate) fn new(text: &str) -> Self {
        Self { lines: LineIndex::from_source_text(text), end: TextSize::of(text) }
    }

    /// Line from 1, column in UTF-8 bytes from 0.
    pub(crate) fn line_column(&self, offset: TextSize) -> (u32, u32) {
        let starts = self.lines.line_starts();
        let line = starts.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|index| starts.get(index)).copied();
        (line as u32, (offset - start.unwrap_or_default()).to_u32())
    }

    pub(crate) fn line(&self, offset: TextSize) -> u32 {
        self.line_column(offset).0
    }

    pub(crate) fn span(&self, range: TextRange) -> Span {
        let (line, column) = self.line_column(range.start());
        let (end_line, end_column) = self.line_column(range.end());
        Span { line, column, end_line, end_column }
    }

    /// The offsets of a span; `None` where the text has no such place.
    pub(crate) fn range(&self, span: Span) -> Option<TextRange> {
        let start = self.offset(span.line, span.column)?;
        let end = self.offset(span.end_line, span.end_column)?;
        (start <= end).then(|| TextRange::new(start, end))
    }

    fn offset(&self, line: u32, column: u32) -> Option<TextSize> {
        let starts = self.lines.line_starts();
        let start = starts.get(line.checked_sub(1)? as usize)?;
        let next = starts.get(line as usize).copied().unwrap_or(self.end);
        start.checked_add(TextSize::new(column)).filter(|offset| *offset <= next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let places = Places::new("a\nä b\n\nc");
        for (offset, place) in [(0, (1, 0)), (2, (2, 0)), (4, (2, 2)), (7, (3, 0)), (9, (4, 1))] {
            assert_eq!(places.line_column(TextSize::new(offset)), place);
            assert_eq!(places.offset(place.0, place.1), Some(TextSize::new(offset)));
        }
    }

    #[test]
    fn places_that_are_not_there() {
        let places = Places::new("a\nb");
        for (line, column) in [(0, 0), (1, 3), (2, 2), (3, 0), (u32::MAX, u32::MAX)] {
            assert_eq!(places.offset(line, column), None, "{line} {column}");
        }
    }
}
