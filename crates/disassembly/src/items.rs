//! Items of the stack, each kept once.

use rustc_hash::FxHashMap;

/// An item of the evaluation stack.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// On one line: the source of the expression that made it, a name, a constant, `NULL`, or
    /// where there is no such text, what it is and where it comes from: `iter of points`. What
    /// differs with the way here is `a | b`, or `…` where that is more than two. Long texts are
    /// cut, and end with `…`.
    pub text: String,
    /// The instruction that made it, by its place among those of the code object; `None` where
    /// that was the interpreter, or different ones.
    pub made_by: Option<u32>,
}

/// Where an item is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Id(u32);

#[derive(Debug)]
struct Kept {
    item: Item,
    /// What it comes from, where it is described by that.
    origin: Option<Id>,
    /// The two it may be.
    either: Option<[Id; 2]>,
}

/// All items of one code object.
#[derive(Debug, Default)]
pub(crate) struct Items {
    kept: Vec<Kept>,
    places: FxHashMap<Item, Id>,
}

/// In characters.
const LONGEST: usize = 48;

impl Items {
    pub(crate) fn get(&self, id: Id) -> &Item {
        &self.kept[id.0 as usize].item
    }

    /// An item that a text stands for.
    pub(crate) fn named(&mut self, text: &str, made_by: Option<u32>) -> Id {
        self.keep(shortened(text), made_by, None, None)
    }

    /// An item without a text of its own, and what it comes from. What comes from an iterator is
    /// said to come from what is iterated over.
    pub(crate) fn derived(&mut self, word: &str, of: Option<Id>, made_by: u32) -> Id {
        let origin = of.map(|of| self.kept[of.0 as usize].origin.unwrap_or(of));
        let text = match origin {
            Some(origin) => format!("{word} of {}", self.get(origin).text),
            None => word.to_owned(),
        };
        self.keep(text, Some(made_by), origin, None)
    }

    /// The one or the other, by the way that was taken.
    pub(crate) fn either(&mut self, one: Id, other: Id) -> Id {
        if self.get(one).text == self.get(other).text {
            return one;
        }
        let mut all = self.alternatives(one);
        for id in self.alternatives(other) {
            if !all.iter().any(|known| self.get(*known).text == self.get(id).text) {
                all.push(id);
            }
        }
        match all[..] {
            _ if [one, other].iter().any(|id| self.get(*id).text == ANYTHING) => self.anything(),
            [_] => one,
            [first, second] => {
                let text = format!("{} | {}", self.get(first).text, self.get(second).text);
                self.keep(text, None, None, Some([first, second]))
            }
            _ => self.anything(),
        }
    }

    fn alternatives(&self, id: Id) -> Vec<Id> {
        self.kept[id.0 as usize].either.map_or_else(|| vec![id], Vec::from)
    }

    fn anything(&mut self) -> Id {
        self.keep(ANYTHING.to_owned(), None, None, None)
    }

    fn keep(
        &mut self,
        text: String,
        made_by: Option<u32>,
        origin: Option<Id>,
        either: Option<[Id; 2]>,
    ) -> Id {
        let item = Item { text, made_by };
        *self.places.entry(item).or_insert_with_key(|item| {
            self.kept.push(Kept { item: item.clone(), origin, either });
            Id(self.kept.len() as u32 - 1)
        })
    }
}

/// What may be one of many.
const ANYTHING: &str = "…";

/// The text on one line, and not longer than that.
fn shortened(text: &str) -> String {
    let mut short = String::new();
    for word in text.split_ascii_whitespace() {
        if !short.is_empty() {
            short.push(' ');
        }
        short.extend(word.chars().take(LONGEST + 1));
        if let Some((end, _)) = short.char_indices().nth(LONGEST) {
            short.truncate(end);
            short.push('…');
            break;
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_short_and_on_one_line() {
        assert_eq!(shortened("f(a,\n      b)"), "f(a, b)");
        assert_eq!(shortened(&"é".repeat(48)), "é".repeat(48));
        assert_eq!(shortened(&"é".repeat(49)), "é".repeat(48) + "…");
        assert_eq!(shortened(&"x ".repeat(1_000_000)).chars().count(), 49);
    }

    #[test]
    fn what_differs_is_either_or_anything() {
        let mut items = Items::default();
        let [a, b, c] = ["a", "b", "c"].map(|text| items.named(text, Some(0)));
        let again = items.named("a", Some(7));
        assert_eq!(items.either(a, again), a, "the same text from elsewhere");
        let both = items.either(a, b);
        assert_eq!(items.get(both).text, "a | b");
        assert_eq!(items.either(both, b), both);
        assert_eq!(items.either(b, both), items.either(b, a));
        let all = items.either(both, c);
        assert_eq!(items.get(all).text, "…");
        assert_eq!(items.either(all, a), all);
        assert_eq!(items.either(a, all), all);
    }

    #[test]
    fn what_comes_from_an_iterator_comes_from_what_it_is_of() {
        let mut items = Items::default();
        let points = items.named("points", Some(0));
        let iterator = items.derived("iter", Some(points), 1);
        let next = items.derived("next", Some(iterator), 2);
        assert_eq!(items.get(iterator).text, "iter of points");
        assert_eq!(items.get(next).text, "next of points");
        let lost = items.derived("locals", None, 3);
        assert_eq!(items.get(lost).text, "locals");
    }
}
