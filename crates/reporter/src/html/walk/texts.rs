//! Numbered texts: a program repeats itself a lot.

use rustc_hash::FxHashMap;

use crate::visible::Visible;

/// Harmless texts, each stored once.
#[derive(Default)]
pub(super) struct Texts {
    pub(super) all: Vec<String>,
    numbers: FxHashMap<String, usize>,
}

impl Texts {
    pub(super) fn number(&mut self, text: &str) -> usize {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        self.all.push(Visible(text).to_string());
        self.numbers.insert(text.to_owned(), self.all.len() - 1);
        self.all.len() - 1
    }
}
