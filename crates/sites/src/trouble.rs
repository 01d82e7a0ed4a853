//! What can be wrong with a site.

use std::collections::HashSet;
use std::sync::LazyLock;

use bytecode::{Kind, Version};
use recording::{Evidence, Instruction, Recording, State};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::instructions;

/// So often specialized anew is no settling down any more.
const MANY_FLAPS: u32 = 2;

/// More than halfway to the 53 misses after which an instruction loses its specialized form.
const MANY_MISSES: u32 = 27;

/// What is wrong with a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Trouble {
    /// It does not specialize.
    Failing,
    /// It specializes, but does not stay specialized, or only fits some of the operands it sees.
    Unstable,
}

impl Trouble {
    /// The word the JSON and the reports use.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What tells whether the instructions of a recording stay specialized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stability {
    /// Changes of form that were seen while the program ran do.
    changes_tell: bool,
}

impl Stability {
    /// How instructions ended, and nothing that was seen on the way.
    pub const OF_THE_END: Self = Self { changes_tell: false };

    /// What tells in a recording, [whether or not](explained) operands were looked at: then changes of
    /// form say nothing, because looking starts specialization anew.
    pub fn of(explained: bool) -> Self {
        Self { changes_tell: !explained }
    }

    /// How often an instruction was seen to specialize after it had been specialized before; 0 also
    /// where that says nothing. Of changes beyond those that are kept, every second one makes a form.
    pub fn flaps(self, instruction: &Instruction) -> u32 {
        let Some(evidence) = instruction.evidence.as_deref().filter(|_| self.changes_tell) else {
            return 0;
        };
        flaps(evidence).saturating_add(evidence.more_changes.unwrap_or(0) / 2)
    }

    /// What is wrong with an instruction, if anything. An instruction that another one executes has no
    /// trouble of its own.
    pub fn trouble(self, instruction: &Instruction) -> Option<Trouble> {
        if instruction.covered_by.is_some() {
            return None;
        }
        if instruction.state == State::Failing {
            return Some(Trouble::Failing);
        }
        let evidence = instruction.evidence.as_deref()?;
        let misses_often = evidence.misses.is_some_and(|misses| misses >= MANY_MISSES);
        let unstable = evidence.reason.is_some() || misses_often;
        (unstable || self.flaps(instruction) >= MANY_FLAPS).then_some(Trouble::Unstable)
    }
}

/// Whether operands were looked at. Without them few reasons are known.
pub fn explained(recording: &Recording) -> bool {
    recording.files.iter().flat_map(instructions).any(|member| has_operands(member.instruction))
}

/// Whether operands of an instruction were seen.
pub fn has_operands(instruction: &Instruction) -> bool {
    instruction.evidence.as_deref().is_some_and(|evidence| evidence.operands.is_some())
}

/// How often an instruction was seen to specialize again, for the same operands or others. Changes between
/// two looks were not seen, and if there were more changes than are kept ([`Evidence::more_changes`]), only
/// the first ones count: the real number may be larger.
pub fn flaps(evidence: &Evidence) -> u32 {
    let history = evidence.history.as_deref().unwrap_or_default();
    let specialized = history.iter().filter(|seen| is_specialized(&seen.opcode)).count();
    u32::try_from(specialized.saturating_sub(1)).unwrap_or(u32::MAX)
}

/// Whether a form is a specialized one, in any version: no name is a specialized form in one
/// version and something else in another.
fn is_specialized(name: &str) -> bool {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let opcodes = Version::ALL.iter().flat_map(|version| &version.instruction_set().opcodes);
        opcodes.filter(|opcode| opcode.kind == Kind::Specialized).map(|it| it.name).collect()
    });
    NAMES.contains(name)
}

#[cfg(test)]
mod tests {
    use recording::{OpcodeName, Transition};

    use super::*;

    fn counted(forms: &[&str]) -> u32 {
        let all = (0..).zip(forms).map(|(at, form)| Transition {
            at,
            opcode: OpcodeName::new(form),
            context: None,
        });
        let history = (!forms.is_empty()).then(|| all.collect());
        flaps(&Evidence { history, ..Evidence::default() })
    }

    #[test]
    fn every_return_to_a_specialized_form_counts() {
        let (base, int, float) = ("BINARY_OP", "BINARY_OP_ADD_INT", "BINARY_OP_ADD_FLOAT");
        assert_eq!(counted(&[]), 0);
        assert_eq!(counted(&[base, int]), 0);
        assert_eq!(counted(&[int, base]), 0);
        assert_eq!(counted(&[base, int, base, int]), 1);
        assert_eq!(counted(&[base, int, float, int, base]), 2);
        assert_eq!(counted(&["BINARY_OP_ADAPTIVE", int, "BINARY_OP_ADAPTIVE", int]), 1);
    }

    #[test]
    fn other_changes_do_not_count() {
        assert_eq!(counted(&["RESUME", "RESUME_CHECK", "INSTRUMENTED_RESUME", "RESUME_CHECK"]), 0);
        assert_eq!(counted(&["JUMP_BACKWARD_JIT", "ENTER_EXECUTOR", "JUMP_BACKWARD_JIT"]), 0);
        assert_eq!(counted(&["LOAD_FAST", "LOAD_FAST__LOAD_FAST", "LOAD_FAST"]), 0);
    }

    #[test]
    fn a_name_means_the_same_in_all_versions() {
        for version in Version::ALL {
            for opcode in &version.instruction_set().opcodes {
                let specialized = opcode.kind == Kind::Specialized;
                assert_eq!(is_specialized(opcode.name), specialized, "{version} {}", opcode.name);
            }
        }
    }
}
