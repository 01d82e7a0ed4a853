//! Decides whether a loop ran long enough to be specialized.

use bytecode::Version;
use recording::{Instruction, State};
use serde::{Deserialize, Serialize};
use source::Outline;

use crate::Within;

/// Whether instructions ran long enough for the interpreter to specialize them, and the evidence
/// for it.
///
/// Since 3.12, an instruction that can specialize tries to on its second execution. 3.11 first
/// quickens a code object, after eight calls or backward jumps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "heat", rename_all = "kebab-case")]
pub enum Heat {
    /// They ran long enough.
    Hot {
        /// The evidence.
        by: HeatEvidence,
    },
    /// They did not run long enough. On 3.11, they may not have run at all: code that did not run
    /// often leaves no trace there.
    Cold,
    /// None of them was executed. This is not known on 3.11.
    NeverReached,
    /// None of them could show it.
    Unknown,
}

/// The evidence that instructions ran often, the strongest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeatEvidence {
    /// No counter shows it, but this many samples hit more than one of them, so it was not a single
    /// slow call.
    Samples(u32),
    /// One tried to specialize; it is not known how often it was executed.
    Failing,
    /// One has a specialized form.
    Specialized,
    /// One is part of a JIT's executor.
    Compiled,
    /// The counter of one that failed to specialize: it was executed at least this often.
    Executions(u64),
}

/// The heat of all loops and functions of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heats {
    /// The heat of each of [`Outline::loops`], from the instructions that no inner loop repeats. A
    /// loop whose inner loop ran was reached.
    pub loops: Vec<Heat>,
    /// The heat of each of [`Outline::functions`], from all its instructions.
    pub functions: Vec<Heat>,
}

impl Heat {
    /// Whether it is known to have run long enough.
    pub fn is_hot(self) -> bool {
        matches!(self, Self::Hot { .. })
    }

    /// Whether it is known to have run.
    fn is_reached(self, version: Version) -> bool {
        self.is_hot() || self == Self::Cold && !version.quickens_after_warmup()
    }

    /// The heat of instructions.
    pub fn of<'a>(
        version: Version,
        instructions: impl IntoIterator<Item = &'a Instruction>,
    ) -> Self {
        // The instruction that advances the iterator is executed once more than the body, and once
        // if the body is never executed: it is evidence only if there is no other.
        let (mut all, mut others) = (Signs::default(), Signs::default());
        for instruction in instructions {
            all.add(instruction);
            if &*instruction.base != "FOR_ITER" {
                others.add(instruction);
            }
        }
        let telling = if others.tell() { &others } else { &all };
        match telling.heat(version) {
            Self::NeverReached if all.executed => Self::Cold,
            heat => heat,
        }
    }
}

impl Heats {
    /// The heat of each loop and each function, from the instructions that a recording has of the
    /// source.
    pub(crate) fn new<'a>(
        outline: &Outline,
        instructions: impl Iterator<Item = (&'a Instruction, Within)>,
    ) -> Self {
        let mut by_loop: Vec<Vec<&Instruction>> = vec![Vec::new(); outline.loops.len()];
        let mut by_function: Vec<Vec<&Instruction>> = vec![Vec::new(); outline.functions.len()];
        for (instruction, Within { function, innermost }) in instructions {
            by_function[function].push(instruction);
            if let Some(innermost) = innermost {
                by_loop[innermost].push(instruction);
            }
        }
        let heat = |instructions: Vec<&Instruction>| Heat::of(outline.version, instructions);
        let mut loops: Vec<_> = by_loop.into_iter().map(heat).collect();
        // A loop comes after the one that encloses it.
        for (number, this) in outline.loops.iter().enumerate().rev() {
            if let Some(parent) = this.parent
                && loops[number].is_reached(outline.version)
                && loops[parent] == Heat::NeverReached
            {
                loops[parent] = Heat::Cold;
            }
        }
        Self { loops, functions: by_function.into_iter().map(heat).collect() }
    }
}

/// What several instructions show together.
#[derive(Default)]
struct Signs {
    /// The strongest evidence that one was executed often.
    often: Option<HeatEvidence>,
    /// Whether one could specialize but has not: had it been executed often, that would be visible.
    cold: bool,
    /// Whether one was executed.
    executed: bool,
    /// How many samples hit how many of them.
    samples: u32,
    sampled: u32,
}

impl Signs {
    fn add(&mut self, instruction: &Instruction) {
        let samples = instruction.evidence.as_ref().and_then(|evidence| evidence.samples);
        self.often = self.often.max(often(instruction));
        self.cold |= instruction.state == State::Cold;
        self.executed |= executed(instruction);
        self.samples = self.samples.saturating_add(samples.unwrap_or(0));
        self.sampled += u32::from(samples.is_some_and(|samples| samples > 0));
    }

    /// Whether they would show it if they had been executed often.
    fn tell(&self) -> bool {
        self.often.is_some() || self.cold
    }

    fn heat(&self, version: Version) -> Heat {
        // Code of 3.11 that is not quickened is cold, however long it runs.
        let says_nothing = !self.cold || version.quickens_after_warmup();
        if let Some(by) = self.often {
            Heat::Hot { by }
        } else if self.sampled > 1 && says_nothing {
            Heat::Hot { by: HeatEvidence::Samples(self.samples) }
        } else if self.executed || self.cold && version.quickens_after_warmup() {
            Heat::Cold
        } else if self.cold {
            Heat::NeverReached
        } else {
            Heat::Unknown
        }
    }
}

/// The evidence that an instruction was executed more than once.
fn often(instruction: &Instruction) -> Option<HeatEvidence> {
    let executions = instruction.executions().filter(|count| *count > 1);
    let by = match instruction.state {
        State::Compiled => Some(HeatEvidence::Compiled),
        // A superinstruction has no misses: it is written whether or not it is executed.
        State::Specialized => {
            instruction.evidence.as_deref()?.misses.map(|_| HeatEvidence::Specialized)
        }
        State::Failing => Some(HeatEvidence::Failing),
        _ => None,
    };
    by.max(executions.map(HeatEvidence::Executions))
}

/// Whether it was executed at least once.
fn executed(instruction: &Instruction) -> bool {
    let seen = instruction.evidence.as_ref().is_some_and(|evidence| {
        // No cache is kept of code that did not run.
        evidence.cache.is_some()
            || evidence.samples.is_some_and(|samples| samples > 0)
            || evidence.operands.as_ref().is_some_and(|operands| operands.executions > 0)
            || evidence.branch.is_some()
            || evidence.history.is_some()
    });
    seen || often(instruction).is_some()
}

#[cfg(test)]
mod tests {
    use recording::{Branches, Cache, Evidence, Executions};

    use super::*;

    fn cold() -> Instruction {
        Instruction::new("LOAD_ATTR", State::Cold)
    }

    fn with(mut instruction: Instruction, evidence: Evidence) -> Instruction {
        instruction.evidence = Some(Box::new(evidence));
        instruction
    }

    fn failing(count: u64) -> Instruction {
        let executions = Some(Executions { count, exact: true });
        let failing = Instruction::new("LOAD_ATTR", State::Failing);
        with(failing, Evidence { executions, ..Evidence::default() })
    }

    fn sampled(base: &str, state: State, samples: u32) -> Instruction {
        let samples = Some(samples);
        with(Instruction::new(base, state), Evidence { samples, ..Evidence::default() })
    }

    fn specialized(base: &str) -> Instruction {
        let misses = Some(0);
        with(Instruction::new(base, State::Specialized), Evidence { misses, ..Evidence::default() })
    }

    fn heat(instructions: &[Instruction]) -> Heat {
        Heat::of(Version::V3_13, instructions)
    }

    fn hot(by: HeatEvidence) -> Heat {
        Heat::Hot { by }
    }

    #[test]
    fn counters_are_the_strongest_evidence() {
        assert_eq!(heat(&[cold(), specialized("CALL")]), hot(HeatEvidence::Specialized));
        let both = [specialized("CALL"), failing(9), failing(70)];
        assert_eq!(heat(&both), hot(HeatEvidence::Executions(70)));
        let how_often_is_unknown = [cold(), Instruction::new("LOAD_ATTR", State::Failing)];
        assert_eq!(heat(&how_often_is_unknown), hot(HeatEvidence::Failing));
        let compiled = [cold(), Instruction::new("JUMP_BACKWARD", State::Compiled)];
        assert_eq!(heat(&compiled), hot(HeatEvidence::Compiled));
    }

    #[test]
    fn one_execution_is_not_hot() {
        let cache = Cache::holding(&[("counter".to_owned(), 1)]);
        let once = with(cold(), Evidence { cache, ..Evidence::default() });
        assert_eq!(heat(&[cold(), once]), Heat::Cold);
        let branch = Evidence { branch: Some(Branches { taken: 0, of: 1 }), ..Evidence::default() };
        let jump = with(Instruction::new("POP_JUMP_IF_TRUE", State::Plain), branch);
        assert_eq!(heat(&[cold(), jump]), Heat::Cold);
        assert_eq!(heat(&[cold(), sampled("LOAD_ATTR", State::Cold, 1000)]), Heat::Cold);
    }

    #[test]
    fn code_without_a_trace_did_not_run() {
        assert_eq!(heat(&[cold(), Instruction::new("POP_TOP", State::Plain)]), Heat::NeverReached);
        assert_eq!(heat(&[Instruction::new("POP_TOP", State::Plain)]), Heat::Unknown);
        assert_eq!(heat(&[]), Heat::Unknown);
        // A superinstruction that is written for the whole code object.
        let together = Instruction::new("LOAD_FAST", State::Specialized);
        assert_eq!(heat(&[cold(), together]), Heat::NeverReached);
        // 3.11 leaves no trace of code that ran seven times.
        assert_eq!(Heat::of(Version::V3_11, &[cold()]), Heat::Cold);
    }

    #[test]
    fn advancing_an_iterator_is_not_repeating() {
        assert_eq!(heat(&[specialized("FOR_ITER"), cold()]), Heat::Cold);
        let nothing_else = [specialized("FOR_ITER"), Instruction::new("POP_TOP", State::Plain)];
        assert_eq!(heat(&nothing_else), hot(HeatEvidence::Specialized));
    }

    #[test]
    fn samples_are_evidence_without_counters() {
        let plain = |samples| sampled("STORE_FAST", State::Plain, samples);
        assert_eq!(heat(&[plain(3), plain(4)]), hot(HeatEvidence::Samples(7)));
        assert_eq!(heat(&[plain(7)]), Heat::Cold);
        assert_eq!(heat(&[plain(3), plain(4), cold()]), Heat::Cold);
        // A `while` on 3.11 can run forever without being quickened.
        let told = Heat::of(Version::V3_11, &[plain(3), plain(4), cold()]);
        assert_eq!(told, hot(HeatEvidence::Samples(7)));
    }

    #[test]
    fn json_names_the_evidence() {
        let json = |heat| serde_json::to_string(&heat).unwrap();
        assert_eq!(json(Heat::NeverReached), r#"{"heat":"never-reached"}"#);
        assert_eq!(json(hot(HeatEvidence::Samples(3))), r#"{"heat":"hot","by":{"samples":3}}"#);
        assert_eq!(json(hot(HeatEvidence::Specialized)), r#"{"heat":"hot","by":"specialized"}"#);
    }
}
