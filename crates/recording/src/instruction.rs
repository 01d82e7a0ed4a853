//! Questions about single instructions.

use crate::{Instruction, OpcodeName, Reason, State};

/// The opcodes that read or write an attribute.
const ATTRIBUTES: [&str; 4] = ["LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_ATTR", "STORE_ATTR"];

impl Instruction {
    /// An instruction at offset 0, as the compiler wrote it, of which nothing else is known.
    pub fn new(base: &str, state: State) -> Self {
        let base = OpcodeName::new(base);
        Self {
            offset: 0,
            opcode: base,
            base,
            arg: None,
            argrepr: None,
            span: None,
            state,
            covered_by: None,
            evidence: None,
        }
    }

    /// Whether it reads or writes an attribute, which is the last name in its span. In a chain such
    /// as `self.log.entries`, the spans of all instructions begin at `self`.
    pub fn names_attribute(&self) -> bool {
        ATTRIBUTES.contains(&self.base.as_str())
    }

    /// Why it does not specialize, or does not stay specialized, if that is known.
    pub fn reason(&self) -> Option<&Reason> {
        self.evidence.as_deref()?.reason.as_deref()
    }

    /// How often it was executed, if its counter tells.
    pub fn executions(&self) -> Option<u64> {
        Some(self.evidence.as_deref()?.executions?.count)
    }

    /// How many samples hit it; also 0 if no samples were taken.
    pub fn samples(&self) -> u64 {
        self.evidence.as_deref().and_then(|evidence| evidence.samples).unwrap_or(0).into()
    }
}
