//! Which lines of two sources are the same.

use std::collections::HashMap;

use similar::{Algorithm, ChangeTag, TextDiff, TextDiffConfig};

/// A line before, a line after, or one that is on both sides, by their numbers from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line before.
    pub old: Option<u32>,
    /// The line after.
    pub new: Option<u32>,
    /// The two are equal.
    pub equal: bool,
}

/// Two sources beside each other. What took the place of something stands beside it.
pub fn rows(old: &str, new: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    // The rows of lines that went, beside which nothing stands yet.
    let mut open = 0;
    for change in compared(old, new).iter_all_changes() {
        let number = |index: Option<usize>| index.map(|index| index as u32 + 1);
        let row = Row {
            old: number(change.old_index()),
            new: number(change.new_index()),
            equal: change.tag() == ChangeTag::Equal,
        };
        match change.tag() {
            ChangeTag::Insert if open > 0 => {
                let at = rows.len() - open;
                if let Some(beside) = rows.get_mut(at) {
                    beside.new = row.new;
                }
                open -= 1;
            }
            ChangeTag::Delete => {
                open += 1;
                rows.push(row);
            }
            ChangeTag::Insert | ChangeTag::Equal => {
                open = 0;
                rows.push(row);
            }
        }
    }
    rows
}

/// For the lines before that are still there, where they are now.
pub(crate) fn same_lines(old: &str, new: &str) -> HashMap<u32, u32> {
    let rows = rows(old, new).into_iter().filter(|row| row.equal);
    rows.filter_map(|row| row.old.zip(row.new)).collect()
}

/// Without a deadline, so that it is the same each time.
fn compared<'a>(old: &'a str, new: &'a str) -> TextDiff<'a, 'a, 'a, str> {
    let mut config = TextDiffConfig::default();
    config.algorithm(Algorithm::Patience);
    config.diff_lines(old, new)
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
