//! Instructions as JSON stores them: the fields of the evidence are among the others.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use crate::{Evidence, Instruction, OpcodeName, Span, State};

#[derive(Serialize, Deserialize)]
pub(crate) struct WireInstruction {
    offset: u32,
    opcode: OpcodeName,
    base: OpcodeName,
    arg: Option<u32>,
    argrepr: Option<ArcStr>,
    span: Option<Span>,
    state: State,
    covered_by: Option<u32>,
    #[serde(flatten)]
    evidence: Evidence,
}

impl From<WireInstruction> for Instruction {
    fn from(wire: WireInstruction) -> Self {
        let WireInstruction {
            offset,
            opcode,
            base,
            arg,
            argrepr,
            span,
            state,
            covered_by,
            evidence,
        } = wire;
        let evidence = (!evidence.is_empty()).then(|| Box::new(evidence));
        Self { offset, opcode, base, arg, argrepr, span, state, covered_by, evidence }
    }
}

impl From<Instruction> for WireInstruction {
    fn from(instruction: Instruction) -> Self {
        let Instruction { offset, opcode, base, arg, argrepr, span, state, covered_by, evidence } =
            instruction;
        let evidence = evidence.map(|evidence| *evidence).unwrap_or_default();
        Self { offset, opcode, base, arg, argrepr, span, state, covered_by, evidence }
    }
}
