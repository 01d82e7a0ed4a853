//! Source lines, as in the page, and where a span is in them.

use std::ops::Range;

use recording::Span;
use source::Lines;

use crate::emphasis::Emphasis;
use crate::html::model;
use crate::visible::stand_in;

/// A line without its line ending, in pieces. Each begins with its kind: see `PIECES`.
pub(super) type Line = Vec<String>;

/// The kinds of pieces: plain text, a stand-in, and [emphasized words](Emphasis).
const PLAIN: char = ' ';
const STAND_IN: char = 'k';

/// The prefix of a piece, and the element in which it is shown, if any.
#[cfg(test)]
pub(in crate::html) const PIECES: [(char, &str); 5] = [
    (PLAIN, ""),
    (STAND_IN, "kbd"),
    (kind(Emphasis::Strong), Emphasis::Strong.element()),
    (kind(Emphasis::Comment), Emphasis::Comment.element()),
    (kind(Emphasis::String), Emphasis::String.element()),
];

/// Columns of displayed text, in UTF-16 units, as scripts count.
pub(super) struct Source<'a> {
    pub(super) lines: &'a Lines<'a>,
    /// For each line, the bytes after which columns differ from bytes, and by how much.
    shifts: Vec<Vec<(usize, isize)>>,
}

impl<'a> Source<'a> {
    pub(super) fn new(lines: &'a Lines<'a>) -> Self {
        let shifts = lines.ranges().map(|range| shifts(text(lines, &range))).collect();
        Self { lines, shifts }
    }

    /// All lines. `words` are the emphasized ones, in order.
    pub(super) fn shown(&self, words: &[(Range<usize>, Emphasis)]) -> Vec<Line> {
        let line = |range: Range<usize>| {
            let from = words.partition_point(|(word, _)| word.end <= range.start);
            let words = words.get(from..).unwrap_or_default();
            shown(text(self.lines, &range), range.start, words)
        };
        self.lines.ranges().map(line).collect()
    }

    /// Where a span is; `None` if it touches nothing.
    pub(super) fn place(&self, span: Span) -> Option<model::Span> {
        let Range { start, end } = self.lines.place(span)?;
        let [(line, column), (end_line, end_column)] = [start, end].map(|at| self.position(at));
        Some(model::Span { line, column, end_line, end_column })
    }

    fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.lines.line_of(offset);
        let Some((range, shifts)) = self.lines.range(line).zip(self.shifts.get(line)) else {
            return (line, 0);
        };
        let column = offset.saturating_sub(range.start).min(range.len());
        let passed = shifts.partition_point(|(after, _)| *after <= column);
        let shift = passed.checked_sub(1).and_then(|at| shifts.get(at)).map_or(0, |shift| shift.1);
        (line + 1, column.saturating_add_signed(shift))
    }
}

fn text<'a>(lines: &Lines<'a>, range: &Range<usize>) -> &'a str {
    lines.source.get(range.clone()).unwrap_or_default()
}

fn shifts(line: &str) -> Vec<(usize, isize)> {
    let mut shifts = Vec::new();
    let mut shift = 0;
    for (at, c) in line.char_indices() {
        let width = stand_in(c)
            .map_or(c.len_utf16(), |shown| shown.to_string().chars().map(char::len_utf16).sum());
        if width != c.len_utf8() {
            shift += width.cast_signed() - c.len_utf8().cast_signed();
            shifts.push((at + c.len_utf8(), shift));
        }
    }
    shifts
}

fn shown(line: &str, start: usize, words: &[(Range<usize>, Emphasis)]) -> Line {
    let end = start + line.len();
    let mut pieces = Line::new();
    let mut push = |range: Range<usize>, kind| {
        push(&mut pieces, kind, line.get(range.start - start..range.end - start));
    };
    let mut at = start;
    for (word, emphasis) in words.iter().take_while(|(word, _)| word.start < end) {
        let word = word.start.max(at)..word.end.min(end).max(at);
        push(at..word.start, PLAIN);
        push(word.clone(), kind(*emphasis));
        at = word.end;
    }
    push(at..end, PLAIN);
    pieces
}

const fn kind(emphasis: Emphasis) -> char {
    match emphasis {
        Emphasis::Strong => 'b',
        Emphasis::Comment => 'e',
        Emphasis::String => 'u',
    }
}

/// Adds a text of a kind, and stand-ins between its parts.
fn push(pieces: &mut Line, kind: char, text: Option<&str>) {
    let mut open = false;
    for c in text.unwrap_or_default().chars() {
        if let Some(stand_in) = stand_in(c) {
            pieces.push(format!("{STAND_IN}{stand_in}"));
            open = false;
            continue;
        }
        if !open {
            pieces.push(kind.into());
            open = true;
        }
        pieces.last_mut().into_iter().for_each(|piece| piece.push(c));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(source: &str, span: [u32; 4]) -> Option<[usize; 4]> {
        let lines = Lines::new(source);
        let place = Source::new(&lines).place(span.into())?;
        Some([place.line, place.column, place.end_line, place.end_column])
    }

    #[test]
    fn columns_count_what_is_shown() {
        assert_eq!(place("ab\ncd\n", [1, 1, 2, 1]), Some([1, 1, 2, 1]));
        // Two bytes and one unit, four bytes and two units, one byte shown by six.
        assert_eq!(place("é = 𝔘 + \u{ad}x", [1, 3, 1, 9]), Some([1, 2, 1, 6]));
        assert_eq!(place("é = 𝔘 + \u{ad}x", [1, 14, 1, 15]), Some([1, 15, 1, 16]));
        assert_eq!(place("a\x1bb", [1, 2, 1, 3]), Some([1, 2, 1, 3]));
        assert_eq!(place("ab", [7, 0, 7, 1]), None);
    }

    #[test]
    fn what_would_act_stands_apart() {
        let lines = Lines::new("a\tb\nc\x1b[0m\u{202e}\n");
        let shown = Source::new(&lines).shown(&[]);
        assert_eq!(shown, [vec![" a\tb"], vec![" c", "k␛", " [0m", "k<202E>"]]);
    }

    #[test]
    fn words_are_set_apart() {
        let lines = Lines::new("def f():\n  'a\n b'\n");
        let words = [(0..3, Emphasis::Strong), (11..17, Emphasis::String)];
        let shown = Source::new(&lines).shown(&words);
        assert_eq!(shown, [vec!["bdef", "  f():"], vec!["   ", "u'a"], vec!["u b'"]]);
    }
}
