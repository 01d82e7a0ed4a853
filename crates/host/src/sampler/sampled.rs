//! What was seen, in terms of instructions.

use std::collections::BTreeMap;

use bytecode::{CodeObject, Version};
use recording::{Sampling, Watched};
use rustc_hash::FxHashMap;

use super::table::Table;

/// What was seen of all code.
pub(crate) struct Sampled {
    pub(super) version: Version,
    pub(crate) sampling: Sampling,
    pub(super) table: Table,
}

impl Sampled {
    /// What was seen of the code object at an address, which holds what `object` says.
    pub(crate) fn of(&mut self, address: usize, object: &CodeObject) -> Watched {
        let Some((samples, forms)) = self.table.take(address) else {
            return Watched::default();
        };
        if samples.is_empty() && forms.changes.is_empty() && forms.beyond.is_empty() {
            return Watched::default();
        }
        let starts: Vec<u32> =
            bytecode::instructions(self.version, object).map(|found| found.offset).collect();
        let is_start = |offset: u32| starts.binary_search(&offset).is_ok();
        let mut changes = forms.changes;
        // Where an executor or a tracer hid an instruction, a cache may have been taken for one.
        changes.retain(|change| is_start(change.offset));
        changes.sort_by_key(|change| change.at);
        let mut more_changes = by_instruction(&forms.beyond, &starts);
        more_changes.retain(|(offset, _)| forms.beyond.contains_key(&(offset / 2)));
        Watched {
            samples: by_instruction(&samples, &starts),
            changes,
            more_changes,
            ..Watched::default()
        }
    }
}

/// Counts by code unit, as counts by instruction. A frame may point into its instruction's cache.
fn by_instruction(counts: &FxHashMap<u32, u32>, starts: &[u32]) -> Vec<(u32, u32)> {
    let mut sums: BTreeMap<u32, u32> = BTreeMap::new();
    for (unit, count) in counts {
        let after = starts.partition_point(|start| *start <= 2 * unit);
        if let Some(start) = after.checked_sub(1).and_then(|index| starts.get(index)) {
            *sums.entry(*start).or_default() += count;
        }
    }
    sums.into_iter().collect()
}
