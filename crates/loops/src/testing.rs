//! What unit tests need of a recording.

use recording::{Code, Instruction, OpcodeName, State};

/// An instruction without a place.
pub(crate) fn instruction(base: &str, state: State) -> Instruction {
    Instruction {
        offset: 0,
        opcode: OpcodeName::new(base),
        base: OpcodeName::new(base),
        arg: None,
        argrepr: None,
        span: None,
        state,
        covered_by: None,
        evidence: None,
    }
}

/// The code object of a module.
pub(crate) fn module(instructions: impl Into<Vec<Instruction>>) -> Code {
    Code {
        qualname: "<module>".to_owned(),
        first_line: 1,
        instructions: instructions.into(),
        ..Code::default()
    }
}
