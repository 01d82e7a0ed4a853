//! What counters say about code that ran a known number of times.

use std::collections::HashMap;

use serde::Deserialize;
use specialist_bytecode::{
    Branches, CodeObject, Instruction, Progress, Version, branches, executions, instructions,
    progress, shows_execution,
};

/// A line that `counters.py` prints.
#[derive(Deserialize)]
struct Case {
    name: String,
    opcode: String,
    expected: Expected,
    code: Vec<u8>,
    adaptive: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(tag = "progress", rename_all = "lowercase")]
enum Expected {
    None {
        /// Of a conditional jump, the oldest first, `1` where it jumped.
        outcomes: Option<String>,
    },
    Untouched {
        #[serde(default)]
        gave_up: bool,
    },
    Executed,
    Failing {
        attempts: Option<u32>,
        /// On 3.11 since it was quickened.
        executions: Option<u64>,
    },
    Specialized {
        misses: u32,
    },
    Deoptimized,
}

/// From this many attempts on, the counter of a version does not tell the number.
fn attempts_told_below(version: Version) -> u32 {
    match version {
        Version::V3_11 | Version::V3_15 => 5,
        Version::V3_12 | Version::V3_13 | Version::V3_14 => 11,
    }
}

fn cases(version: Version) -> Option<Vec<Case>> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/counters.py");
    let output = test_support::command(version)?.arg(script).output().expect("it runs");
    assert!(output.status.success(), "{version}: {}", String::from_utf8_lossy(&output.stderr));
    let lines = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    Some(lines.map(|line| serde_json::from_slice(line).expect("what was agreed on")).collect())
}

fn check(version: Version, case: Case) {
    let code = CodeObject { code: case.code, adaptive: case.adaptive, ..CodeObject::default() };
    let of_interest = |found: &Instruction| found.base.name == case.opcode;
    let Some(instruction) = instructions(version, &code).find(of_interest) else {
        assert!(case.opcode.starts_with("POP_JUMP"), "{version}: no {}", case.opcode);
        return;
    };
    let told = progress(version, &instruction);
    let ran = shows_execution(version, &code);
    let place =
        format!("{version}, {}: {} {:?}", case.name, instruction.present.name, instruction.cache);
    match case.expected {
        Expected::None { outcomes } => {
            assert_eq!(told, Progress::NoCounter, "{place}");
            match outcomes {
                Some(outcomes) => check_branches(&outcomes, branches(&instruction), &place),
                None => assert!(ran, "{place}"),
            }
        }
        Expected::Untouched { gave_up } => {
            assert_eq!((told, ran), (Progress::Untouched, gave_up), "{place}");
            assert_eq!(instruction.present.gives_up, version == Version::V3_11, "{place}");
        }
        Expected::Executed => assert_eq!((told, ran), (Progress::Executed, true), "{place}"),
        Expected::Failing { attempts, executions: known } => {
            let attempts = attempts.filter(|attempts| *attempts < attempts_told_below(version));
            assert_eq!((told, ran), (Progress::Failing { attempts }, true), "{place}");
            if let Some(known) = known {
                let told = executions(version, &instruction).expect("a failing instruction");
                // A counter that tells the attempts also tells this; otherwise, it is not too high.
                assert_eq!(told.exact, attempts.is_some(), "{place}: {told:?}");
                assert!(
                    told.count == known || !told.exact && told.count < known,
                    "{place}: {told:?}"
                );
            }
        }
        Expected::Specialized { misses } => {
            assert_eq!((told, ran), (Progress::Specialized { misses }, true), "{place}");
        }
        Expected::Deoptimized => {
            assert_eq!((told, ran), (Progress::Deoptimized, true), "{place}");
        }
    }
}

/// The history is the end of what happened; the rest of the sixteen bits is the initial pattern.
fn check_branches(outcomes: &str, told: Option<Branches>, place: &str) {
    let Branches { taken, of } = told.unwrap_or(Branches { taken: 0, of: 0 });
    let kept = &outcomes[outcomes.len().saturating_sub(16)..];
    let (rest, end) = kept.split_at(kept.len().checked_sub(of as usize).expect(place));
    assert_eq!(end.matches('1').count(), taken as usize, "{place}: {told:?}");
    assert!("01".repeat(8).ends_with(rest), "{place}: {told:?}");
}

#[test]
fn counters_tell_what_happened() {
    for version in Version::ALL {
        let Some(cases) = cases(version) else { continue };
        assert!(cases.len() > 50, "{version}: only {} cases", cases.len());
        for case in cases {
            check(version, case);
        }
    }
}

/// Every family of a version, in code that never ran and in code that ran once.
#[test]
fn all_families_have_the_same_initial_counter() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/families.py");
    for version in Version::ALL {
        let Some(mut python) = test_support::command(version) else { continue };
        let output = python.arg(script).output().expect("it runs");
        assert!(output.status.success(), "{version}: {}", String::from_utf8_lossy(&output.stderr));
        let [never, once]: [CodeObject; 2] = serde_json::from_slice(&output.stdout).expect("two");

        assert!(!shows_execution(version, &never), "{version}");
        assert_eq!(seen(version, &never).len(), families(version), "{version}");
        for (family, told) in seen(version, &never) {
            assert_eq!(told, Progress::Untouched, "{version} {family}");
        }
        if !version.quickens_after_warmup() {
            assert!(shows_execution(version, &once), "{version}");
            for (family, told) in seen(version, &once) {
                assert_eq!(told, Progress::Executed, "{version} {family}");
            }
        }
    }
}

fn families(version: Version) -> usize {
    let opcodes = version.instruction_set().opcodes.iter();
    opcodes.filter(|opcode| opcode.kind == specialist_bytecode::Kind::Family).count()
}

/// What the counter of the first instruction of every family says.
fn seen(version: Version, code: &CodeObject) -> HashMap<&'static str, Progress> {
    let mut seen = HashMap::new();
    for instruction in instructions(version, code).filter(|found| found.base.has_counter()) {
        seen.entry(instruction.base.name).or_insert_with(|| progress(version, &instruction));
    }
    seen
}
