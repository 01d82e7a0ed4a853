//! Which of the generated tables are a version's. They are made of what other modules define, so these
//! are not told of them.

use crate::effect::Effects;
use crate::generated::{self, stack};
use crate::{InstructionSet, Version};

impl Version {
    /// Its opcodes and their caches.
    pub fn instruction_set(self) -> &'static InstructionSet {
        match self {
            Self::V3_11 => &generated::V3_11,
            Self::V3_12 => &generated::V3_12,
            Self::V3_13 => &generated::V3_13,
            Self::V3_14 => &generated::V3_14,
            Self::V3_15 => &generated::V3_15,
        }
    }

    /// What its opcodes do to the evaluation stack.
    pub(crate) fn effects(self) -> &'static Effects {
        match self {
            Self::V3_11 => &stack::V3_11,
            Self::V3_12 => &stack::V3_12,
            Self::V3_13 => &stack::V3_13,
            Self::V3_14 => &stack::V3_14,
            Self::V3_15 => &stack::V3_15,
        }
    }
}
