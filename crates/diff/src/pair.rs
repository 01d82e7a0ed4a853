//! Which site before is which after.

use std::collections::BTreeMap;

use crate::lines::same_lines;
use crate::sites::Found;

/// Those of equal names, in the order of the source. Where there are more of them on one side, first
/// those on lines that did not change.
pub(crate) fn pairs<'a>(
    old: &'a [Found],
    new: &'a [Found],
    sources: (&str, &str),
) -> Vec<(Option<&'a Found>, Option<&'a Found>)> {
    let mut named: BTreeMap<_, (Vec<&Found>, Vec<&Found>)> = BTreeMap::new();
    for found in old {
        named.entry(name(found)).or_default().0.push(found);
    }
    for found in new {
        named.entry(name(found)).or_default().1.push(found);
    }
    let mut pairs = Vec::new();
    let mut lines = None;
    for (mut before, mut after) in named.into_values() {
        if before.len() != after.len() && !before.is_empty() && !after.is_empty() {
            let lines = lines.get_or_insert_with(|| same_lines(sources.0, sources.1));
            before.retain(|found| {
                let stays = lines.get(&found.end.span.line);
                let column = |found: &Found| found.end.span.column;
                let at = after.iter().position(|other| {
                    stays == Some(&other.end.span.line) && column(found) == column(other)
                });
                let Some(at) = at else { return true };
                pairs.push((Some(*found), Some(after.remove(at))));
                false
            });
        }
        let mut after = after.into_iter();
        for found in before {
            pairs.push((Some(found), after.next()));
        }
        pairs.extend(after.map(|found| (None, Some(found))));
    }
    pairs
}

fn name(found: &Found) -> (&str, &str, &str) {
    (&found.function, &found.expression, found.kind)
}
