//! Counters: what the first unit of an inline cache says about an instruction's specialization.

use crate::{Instruction, Kind, Version};

/// A counter, split into its two parts.
///
/// An instruction that may specialize decrements `value` on each execution and makes an attempt at
/// 0. A failed attempt increases `backoff` and sets `value` to about 2 to the power of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// Executions left until the next attempt or, once specialized, misses left until then.
    pub value: u16,
    /// The exponent of the next wait.
    pub backoff: u8,
}

/// How the counters of a version work. Sources: `Include/internal/pycore_code.h` (3.11, 3.12) and
/// `pycore_backoff.h` (since 3.13); 3.14 and 3.15 as measured on the interpreters.
///
/// Counters of 3.15 were observed to start at these values and backoffs after each failed attempt:
/// (6, 2), (30, 3), (126, 4), (508, 5), (2052, 6), (8190, 6) and so on. Before 3.15, the value is 2
/// to the power of the backoff, minus 1, up to (4095, 12).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// The low bits that hold the backoff.
    backoff_bits: u32,
    /// The backoff before the first attempt.
    pub(crate) first_backoff: u8,
    /// The backoff that further failures do not raise.
    pub(crate) last_backoff: u8,
    /// The value from which a new specialization counts down its misses.
    cooldown: u16,
}

impl Version {
    pub(crate) fn counter_rules(self) -> Rules {
        match self {
            // A specialized form counts its misses in the whole unit; see `misses`.
            Self::V3_11 => {
                Rules { backoff_bits: 4, first_backoff: 0, last_backoff: 12, cooldown: 53 }
            }
            Self::V3_12 | Self::V3_13 | Self::V3_14 => {
                Rules { backoff_bits: 4, first_backoff: 1, last_backoff: 12, cooldown: 52 }
            }
            Self::V3_15 => {
                Rules { backoff_bits: 3, first_backoff: 1, last_backoff: 6, cooldown: 52 }
            }
        }
    }

    /// Splits the counter of an instruction that is not specialized.
    pub fn counter(self, raw: u16) -> Counter {
        let bits = self.counter_rules().backoff_bits;
        Counter { value: raw >> bits, backoff: (raw & ((1 << bits) - 1)) as u8 }
    }

    /// The value that a failed attempt sets, by the backoff to which it increases.
    pub(crate) fn waiting(self, backoff: u8) -> u64 {
        match (self, backoff) {
            (Self::V3_15, 2) => 6,
            (Self::V3_15, 3) => 30,
            (Self::V3_15, 4) => 126,
            (Self::V3_15, 5) => 508,
            (Self::V3_15, 6) => 2052,
            (_, backoff) => (1 << backoff) - 1,
        }
    }

    /// Misses since the last specialization, according to the counter of a specialized form.
    fn misses(self, raw: u16) -> u32 {
        let left = if self.quickens_after_warmup() { raw } else { self.counter(raw).value };
        u32::from(self.counter_rules().cooldown.saturating_sub(left))
    }
}

/// How far an instruction has come toward specialization, according to its opcode and counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Progress {
    /// Nothing counts: the opcode never specializes, or its replacement (instrumentation, a JIT
    /// executor) hides the one that does.
    NoCounter,
    /// Never executed; on 3.11, not since the code object was quickened, if it was. There, a base
    /// opcode that [gives up](crate::Opcode::gives_up) looks the same once it has given up: in code
    /// that [shows execution](crate::shows_execution), it failed for good.
    Untouched,
    /// Executed once, without an attempt to specialize. Also a deoptimized instruction that failed
    /// to specialize again: the counters are the same.
    Executed,
    /// Every attempt failed since it was created or last deoptimized.
    Failing {
        /// The number of attempts, without the one that ended in deoptimization. `None` if the
        /// counter does not tell: the backoff has a limit; on 3.11 it starts in the middle after a
        /// deoptimization; and since 3.14 it stays as after a success if an attempt that chose no
        /// form counts as one.
        attempts: Option<u32>,
    },
    /// Has a specialized form.
    Specialized {
        /// How often its guard failed since it was last specialized.
        misses: u32,
    },
    /// 3.11: lost its form after too many misses, and has not been executed since.
    Deoptimized,
}

/// 3.11 gives a deoptimized instruction this backoff, and its highest value.
pub(crate) const RESTART: Counter = Counter { value: 31, backoff: 5 };

/// What an instruction's counter says.
pub fn progress(version: Version, instruction: &Instruction) -> Progress {
    let present = instruction.present;
    let same_family = present.base == instruction.base.name;
    let Some(raw) = instruction.first_cache_unit().filter(|_| present.has_counter() && same_family)
    else {
        return Progress::NoCounter;
    };
    match present.kind {
        Kind::Specialized => Progress::Specialized { misses: version.misses(raw) },
        _ if version.quickens_after_warmup() => after_quickening(version.counter(raw)),
        _ => from_birth(version, version.counter(raw)),
    }
}

/// 3.11: counting starts at 0 and the first execution makes the first attempt.
fn after_quickening(counter: Counter) -> Progress {
    match counter {
        Counter { backoff: 0, .. } => Progress::Untouched,
        RESTART => Progress::Deoptimized,
        Counter { backoff, .. } if backoff < RESTART.backoff => {
            Progress::Failing { attempts: Some(backoff.into()) }
        }
        _ => Progress::Failing { attempts: None },
    }
}

/// 3.12 and later: counting starts at value 1, backoff 1; the second execution makes the first
/// attempt.
fn from_birth(version: Version, counter: Counter) -> Progress {
    let rules = version.counter_rules();
    if counter.backoff > rules.first_backoff {
        let attempts = u32::from(counter.backoff - rules.first_backoff);
        let known = counter.backoff < rules.last_backoff;
        return Progress::Failing { attempts: known.then_some(attempts) };
    }
    if counter.backoff < rules.first_backoff {
        // The cooldown of a success, but there is no specialized form: since 3.14, an attempt
        // counts as one if only `__getattr__` finds the attribute (the case ABSENT in
        // Python/specialize.c).
        return Progress::Failing { attempts: None };
    }
    if counter.value > 0 { Progress::Untouched } else { Progress::Executed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CodeObject, instructions};

    /// What the counter says if this opcode has replaced its base.
    fn told(version: Version, opcode: &str, raw: u16) -> Progress {
        let set = version.instruction_set();
        let present = set.named(opcode).expect("an opcode");
        let base = set.named(present.base).expect("its base");
        let unit = raw.to_ne_bytes();
        let code = CodeObject {
            code: vec![base.number, 0, 0, 0],
            adaptive: vec![present.number, 0, unit[0], unit[1]],
            ..CodeObject::default()
        };
        progress(version, &instructions(version, &code).next().expect("an instruction"))
    }

    fn failing(attempts: u32) -> Progress {
        Progress::Failing { attempts: Some(attempts) }
    }

    const UNSURE: Progress = Progress::Failing { attempts: None };

    #[test]
    fn adaptive_forms_of_3_11() {
        let told =
            |value: u16, backoff| told(Version::V3_11, "LOAD_ATTR_ADAPTIVE", value << 4 | backoff);
        assert_eq!(told(0, 0), Progress::Untouched);
        assert_eq!(told(0, 1), failing(1));
        assert_eq!(told(14, 4), failing(4));
        assert_eq!(told(31, 5), Progress::Deoptimized);
        assert_eq!(told(30, 5), UNSURE);
        assert_eq!(told(4000, 12), UNSURE);
    }

    #[test]
    fn specialized_forms() {
        let specialized = |misses| Progress::Specialized { misses };
        assert_eq!(told(Version::V3_11, "LOAD_ATTR_SLOT", 53), specialized(0));
        assert_eq!(told(Version::V3_11, "LOAD_ATTR_SLOT", 1), specialized(52));
        for (version, shift) in
            [(Version::V3_12, 4), (Version::V3_13, 4), (Version::V3_14, 4), (Version::V3_15, 3)]
        {
            assert_eq!(told(version, "LOAD_ATTR_SLOT", 52 << shift), specialized(0));
            assert_eq!(told(version, "LOAD_ATTR_SLOT", 0), specialized(52));
        }
    }

    #[test]
    fn base_opcodes_from_3_12_on() {
        for version in [Version::V3_12, Version::V3_13, Version::V3_14] {
            let told = |value: u16, backoff| told(version, "LOAD_ATTR", value << 4 | backoff);
            assert_eq!(told(1, 1), Progress::Untouched);
            assert_eq!(told(0, 1), Progress::Executed);
            assert_eq!(told(2, 2), failing(1));
            assert_eq!(told(2046, 11), failing(10));
            assert_eq!(told(4094, 12), UNSURE);
            assert_eq!(told(51, 0), UNSURE);
            assert_eq!(told(0, 0), UNSURE);
        }
        let told = |value: u16, backoff| told(Version::V3_15, "LOAD_ATTR", value << 3 | backoff);
        assert_eq!(told(1, 1), Progress::Untouched);
        assert_eq!(told(0, 1), Progress::Executed);
        assert_eq!(told(5, 2), failing(1));
        assert_eq!(told(507, 5), failing(4));
        assert_eq!(told(2051, 6), UNSURE);
        assert_eq!(told(51, 0), UNSURE);
    }

    #[test]
    fn not_every_cache_is_a_counter() {
        for version in [Version::V3_13, Version::V3_14, Version::V3_15] {
            for opcode in ["JUMP_BACKWARD", "POP_JUMP_IF_TRUE", "INSTRUMENTED_CALL", "RESUME_CHECK"]
            {
                assert_eq!(told(version, opcode, 17), Progress::NoCounter, "{version} {opcode}");
            }
        }
        assert_eq!(told(Version::V3_11, "RESUME_QUICK", 0), Progress::NoCounter);
    }
}
