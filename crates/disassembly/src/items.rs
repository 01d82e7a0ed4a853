//! Items of the evaluation stack, each stored once.

use rustc_hash::FxHashMap;

/// An item of the evaluation stack.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// The item on one line: the source of the expression that produced it, a name, a constant,
    /// `NULL`; or, if there is no such text, a description of what it is and where it comes from:
    /// `iter of points`. If it depends on the path taken, it is `a | b`, or `…` for more than two.
    /// Long texts are cut, and end with `…`.
    pub text: String,
    /// The instruction that produced it, by its index in the code object; `None` if the interpreter
    /// or different instructions did.
    pub made_by: Option<u32>,
}

/// The place where an item is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Id(u32);

#[derive(Debug)]
struct Kept {
    item: Item,
    /// The item from which it comes, if its description mentions that.
    origin: Option<Id>,
    /// The two items that it may be.
    either: Option<[Id; 2]>,
}

/// All items of one code object.
#[derive(Debug, Default)]
pub(crate) struct Items {
    kept: Vec<Kept>,
    places: FxHashMap<Item, Id>,
}

/// The maximum length of a text, in characters.
const LONGEST: usize = 48;

impl Items {
    pub(crate) fn get(&self, id: Id) -> &Item {
        &self.kept[id.0 as usize].item
    }

    /// An item with a text of its own.
    pub(crate) fn named(&mut self, text: &str, made_by: Option<u32>) -> Id {
        self.keep(shortened(text), made_by, None, None)
    }

    /// An item without a text of its own, and the item from which it comes. What comes from an
    /// iterator is described as coming from the iterable.
    pub(crate) fn derived(&mut self, word: &str, of: Option<Id>, made_by: u32) -> Id {
        let origin = of.map(|of| self.kept[of.0 as usize].origin.unwrap_or(of));
        let text = match origin {
            Some(origin) => format!("{word} of {}", self.get(origin).text),
            None => word.to_owned(),
        };
        self.keep(text, Some(made_by), origin, None)
    }

    /// One item or the other, depending on the path taken.
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

/// An item that may be one of many.
const ANYTHING: &str = "…";

/// The text on one line, cut to the maximum length.
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
    fn values_that_depend_on_the_path_are_alternatives() {
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
    fn items_of_an_iterator_come_from_its_iterable() {
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
