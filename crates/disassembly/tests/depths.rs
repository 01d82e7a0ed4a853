//! Stacks are as deep as the compiler says, over a sample of the standard library.

use std::collections::HashMap;

use bytecode::{CodeObject, Version, instructions, stack_depths};
use recording::{Names, Watched};
use serde::Deserialize;
use specialist_disassembly::Stacks;

/// A line that bytecode's `tests/stdlib.py` prints; the other fields are not needed here.
#[derive(Deserialize)]
struct Described {
    code: CodeObject,
    /// How each instruction changes the depth of the stack: if it does not jump, and if it does.
    effects: Vec<[i32; 2]>,
}

fn compare(version: Version, described: &Described) {
    let object = &described.code;
    let place = format!("{version} {} {}", object.filename.display(), object.qualname);
    let effects: HashMap<_, _> = instructions(version, object)
        .zip(&described.effects)
        .map(|(found, effects)| ((found.base.number, found.arg.unwrap_or(0)), *effects))
        .collect();
    let set = version.instruction_set();
    let effect = |opcode, arg: u32, jumps| {
        let counted = effects[&(opcode, arg)][usize::from(jumps)];
        // 3.11's compiler removes arguments at PRECALL, its interpreter at CALL.
        let arg = i32::try_from(arg).ok()?;
        Some(match (version, set.opcode(opcode).name) {
            (Version::V3_11, "PRECALL") => counted + arg,
            (Version::V3_11, "CALL") => counted - arg,
            _ => counted,
        })
    };
    let depths = stack_depths(version, object, &effect).unwrap_or_else(|| panic!("{place}"));
    let code = recording::code(version, object, &Names::default(), &Watched::default());
    let stacks = Stacks::new(version, &code, true, |_| None);
    for (number, instruction) in code.instructions.iter().enumerate() {
        let found = stacks.before(number).map(|items| items.len() as u32);
        let expected = depths[instruction.offset as usize / 2];
        assert_eq!(found, expected, "{place}, before {} {}", instruction.offset, instruction.base);
    }
}

fn check(version: Version) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../bytecode/tests/stdlib.py");
    let mut compared = 0;
    let ran = test_support::each_line(version, script, "32", |line| {
        compare(version, &serde_json::from_slice(line).expect("what was agreed on"));
        compared += 1;
    });
    assert!(!ran || compared > 100, "only {compared} code objects");
}

#[test]
fn stacks_of_3_11() {
    check(Version::V3_11);
}

#[test]
fn stacks_of_3_12() {
    check(Version::V3_12);
}

#[test]
fn stacks_of_3_13() {
    check(Version::V3_13);
}

#[test]
fn stacks_of_3_14() {
    check(Version::V3_14);
}

#[test]
fn stacks_of_3_15() {
    check(Version::V3_15);
}
