//! Numbered stacks, so that those with the same beginning share it.

use disassembly::{Stack, Stacks};
use rustc_hash::FxHashMap;

use super::texts::Texts;
use crate::html::model::{Item, Table};

/// The stacks of a code object.
#[derive(Default)]
pub(super) struct Numbered {
    pub(super) all: Table<Item>,
    known: FxHashMap<(usize, Option<u32>, usize), usize>,
}

/// Numbers the stacks of one way to follow the code.
pub(super) struct Numbers<'a> {
    stacks: &'a Stacks,
    numbers: FxHashMap<Stack, usize>,
}

impl<'a> Numbers<'a> {
    pub(super) fn new(stacks: &'a Stacks) -> Self {
        Self { stacks, numbers: FxHashMap::default() }
    }

    /// The stacks before and after an instruction; `None` if nothing is known.
    pub(super) fn around(
        &mut self,
        place: usize,
        all: &mut Numbered,
        texts: &mut Texts,
    ) -> [Option<usize>; 2] {
        [self.stacks.stack_before(place), self.stacks.stack_after(place)]
            .map(|stack| Some(self.number(stack?, all, texts)))
    }

    fn number(&mut self, stack: Stack, all: &mut Numbered, texts: &mut Texts) -> usize {
        // Down from the top to a stack with a number, then back up.
        let mut unknown = Vec::new();
        let mut rest = stack;
        let mut number = loop {
            if let Some(number) = self.numbers.get(&rest) {
                break *number;
            }
            let Some((item, below)) = self.stacks.split(rest) else { break 0 };
            unknown.push((rest, item));
            rest = below;
        };
        for (stack, item) in unknown.into_iter().rev() {
            number = all.number(texts.number(&item.text), item.made_by, number);
            self.numbers.insert(stack, number);
        }
        number
    }
}

impl Numbered {
    /// Numbers start at 1; 0 is the empty one.
    fn number(&mut self, text: usize, made_by: Option<u32>, below: usize) -> usize {
        let known = self.known.entry((text, made_by, below));
        *known.or_insert_with(|| self.all.push(Item { text, made_by, below }) + 1)
    }
}
