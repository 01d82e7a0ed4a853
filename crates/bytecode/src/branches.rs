//! The history of conditional jumps.

use serde::{Deserialize, Serialize};

use crate::{Instruction, cache_fields};

/// The last outcomes of a conditional jump.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Branches {
    /// How many of them jumped.
    pub taken: u32,
    /// How many outcomes are known, from 1 to 16.
    pub of: u32,
}

/// The initial value of the unit (`_PyCode_Quicken` in Python/specialize.c): as if every second
/// execution had jumped.
const AT_BIRTH: u32 = 0x5555;

/// The last outcomes, sixteen at most; `None` if the jump has no history, or has not executed yet.
///
/// Every execution shifts its outcome in from below. The number of executions is not stored, so
/// bits that may still be the initial pattern are left out.
pub fn branches(instruction: &Instruction) -> Option<Branches> {
    let (_, outcomes) = cache_fields(instruction).find(|(name, _)| *name == "outcomes")?;
    let outcomes = u32::try_from(outcomes).ok()?;
    let of = (1..=16).find(|of| outcomes >> of == AT_BIRTH & (0xffff >> of))?;
    let known = outcomes & ((1 << of) - 1);
    (outcomes != AT_BIRTH).then(|| Branches { taken: known.count_ones(), of })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CodeObject, Version, instructions};

    fn told(unit: u16) -> Option<(u32, u32)> {
        let opcode = Version::V3_13.instruction_set().named("POP_JUMP_IF_TRUE")?.number;
        let [low, high] = unit.to_le_bytes();
        let bytes = vec![opcode, 0, low, high];
        let code = CodeObject { code: bytes.clone(), adaptive: bytes, ..CodeObject::default() };
        branches(&instructions(Version::V3_13, &code).next()?).map(|b| (b.taken, b.of))
    }

    #[test]
    fn outcomes_before_the_first_execution_are_not_returned() {
        assert_eq!(told(0x5555), None);
        assert_eq!(told(0xaaab), Some((1, 1)));
        assert_eq!(told(0xaaaa), Some((0, 1)));
        assert_eq!(told(0x5557), Some((2, 2)));
        assert_eq!(told(0x0000), Some((0, 16)));
        // The oldest bit may be the last one of the pattern.
        assert_eq!(told(0xffff), Some((15, 15)));
    }
}
