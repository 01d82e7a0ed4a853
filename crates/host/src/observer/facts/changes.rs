//! What was seen at instructions of things that change, to notice that they did.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;

use super::Site;

/// More than this is forgotten, all at once.
const MOST: usize = 10_000;

/// The state of a thing when it was looked at last, by the instruction that did and the thing.
static MEMORY: Mutex<Option<HashMap<u64, (usize, u32)>>> = Mutex::new(None);

/// Whether a thing differs from what it was when this instruction was looked at last; at the first
/// look there is nothing to compare with. The state ends with a version or a count; where that is
/// 0, what was there was taken away since.
pub(super) fn changed(site: &Site<'_, '_>, thing: impl Hash, state: (usize, u32)) -> bool {
    let mut key = DefaultHasher::new();
    (site.code.as_ptr().addr(), site.offset, thing).hash(&mut key);
    let Ok(mut memory) = MEMORY.lock() else { return false };
    let memory = memory.get_or_insert_default();
    if memory.len() >= MOST {
        memory.clear();
    }
    let last = memory.insert(key.finish(), state);
    last.is_some_and(|last| last != state || state.1 == 0)
}
