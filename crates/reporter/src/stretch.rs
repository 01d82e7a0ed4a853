//! Divides a source into stretches that the same instructions cover.

use std::ops::Range;

use recording::{File, State};
use source::Lines;

use crate::tally::{Part, Tally};

/// A run of characters within a line that exactly the same instructions cover. Offsets are in
/// bytes of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its start.
    pub start: usize,
    /// Its end, which is the start of the next one.
    pub end: usize,
    /// The instructions that cover it. White space with a line break is never covered.
    pub tally: Tally,
}

/// A line of a [`Sheet`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its stretches in [`Sheet::stretches`], without the line ending.
    pub stretches: Range<usize>,
    /// Whether a failing site begins here.
    pub failing: bool,
}

/// A source file, its lines and its stretches: what every format needs.
pub struct Sheet<'a> {
    /// The text.
    pub source: &'a str,
    /// The stretches of the whole source, in order and without gaps.
    pub stretches: Vec<Stretch>,
    /// The lines in order; the first is line 1.
    pub lines: Vec<Line>,
    pub(crate) index: Lines<'a>,
}

impl<'a> Sheet<'a> {
    /// Divides a file into stretches, in n log n for n instructions.
    pub fn new(file: &'a File) -> Self {
        let index = Lines::new(&file.source);
        let mut failing = vec![false; index.count()];
        let mut cover = Cover::default();
        for instruction in file.code.iter().flat_map(|code| &code.instructions) {
            let Some(span) = instruction.span else { continue };
            let Some(place) = index.place(span) else { continue };
            cover.add(place, instruction.state.into());
            if instruction.state == State::Failing
                && let Some(line) = failing.get_mut((span.line as usize).saturating_sub(1))
            {
                *line = true;
            }
        }
        let (stretches, lines) = sweep(&file.source, &index, failing, cover.sorted());
        Self { source: &file.source, stretches, lines, index }
    }

    /// The stretches of a line.
    pub fn of_line(&self, line: &Line) -> &[Stretch] {
        self.stretches.get(line.stretches.clone()).unwrap_or_default()
    }

    /// The text of a stretch.
    pub fn text(&self, stretch: &Stretch) -> &'a str {
        self.source.get(stretch.start..stretch.end).unwrap_or_default()
    }
}

/// Goes once through the lines and the changes of cover.
fn sweep(
    source: &str,
    index: &Lines,
    failing: Vec<bool>,
    mut cover: Cover,
) -> (Vec<Stretch>, Vec<Line>) {
    let mut stretches = Vec::with_capacity(cover.changes.len() + 3 * failing.len());
    let mut lines = Vec::with_capacity(failing.len());
    for (number, (line, failing)) in index.ranges().zip(failing).enumerate() {
        let next = index.range(number + 1).map_or(source.len(), |next| next.start);
        let ink = ink(source, &line, number > 0, next > line.end);
        let first = stretches.len();
        push(&mut stretches, line.start, ink.start, Tally::default());
        let mut at = ink.start;
        while at < ink.end {
            cover.advance(at);
            let until = cover.next_change().map_or(ink.end, |change| change.min(ink.end));
            push(&mut stretches, at, until, cover.tally);
            at = until;
        }
        push(&mut stretches, ink.end, line.end, Tally::default());
        lines.push(Line { stretches: first..stretches.len(), failing });
        push(&mut stretches, line.end, next, Tally::default());
    }
    (stretches, lines)
}

fn push(stretches: &mut Vec<Stretch>, start: usize, end: usize, tally: Tally) {
    if start < end {
        stretches.push(Stretch { start, end, tally });
    }
}

/// The part of a line that is not in a run of whitespace with a line break in it.
fn ink(source: &str, line: &Range<usize>, break_before: bool, break_after: bool) -> Range<usize> {
    let text = &source[line.clone()];
    let start = if break_before { line.end - text.trim_start().len() } else { line.start };
    let end = if break_after { line.start + text.trim_end().len() } else { line.end };
    start..end.max(start)
}

/// The cover of a place that moves through the source from left to right.
#[derive(Default)]
struct Cover {
    /// How many instructions begin or end at each offset.
    changes: Vec<(usize, Part, Step)>,
    /// The first change yet to come.
    next: usize,
    tally: Tally,
}

#[derive(Clone, Copy)]
enum Step {
    Begin,
    End,
}

impl Cover {
    fn add(&mut self, place: Range<usize>, part: Part) {
        self.changes.push((place.start, part, Step::Begin));
        self.changes.push((place.end, part, Step::End));
    }

    fn sorted(mut self) -> Self {
        self.changes.sort_unstable_by_key(|change| change.0);
        self
    }

    fn next_change(&self) -> Option<usize> {
        self.changes.get(self.next).map(|change| change.0)
    }

    /// Applies every change up to and at an offset.
    ///
    /// Numbers wrap: at one offset, an end may come before the beginnings from which it is
    /// subtracted.
    fn advance(&mut self, to: usize) {
        while let Some(&(at, part, step)) = self.changes.get(self.next)
            && at <= to
        {
            let count = self.tally.part(part);
            *count = match step {
                Step::Begin => count.wrapping_add(1),
                Step::End => count.wrapping_sub(1),
            };
            self.next += 1;
        }
    }
}

#[cfg(test)]
mod tests;
