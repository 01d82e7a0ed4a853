//! Specialized forms that do not last.

use std::collections::HashSet;
use std::sync::LazyLock;

use bytecode::{Kind, Version};

use crate::Evidence;

/// More than halfway to the 53 misses after which an instruction loses its specialized form.
const MANY_MISSES: u32 = 27;

impl Evidence {
    /// Whether its guard has failed so often since it was specialized that it is about to lose its
    /// specialized form.
    pub fn misses_often(&self) -> bool {
        self.misses.is_some_and(|misses| misses >= MANY_MISSES)
    }

    /// How often the instruction was seen to specialize again, for the same operands or others.
    /// Changes between two looks were not seen, and if there were more changes than are kept
    /// ([`Evidence::more_changes`]), only the first ones count: the real number may be larger.
    pub fn flaps(&self) -> u32 {
        let history = self.history.as_deref().unwrap_or_default();
        let specialized = history.iter().filter(|seen| is_specialized(&seen.opcode)).count();
        u32::try_from(specialized.saturating_sub(1)).unwrap_or(u32::MAX)
    }
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
    use super::*;
    use crate::{OpcodeName, Transition};

    fn flaps(forms: &[&str]) -> u32 {
        let all = (0..).zip(forms).map(|(at, form)| Transition {
            at,
            opcode: OpcodeName::new(form),
            context: None,
        });
        let history = (!forms.is_empty()).then(|| all.collect());
        Evidence { history, ..Evidence::default() }.flaps()
    }

    #[test]
    fn every_return_to_a_specialized_form_counts() {
        let (base, int, float) = ("BINARY_OP", "BINARY_OP_ADD_INT", "BINARY_OP_ADD_FLOAT");
        assert_eq!(flaps(&[]), 0);
        assert_eq!(flaps(&[base, int]), 0);
        assert_eq!(flaps(&[int, base]), 0);
        assert_eq!(flaps(&[base, int, base, int]), 1);
        assert_eq!(flaps(&[base, int, float, int, base]), 2);
        assert_eq!(flaps(&["BINARY_OP_ADAPTIVE", int, "BINARY_OP_ADAPTIVE", int]), 1);
    }

    #[test]
    fn other_changes_do_not_count() {
        assert_eq!(flaps(&["RESUME", "RESUME_CHECK", "INSTRUMENTED_RESUME", "RESUME_CHECK"]), 0);
        assert_eq!(flaps(&["JUMP_BACKWARD_JIT", "ENTER_EXECUTOR", "JUMP_BACKWARD_JIT"]), 0);
        assert_eq!(flaps(&["LOAD_FAST", "LOAD_FAST__LOAD_FAST", "LOAD_FAST"]), 0);
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
