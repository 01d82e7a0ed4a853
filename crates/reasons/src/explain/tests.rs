use recording::facts::{Fact, Facts};
use recording::{Evidence, Instruction, OpcodeName, State};

use super::*;

const ADD: &str = "+";

/// An instruction that failed with these operands.
fn site(base: &str, argrepr: &str, seen: &[(u32, &[&str])]) -> Instruction {
    let seen: Vec<Seen> = seen
        .iter()
        .map(|(count, types)| Seen {
            count: *count,
            types: types.iter().map(|name| ArcStr::from(*name)).collect(),
            facts: Facts::default(),
        })
        .collect();
    let operands = Operands { executions: seen.iter().map(|seen| seen.count).sum(), seen };
    Instruction {
        arg: Some(0),
        argrepr: Some(argrepr.into()),
        evidence: Some(Box::new(Evidence {
            operands: Some(Box::new(operands)),
            ..Evidence::default()
        })),
        ..Instruction::new(base, State::Failing)
    }
}

fn said(version: Version, instruction: &Instruction) -> Option<(String, String)> {
    let reason = explain(&Site { version, instruction, after: &[] })?;
    Some((reason.code.to_string(), reason.message.to_string()))
}

#[track_caller]
fn check(version: Version, instruction: &Instruction, code: &str, message: &str) {
    assert_eq!(said(version, instruction), Some((code.into(), message.into())));
}

#[test]
fn the_most_frequent_failure_is_said() {
    let mixed: (u32, &[&str]) = (20, &["int", "float"]);
    check(
        Version::V3_13,
        &site("BINARY_OP", ADD, &[mixed]),
        "SPC101",
        "`+` has no specialized form for int and float before 3.14",
    );
    check(
        Version::V3_13,
        &site("BINARY_OP", ADD, &[(5, &["list", "list"]), mixed, (7, &["int", "int"])]),
        "SPC101",
        "`+` has no specialized form for int and float before 3.14 (in 20 of 32 observed executions)",
    );
}

#[test]
fn operands_that_take_turns_are_named() {
    let seen: &[(u32, &[&str])] = &[(3, &["str", "str"]), (1, &["int", "int"])];
    check(
        Version::V3_12,
        &site("BINARY_OP", ADD, seen),
        "SPC901",
        "2 kinds of operands take turns here (str and str 75%, int and int 25%); only one at a time can be specialized for",
    );
}

#[test]
fn operands_that_would_specialize_wait() {
    let mut instruction = site("BINARY_OP", ADD, &[(9, &["str", "str"])]);
    check(
        Version::V3_12,
        &instruction,
        "SPC902",
        "the operands observed fit BINARY_OP_ADD_UNICODE, but earlier ones did not, and the next attempt is far off",
    );
    instruction.state = State::Specialized;
    assert_eq!(said(Version::V3_12, &instruction), None);
}

#[test]
fn instructions_that_always_fail_need_no_operands() {
    let mut instruction = site("BINARY_OP", "/=", &[]);
    let explained = |instruction: &Instruction| {
        explain(&Site { version: Version::V3_11, instruction, after: &[] })
    };
    assert_eq!(explained(&instruction).map(|why| why.evidence), Some(Certainty::Measured));
    instruction.evidence = None;
    let why = explained(&instruction).expect("a reason");
    assert_eq!(why.evidence, Certainty::Inferred);
    assert_eq!(why.message, "`/` has no specialized form before 3.14");
    let other = site("BINARY_OP", "//", &[]);
    assert_eq!(said(Version::V3_15, &other).map(|(code, _)| code), Some("SPC103".into()));
}

#[test]
fn subscripts_are_followed_into_the_family_they_went_to() {
    check(
        Version::V3_12,
        &site("BINARY_SUBSCR", "", &[(1, &["list", "slice"])]),
        "SPC203",
        "a slice of a list has no specialized form before 3.14",
    );
}

#[test]
fn forms_that_take_turns_are_counted() {
    let mut instruction = site("BINARY_OP", ADD, &[]);
    let found = |names: &[&str]| {
        let found = names.iter().map(|name| recording::Transition {
            at: 0,
            opcode: OpcodeName::new(name),
            context: None,
        });
        let history = Some(found.collect());
        Some(Box::new(Evidence { history, ..Evidence::default() }))
    };
    let (int, text, none) = ("BINARY_OP_ADD_INT", "BINARY_OP_ADD_UNICODE", "BINARY_OP");
    instruction.evidence = found(&[none, int, none, int]);
    assert_eq!(said(Version::V3_13, &instruction), None);
    instruction.evidence = found(&[none, int, text, none, int]);
    check(
        Version::V3_13,
        &instruction,
        "SPC903",
        "re-specialized 2 times: the operand types keep changing",
    );
}

#[test]
fn a_loop_over_a_generator_may_be_too_long() {
    let mut instruction = site("FOR_ITER", "to L9", &[(3, &["generator"])]);
    instruction.arg = Some(32768);
    check(
        Version::V3_13,
        &instruction,
        "SPC304",
        "the body of this loop is longer than the 32,767 code units that the specialized form for a generator allows",
    );
    instruction.arg = Some(32767);
    assert_eq!(said(Version::V3_13, &instruction).map(|(code, _)| code), Some("SPC902".into()));
}

#[test]
fn what_another_version_of_specialist_saw_is_not_judged() {
    let mut instruction = site("UNPACK_SEQUENCE", "", &[(3, &["list"])]);
    instruction.arg = Some(2);
    assert_eq!(said(Version::V3_13, &instruction).map(|(code, _)| code), Some("SPC902".into()));
    let mut add = |key: &str, value: &str| {
        let known = instruction.evidence.as_mut().and_then(|known| known.operands.as_mut());
        known.expect("operands").seen[0].facts.add(Fact::read(key, value));
        said(Version::V3_13, &instruction)
    };
    assert!(add("phase of the moon", "full").is_some());
    assert_eq!(add("length", "two"), None);
}
