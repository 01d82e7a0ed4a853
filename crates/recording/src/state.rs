//! The states of instructions.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};

/// What the interpreter made of an instruction; in the order that reports list them.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum State {
    /// Has been replaced with a specialized form or a superinstruction, or is executed by one.
    Specialized,
    /// Tried to specialize, failed, and is backing off.
    Failing,
    /// Could specialize but has not tried yet, or never ran.
    Cold,
    /// Has no specialized form in this version.
    Plain,
    /// Replaced with a JIT executor, which enters machine code or an optimized trace.
    Compiled,
    /// Hidden by instrumentation, or has an opcode that this build does not know.
    Unknown,
}

impl State {
    /// The word that the JSON and the reports use.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The rank of a state, the most telling first. A site that fails in any process costs time there,
    /// even if it specializes in others; code that did not run says nothing about code that did; and a
    /// hidden instruction says least.
    pub(crate) fn rank(self) -> usize {
        let order = [
            Self::Failing,
            Self::Specialized,
            Self::Compiled,
            Self::Cold,
            Self::Plain,
            Self::Unknown,
        ];
        order.iter().position(|other| *other == self).unwrap_or(order.len())
    }

    /// Whether it tells a reader more than `other`: an instruction that fails anywhere costs time
    /// there, code that did not run says nothing about code that did, and a hidden instruction says
    /// least.
    pub fn says_more_than(self, other: Self) -> bool {
        self.rank() < other.rank()
    }
}
