//! Where the lines of a source are: offsets into it ↔ lines and columns.

use std::ops::Range;

use recording::Span;
use ruff_source_file::LineIndex;
use ruff_text_size::{TextRange, TextSize};

/// The lines of a source, as Python counts them: ended by LF, CR LF or CR. Offsets are in bytes.
///
/// Of a source of 4 GiB and more, what is beyond that is not looked at.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    /// The source.
    pub source: &'a str,
    index: LineIndex,
}

impl<'a> Lines<'a> {
    /// Finds the lines of a source.
    pub fn new(source: &'a str) -> Self {
        let source = &source[..source.floor_char_boundary(u32::MAX as usize)];
        Self { source, index: LineIndex::from_source_text(source) }
    }

    /// The lines of a source that were found before.
    pub(crate) fn known(source: &'a str, index: LineIndex) -> Self {
        Self { source, index }
    }

    pub(crate) fn into_index(self) -> LineIndex {
        self.index
    }

    /// How many there are. What ends the source begins no line.
    pub fn count(&self) -> usize {
        let starts = self.index.line_starts();
        let ends_empty = starts.last().is_some_and(|last| last.to_usize() == self.source.len());
        starts.len() - usize::from(ends_empty)
    }

    /// The line with an index, from 0, without its end.
    pub fn range(&self, line: usize) -> Option<Range<usize>> {
        (line < self.count()).then(|| self.between(line))
    }

    /// All of them, each without its end.
    pub fn ranges(&self) -> impl ExactSizeIterator<Item = Range<usize>> {
        (0..self.count()).map(|line| self.between(line))
    }

    /// The text of a line, from 1, without its end; empty where there is none.
    pub fn line(&self, number: u32) -> &'a str {
        let range = (number as usize).checked_sub(1).and_then(|line| self.range(line));
        range.and_then(|range| self.source.get(range)).unwrap_or_default()
    }

    fn between(&self, line: usize) -> Range<usize> {
        let starts = self.index.line_starts();
        let at = |line: usize| starts.get(line).map(TextSize::to_usize);
        let start = at(line).unwrap_or(self.source.len());
        let text = self.source.get(start..at(line + 1).unwrap_or(self.source.len()));
        let text = text.unwrap_or_default();
        let ended = text.strip_suffix('\n').unwrap_or(text);
        start..start + ended.strip_suffix('\r').unwrap_or(ended).len()
    }

    /// The index of the line that an offset is in, its end included.
    pub fn line_of(&self, offset: usize) -> usize {
        let offset = TextSize::new(u32::try_from(offset).unwrap_or(u32::MAX));
        self.index.line_index(offset).to_zero_indexed()
    }

    /// Line and column of an offset as people count them: both from 1, the column in characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.line_of(offset);
        let start = self.between(line).start;
        (line + 1, self.source.get(start..offset).unwrap_or_default().chars().count() + 1)
    }

    /// The characters that a span touches, cut to the source; `None` where it touches none.
    pub fn place(&self, span: Span) -> Option<Range<usize>> {
        let start = self.cut(span.line, span.column);
        let end = self.cut(span.end_line, span.end_column);
        let within = self.source.floor_char_boundary(start)..self.source.ceil_char_boundary(end);
        (start < end).then_some(within)
    }

    /// The name that a span ends with, which is all of `self.log.entries` that an instruction reads: in a
    /// chain they all begin at the same place. The span where it ends with no name.
    pub fn last_name(&self, span: Span) -> Span {
        let Some(place) = self.place(span) else { return span };
        let text = self.source.get(place.clone()).unwrap_or_default();
        let before = text.trim_end_matches(|c: char| c == '_' || c.is_alphanumeric());
        if before.len() == text.len() {
            return span;
        }
        let (line, column) = self.line_column(TextSize::new((place.start + before.len()) as u32));
        Span { line, column, ..span }
    }

    fn cut(&self, line: u32, column: u32) -> usize {
        let Some(index) = (line as usize).checked_sub(1) else { return 0 };
        match self.range(index) {
            Some(range) => range.start.saturating_add(column as usize).min(range.end),
            None => self.source.len(),
        }
    }

    /// Line from 1, column in UTF-8 bytes from 0.
    pub(crate) fn line_column(&self, offset: TextSize) -> (u32, u32) {
        let line = self.index.line_index(offset);
        let start = self.index.line_start(line, self.source);
        (line.get() as u32, (offset - start).to_u32())
    }

    pub(crate) fn line_at(&self, offset: TextSize) -> u32 {
        self.line_column(offset).0
    }

    /// The span of some of the source.
    pub fn span(&self, range: TextRange) -> Span {
        let (line, column) = self.line_column(range.start());
        let (end_line, end_column) = self.line_column(range.end());
        Span { line, column, end_line, end_column }
    }

    /// The offsets of a span; `None` where the source has no such place.
    pub(crate) fn exactly(&self, span: Span) -> Option<TextRange> {
        let start = self.offset(span.line, span.column)?;
        let end = self.offset(span.end_line, span.end_column)?;
        (start <= end).then(|| TextRange::new(start, end))
    }

    fn offset(&self, line: u32, column: u32) -> Option<TextSize> {
        let starts = self.index.line_starts();
        let start = starts.get(line.checked_sub(1)? as usize)?;
        let next = starts.get(line as usize).copied().unwrap_or(TextSize::of(self.source));
        start.checked_add(TextSize::new(column)).filter(|offset| *offset <= next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(source: &str) -> Vec<&str> {
        Lines::new(source).ranges().map(|range| &source[range]).collect()
    }

    fn place(source: &str, span: [u32; 4]) -> Option<&str> {
        Lines::new(source).place(span.into()).map(|range| &source[range])
    }

    #[test]
    fn lines_end_as_in_python() {
        assert_eq!(lines(""), [""; 0]);
        assert_eq!(lines("a"), ["a"]);
        assert_eq!(lines("a\n"), ["a"]);
        assert_eq!(lines("\n\na"), ["", "", "a"]);
        assert_eq!(lines("a\r\nb\rc\n\rd\r\n"), ["a", "b", "c", "", "d"]);
        assert_eq!(lines("\r\n\r\n"), ["", ""]);
        assert_eq!(lines("a\u{2028}b\x0cc\x0bd"), ["a\u{2028}b\x0cc\x0bd"]);
    }

    #[test]
    fn spans_are_cut_to_the_source() {
        assert_eq!(place("ab\ncd\n", [1, 1, 2, 1]), Some("b\nc"));
        assert_eq!(place("ab\ncd\n", [1, 1, 1, 99]), Some("b"));
        assert_eq!(place("ab\ncd\n", [2, 0, 99, 99]), Some("cd\n"));
        assert_eq!(place("ab\ncd\n", [3, 0, 4, 0]), None);
        assert_eq!(place("ab\ncd\n", [0, 0, 1, 0]), None, "a span without width");
        assert_eq!(place("ab\ncd\n", [2, 1, 1, 1]), None, "a span that ends before it begins");
    }

    #[test]
    fn a_character_touched_is_covered() {
        assert_eq!(place("aéb", [1, 2, 1, 3]), Some("é"));
        assert_eq!(place("aéb", [1, 0, 1, 2]), Some("aé"));
        assert_eq!(place("a𝔘b", [1, 2, 1, 3]), Some("𝔘"));
        assert_eq!(place("a𝔘b", [1, 3, 1, 3]), None);
    }

    #[test]
    fn a_span_may_end_with_a_name() {
        let span = |line, column, end_line, end_column| Span { line, column, end_line, end_column };
        let lines = Lines::new("a.b.cé\n  .d");
        assert_eq!(lines.last_name(span(1, 0, 1, 3)), span(1, 2, 1, 3));
        assert_eq!(lines.last_name(span(1, 0, 1, 7)), span(1, 4, 1, 7));
        assert_eq!(lines.last_name(span(1, 0, 2, 4)), span(2, 3, 2, 4));
        assert_eq!(lines.last_name(span(2, 3, 2, 4)), span(2, 3, 2, 4));
        for strange in [span(1, 0, 1, 2), span(9, 0, 9, 9), span(1, 3, 1, 2)] {
            assert_eq!(lines.last_name(strange), strange);
        }
    }

    #[test]
    fn people_count_characters_from_one() {
        let lines = Lines::new("a\r\nä b\n");
        let told = [0, 1, 3, 6, 7, 8].map(|offset| lines.position(offset));
        assert_eq!(told, [(1, 1), (1, 2), (2, 1), (2, 3), (2, 4), (3, 1)]);
        assert_eq!([0, 1, 2, 3].map(|number| lines.line(number)), ["", "a", "ä b", ""]);
    }

    #[test]
    fn there_and_back() {
        let lines = Lines::new("a\nä b\n\nc");
        for (offset, place) in [(0, (1, 0)), (2, (2, 0)), (4, (2, 2)), (7, (3, 0)), (9, (4, 1))] {
            assert_eq!(lines.line_column(TextSize::new(offset)), place);
            assert_eq!(lines.offset(place.0, place.1), Some(TextSize::new(offset)));
        }
    }

    #[test]
    fn places_that_are_not_there() {
        let lines = Lines::new("a\nb");
        for (line, column) in [(0, 0), (1, 3), (2, 2), (3, 0), (u32::MAX, u32::MAX)] {
            assert_eq!(lines.offset(line, column), None, "{line} {column}");
        }
    }
}
