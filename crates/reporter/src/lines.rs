//! Finds where lines begin and end, and the line of a span.

use std::ops::Range;

use recording::Span;

/// The lines of a source, as Python counts them: they end in LF, CR LF or CR. Offsets are in bytes.
pub(crate) struct Lines<'a> {
    pub(crate) source: &'a str,
    /// Each line without its line ending.
    ranges: Vec<Range<usize>>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(source: &'a str) -> Self {
        let bytes = source.as_bytes();
        let mut ranges = Vec::with_capacity(bytes.len() / 32);
        let mut start = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            let follower = bytes.get(at + 1);
            match byte {
                b'\n' if at > start || at == 0 || bytes[at - 1] != b'\r' => {
                    ranges.push(start..at);
                    start = at + 1;
                }
                b'\r' => {
                    ranges.push(start..at);
                    start = at + 1 + usize::from(follower == Some(&b'\n'));
                }
                _ => {}
            }
        }
        if start < bytes.len() {
            ranges.push(start..bytes.len());
        }
        Self { source, ranges }
    }

    pub(crate) fn ranges(&self) -> &[Range<usize>] {
        &self.ranges
    }

    /// The index of the line that contains an offset; the line ending belongs to its line.
    pub(crate) fn line_of(&self, offset: usize) -> usize {
        self.ranges.partition_point(|line| line.end < offset)
    }

    /// The characters that a span touches, clipped to the source; `None` if it touches none.
    pub(crate) fn place(&self, span: Span) -> Option<Range<usize>> {
        let mut start = self.offset(span.line, span.column);
        let mut end = self.offset(span.end_line, span.end_column);
        if start >= end {
            return None;
        }
        while !self.source.is_char_boundary(start) {
            start -= 1;
        }
        while !self.source.is_char_boundary(end) {
            end += 1;
        }
        Some(start..end)
    }

    fn offset(&self, line: u32, column: u32) -> usize {
        let Some(index) = (line as usize).checked_sub(1) else { return 0 };
        match self.ranges.get(index) {
            Some(range) => range.start.saturating_add(column as usize).min(range.end),
            None => self.source.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(source: &str) -> Vec<&str> {
        Lines::new(source).ranges().iter().map(|range| &source[range.clone()]).collect()
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
}
