//! Pairs old sites with new ones.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::{Hash, Hasher};

use bytecode::Kin;

use crate::lines::same_lines;
use crate::sites::Found;

/// Pairs sites with equal names in the order of the source. If one side has more of them, first
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
            let stay = staying(&mut before, &mut after, lines);
            pairs.extend(stay.into_iter().map(|(old, new)| (Some(old), Some(new))));
        }
        let mut after = after.into_iter();
        for found in before {
            pairs.push((Some(found), after.next()));
        }
        pairs.extend(after.map(|found| (None, Some(found))));
    }
    pairs
}

/// The line on which a site begins.
#[derive(Clone, Copy, Debug, Eq)]
struct Place {
    line: u32,
    column: u32,
}

impl Hash for Place {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.line, self.column).hash(state);
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        #[cfg(test)]
        tests::COMPARED.set(tests::COMPARED.get() + 1);
        (self.line, self.column) == (other.line, other.column)
    }
}

/// Removes those at the same place of lines that did not change.
fn staying<'a>(
    before: &mut Vec<&'a Found>,
    after: &mut Vec<&'a Found>,
    lines: &HashMap<u32, u32>,
) -> Vec<(&'a Found, &'a Found)> {
    let mut places: HashMap<Place, VecDeque<usize>> = HashMap::new();
    for (number, found) in after.iter().enumerate() {
        let place = Place { line: found.end.span.line, column: found.end.span.column };
        places.entry(place).or_default().push_back(number);
    }
    let mut stay = Vec::new();
    let mut taken = vec![false; after.len()];
    before.retain(|found| {
        let Some(line) = lines.get(&found.end.span.line) else { return true };
        let here = places.get_mut(&Place { line: *line, column: found.end.span.column });
        let Some(at) = here.and_then(VecDeque::pop_front) else { return true };
        stay.extend(after.get(at).map(|other| (*found, *other)));
        taken.get_mut(at).into_iter().for_each(|taken| *taken = true);
        false
    });
    let mut taken = taken.into_iter();
    after.retain(|_| !taken.next().unwrap_or(false));
    stay
}

fn name(found: &Found) -> (&str, &str, Kin) {
    (&found.function, &found.expression, found.kind)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use recording::{Span, State};

    use super::*;
    use crate::End;

    thread_local! {
        /// The number of comparisons of two places.
        pub(super) static COMPARED: Cell<usize> = const { Cell::new(0) };
    }

    /// This many equal expressions, one per line, which all have one name.
    fn equal(sites: u32) -> Vec<Found> {
        let at = |line| End {
            span: Span { line, column: 4, end_line: line, end_column: 9 },
            state: State::Specialized,
            unstable: false,
            forms: Vec::new(),
            guards: Vec::new(),
            reason: None,
        };
        let found = |line| Found {
            function: "f".into(),
            expression: "a+b".into(),
            kind: Kin::Operator,
            end: at(line),
        };
        (1..=sites).map(found).collect()
    }

    /// The sites of a function with a line added at its beginning.
    fn work(sites: u32) -> usize {
        let source = "    a + b\n".repeat(sites as usize);
        let (old, new) = (equal(sites), equal(sites + 1));
        COMPARED.set(0);
        let paired = pairs(&old, &new, (&source, &format!("    a + b\n{source}")));
        assert_eq!(paired.len(), sites as usize + 1);
        assert_eq!(paired.iter().filter(|(before, _)| before.is_none()).count(), 1);
        COMPARED.get()
    }

    #[test]
    fn twice_as_many_sites_are_twice_the_work() {
        let [once, twice] = [2_000, 4_000].map(work);
        assert!(once >= 2_000, "nothing was compared: {once}");
        assert!(twice <= 5 * once / 2, "{once} comparisons became {twice}");
    }
}
