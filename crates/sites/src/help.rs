//! What can help.

use bytecode::Version;
use recording::{Code, Instruction};

/// What can help a site, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Help {
    /// A change of the program: it is not known that none can.
    Change,
    /// No change of the program, but this version of Python: its specializer has a form for what was
    /// seen.
    NewerPython(Version),
    /// Neither.
    Nothing,
}

impl Help {
    /// What can help an instruction of some code, by its place there.
    pub fn of(version: Version, code: &Code, at: usize) -> Self {
        let Some((instruction, after)) = code.instructions.get(at..).and_then(<[_]>::split_first)
        else {
            return Self::Nothing;
        };
        if change_may_help(instruction) {
            return Self::Change;
        }
        let site = reasons::Site { version, instruction, after };
        reasons::mended_in(&site).map_or(Self::Nothing, Self::NewerPython)
    }
}

/// Whether a change of the program may help: it is not known that none can.
pub fn change_may_help(instruction: &Instruction) -> bool {
    instruction.reason().is_none_or(|reason| reason.avoidable)
}

#[cfg(test)]
mod tests {
    use recording::State::Failing;
    use test_support::by_hand::{at, because, code, failed, hopeless, knowing};

    use super::*;

    /// What can help a failing operator, of which this is known.
    fn helps(version: Version, operator: &str, evidence: recording::Evidence) -> Help {
        let site = knowing(evidence, at([1, 0, 1, 5], "BINARY_OP", operator, Failing));
        Help::of(version, &code("f", 1, vec![site]), 0)
    }

    #[test]
    fn a_newer_python_is_told_from_nothing() {
        let hopeless = || hopeless(because("SPC103", "", failed(5, 100, 0)));
        let division = [Version::V3_11, Version::V3_13, Version::V3_14];
        let division = division.map(|version| helps(version, "/", hopeless()));
        let newer = Help::NewerPython(Version::V3_14);
        assert_eq!(division, [newer, newer, Help::Nothing]);
        assert_eq!(helps(Version::V3_13, "//", hopeless()), Help::Nothing);
    }

    #[test]
    fn a_change_may_help_unless_it_is_known_that_none_can() {
        let known = because("SPC101", "", failed(5, 100, 0));
        assert_eq!(helps(Version::V3_13, "/", known), Help::Change);
        assert_eq!(helps(Version::V3_13, "/", failed(5, 100, 0)), Help::Change);
        // What a recording says is not what we say: nothing is known of it.
        let foreign = hopeless(because("SPC102", "", failed(5, 100, 0)));
        assert_eq!(helps(Version::V3_13, "/", foreign), Help::Nothing);
    }
}
