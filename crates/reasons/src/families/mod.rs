//! The families: for each, what its specialiser checks, in its order.
//!
//! A family is a file. Sources: `Python/specialize.c` and the guards in `Python/bytecodes.c` of
//! each version, and what the interpreters do (`tests/agreement.rs`).

mod binary_op;
mod compare_op;
mod contains_op;
mod iteration;
mod subscript;
mod to_bool;
mod unpack_sequence;

use arcstr::ArcStr;
use recording::{Seen, facts};

use crate::{Finding, Site, Verdict};

/// What is known of a family's specialiser.
pub(crate) struct Family {
    /// The base opcode, as `BINARY_OP`.
    pub(crate) base: &'static str,
    /// What becomes of operands of one shape.
    pub(crate) verdict: fn(&Site, &Seen) -> Verdict,
    /// Why it fails whatever the operands are; `None` where that depends on them.
    pub(crate) always_fails: fn(&Site) -> Option<Finding>,
}

/// Those whose rules are known.
pub(crate) static FAMILIES: &[Family] = &[
    binary_op::FAMILY,
    compare_op::FAMILY,
    contains_op::FAMILY,
    iteration::FOR_ITER,
    iteration::GET_ITER,
    iteration::SEND,
    subscript::BINARY_SUBSCR,
    subscript::STORE_SUBSCR,
    to_bool::FAMILY,
    unpack_sequence::FAMILY,
];

impl Family {
    pub(crate) fn of(site: &Site) -> Option<&'static Self> {
        FAMILIES.iter().find(|family| family.base == site.family())
    }
}

/// For families whose failures all depend on operands.
pub(crate) fn depends(_: &Site) -> Option<Finding> {
    None
}

/// What was seen, with the built-in classes that the operands' classes derive from in place of
/// them; `None` where none does.
pub(crate) fn as_base_classes(seen: &Seen) -> Option<Seen> {
    let mut exact = seen.clone();
    for class in &mut exact.types {
        if let Some((_, base)) = subclasses(seen).find(|(name, _)| name == class) {
            *class = ArcStr::from(base);
        }
    }
    exact.facts.retain(|(key, _)| key != facts::SUBCLASS);
    (exact != *seen).then_some(exact)
}

/// The classes among the operands that derive from a built-in one, and which that is.
pub(crate) fn subclasses(seen: &Seen) -> impl Iterator<Item = (&str, &str)> {
    let entries = seen.fact(facts::SUBCLASS).unwrap_or_default().split("; ");
    entries.filter_map(|entry| entry.split_once(" of "))
}
