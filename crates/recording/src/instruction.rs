//! What is asked of single instructions.

use bytecode::prepares_call;

use crate::{Instruction, OpcodeName, Reason, State};

/// What reads or writes an attribute.
const ATTRIBUTES: [&str; 4] = ["LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_ATTR", "STORE_ATTR"];

impl Instruction {
    /// The first instruction of some code, as the compiler wrote it, of which nothing else is known.
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

    /// Whether it is about an attribute, of whose span the last name says which. In a chain, as
    /// `self.log.entries`, the spans of all begin where the first one does.
    pub fn names_attribute(&self) -> bool {
        ATTRIBUTES.contains(&self.base.as_str())
    }

    /// The form the compiler wrote, the two steps in which 3.11 specializes a call being one:
    /// `CALL`.
    pub fn family(&self) -> &'static str {
        if prepares_call(&self.base) { "CALL" } else { self.base.as_str() }
    }

    /// Why it is not specialized, or not for long, where that is known.
    pub fn reason(&self) -> Option<&Reason> {
        self.evidence.as_deref()?.reason.as_deref()
    }

    /// How often it was executed, where its counter tells.
    pub fn executions(&self) -> Option<u64> {
        Some(self.evidence.as_deref()?.executions?.count)
    }

    /// How often a thread was found here; 0 also where nobody looked.
    pub fn samples(&self) -> u64 {
        self.evidence.as_deref().and_then(|evidence| evidence.samples).unwrap_or(0).into()
    }
}
