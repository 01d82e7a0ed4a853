//! What counters tell of executions: whether there were any, and how many of a failing instruction.

use serde::{Deserialize, Serialize};

use crate::progress::RESTART;
use crate::{CodeObject, Instruction, Kind, Progress, Version, instructions, progress};

/// A number of executions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Executions {
    /// The number, or a lower bound.
    pub count: u64,
    /// Whether the counter stands for exactly this number.
    pub exact: bool,
}

/// How often a failing instruction was executed since the code object was created (on 3.11, since
/// it was quickened), or since it was last deoptimized. `None` if it is not failing, or if failures
/// did not set its counter.
///
/// Each failed attempt sets the counter to a value that depends on the number of previous attempts.
/// That execution and every further one decrement it. At the highest backoff, the counter goes
/// through the same values again and again.
pub fn executions(version: Version, instruction: &Instruction) -> Option<Executions> {
    let counter = match progress(version, instruction) {
        Progress::Failing { .. } | Progress::Deoptimized => {
            version.counter(instruction.first_cache_unit()?)
        }
        _ => return None,
    };
    let rules = version.counter_rules();
    if counter.backoff <= rules.first_backoff {
        return None;
    }
    // 3.11 starts in the middle after a deoptimization; the counter does not tell whether it did.
    let restarted = version.quickens_after_warmup() && counter.backoff >= RESTART.backoff;
    // A counter that was never attempted took `first_backoff` executions to its first attempt; one
    // that was restarted stood at its value before the first.
    let (before, first) = if restarted {
        (0, RESTART.backoff)
    } else {
        (u64::from(rules.first_backoff), rules.first_backoff + 1)
    };
    let waits: u64 = (first..counter.backoff).map(|backoff| version.waiting(backoff)).sum();
    let waited = version.waiting(counter.backoff).saturating_sub(counter.value.into());
    let count = before + waits + waited;
    Some(Executions { count, exact: !restarted && counter.backoff < rules.last_backoff })
}

/// Whether the code object shows that it ran: a counter has moved from its initial value, or there
/// is an opcode that only execution writes.
///
/// `false` proves nothing: code that never ran looks the same as code with nothing that could
/// change, and the same as 3.11's code before it is quickened after eight calls or backward jumps.
pub fn shows_execution(version: Version, code: &CodeObject) -> bool {
    instructions(version, code).any(|instruction| match instruction.present.kind {
        Kind::Adaptive | Kind::Specialized | Kind::Quickened | Kind::Executor => true,
        Kind::Superinstruction => !version.superinstructions_exist_at_birth(),
        _ => {
            matches!(progress(version, &instruction), Progress::Executed | Progress::Failing { .. })
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(version: Version, value: u16, backoff: u16) -> Option<(u64, bool)> {
        let set = version.instruction_set();
        let name = if version.quickens_after_warmup() { "LOAD_ATTR_ADAPTIVE" } else { "LOAD_ATTR" };
        let (base, present) = (set.named("LOAD_ATTR")?.number, set.named(name)?.number);
        let shift = if version == Version::V3_15 { 3 } else { 4 };
        let unit = (value << shift | backoff).to_le_bytes();
        let code = CodeObject {
            code: vec![base, 0, 0, 0],
            adaptive: vec![present, 0, unit[0], unit[1]],
            ..CodeObject::default()
        };
        let first = instructions(version, &code).next()?;
        executions(version, &first).map(|found| (found.count, found.exact))
    }

    #[test]
    fn executions_are_counted_from_backoffs() {
        for version in [Version::V3_12, Version::V3_13, Version::V3_14] {
            assert_eq!(told(version, 1, 1), None);
            assert_eq!(told(version, 2, 2), Some((2, true)));
            assert_eq!(told(version, 0, 2), Some((4, true)));
            assert_eq!(told(version, 6, 3), Some((5, true)));
            assert_eq!(told(version, 14, 4), Some((12, true)));
            assert_eq!(told(version, 4082, 12), Some((4096, false)));
        }
        assert_eq!(told(Version::V3_15, 5, 2), Some((2, true)));
        assert_eq!(told(Version::V3_15, 29, 3), Some((8, true)));
        assert_eq!(told(Version::V3_15, 99, 4), Some((64, true)));
        assert_eq!(told(Version::V3_15, 415, 5), Some((256, true)));
    }

    #[test]
    fn quickened_code_counts_from_its_first_attempt() {
        assert_eq!(told(Version::V3_11, 0, 0), None);
        assert_eq!(told(Version::V3_11, 0, 1), Some((1, true)));
        assert_eq!(told(Version::V3_11, 2, 2), Some((2, true)));
        assert_eq!(told(Version::V3_11, 31, 5), Some((0, false)));
        assert_eq!(told(Version::V3_11, 1, 5), Some((30, false)));
        assert_eq!(told(Version::V3_11, 62, 6), Some((32, false)));
    }
}
