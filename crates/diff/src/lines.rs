//! Matches the lines of two sources.

use std::collections::HashMap;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, Hunk, InternedInput};

/// An old line, a new line, or one on both sides, by their numbers from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The old line.
    pub old: Option<u32>,
    /// The new line.
    pub new: Option<u32>,
    /// Whether the two are equal.
    pub equal: bool,
}

/// Two sources side by side. A replacement is beside what it replaced.
pub fn rows(old: &str, new: &str) -> Vec<Row> {
    let input = InternedInput::new(old, new);
    // With many repeated lines, it gives up on the smallest difference, so it takes at most n log n
    // time for n lines, and is the same each time.
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let (mut rows, mut at) = (Vec::new(), (0, 0));
    for Hunk { before, after } in diff.hunks() {
        rows.extend(beside(at.0..before.start, at.1..after.start, true));
        at = (before.end, after.end);
        rows.extend(beside(before, after, false));
    }
    let end = (input.before.len() as u32, input.after.len() as u32);
    rows.extend(beside(at.0..end.0, at.1..end.1, true));
    rows
}

/// Lines from 0 side by side; the longer of the two continues alone.
fn beside(old: Range<u32>, new: Range<u32>, equal: bool) -> impl Iterator<Item = Row> {
    let number = |line: u32, of: &Range<u32>| of.contains(&line).then(|| line + 1);
    let lines = 0..old.len().max(new.len()) as u32;
    lines.map(move |line| Row {
        old: number(old.start + line, &old),
        new: number(new.start + line, &new),
        equal,
    })
}

/// For the old lines that still exist, where they are now.
pub(crate) fn same_lines(old: &str, new: &str) -> HashMap<u32, u32> {
    let rows = rows(old, new).into_iter().filter(|row| row.equal);
    rows.filter_map(|row| row.old.zip(row.new)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &str, new: &str) -> Vec<(Option<u32>, Option<u32>, bool)> {
        rows(old, new).into_iter().map(|row| (row.old, row.new, row.equal)).collect()
    }

    #[test]
    fn what_took_the_place_stands_beside() {
        assert_eq!(
            told("a\nb\nc\nd\n", "a\nx\ny\nd\ne\n"),
            [
                (Some(1), Some(1), true),
                (Some(2), Some(2), false),
                (Some(3), Some(3), false),
                (Some(4), Some(4), true),
                (None, Some(5), false),
            ]
        );
        assert_eq!(told("a\nb\n", "b\n"), [(Some(1), None, false), (Some(2), Some(1), true)]);
        assert_eq!(told("", ""), []);
    }

    #[test]
    fn lines_move() {
        let same = same_lines("a\nb\n", "\n\na\nc\nb\n");
        assert_eq!((same.get(&1), same.get(&2), same.get(&3)), (Some(&3), Some(&5), None));
    }
}
