//! The families: for each, what its specialiser checks, in its order.
//!
//! A family is a file. Sources: `Python/specialize.c` of each version, and what the interpreters
//! do (`tests/agreement.rs`).

mod binary_op;

use recording::Seen;

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
pub(crate) static FAMILIES: &[Family] = &[binary_op::FAMILY];

impl Family {
    pub(crate) fn of(base: &str) -> Option<&'static Self> {
        FAMILIES.iter().find(|family| family.base == base)
    }
}

/// For families whose failures all depend on operands.
#[expect(unused, reason = "for the families to come")]
pub(crate) fn depends(_: &Site) -> Option<Finding> {
    None
}
