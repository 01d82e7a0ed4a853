//! The effects of instructions on the evaluation stack equal `dis.stack_effect`.

#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

use std::collections::HashSet;

use specialist_bytecode::{Kind, Output, Value, Version, stack_effect};

/// The effects of one opcode: argument, change of depth if it does not jump and if it does.
type Effects = (String, Vec<(Option<u32>, Option<[i64; 2]>)>);

/// Where the compiler counts differently from the interpreter: the opcodes, and what to add to the
/// compiler's number to get the interpreter's.
fn counted_elsewhere(version: Version, name: &str, arg: u32) -> i64 {
    match (version, name) {
        // The arguments of a call are on the stack until CALL, but the compiler removes them
        // before.
        (Version::V3_11, "PRECALL") => i64::from(arg),
        (Version::V3_11, "CALL") => -i64::from(arg),
        // The value that is first sent to a generator is counted from its start.
        (Version::V3_11 | Version::V3_12, "RETURN_GENERATOR") => 1,
        _ => 0,
    }
}

#[test]
fn effects_are_the_interpreters() {
    for version in Version::ALL {
        let Some(mut python) = test_support::command(version) else { continue };
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stack.py");
        let output = python.arg(script).output().expect("the interpreter runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut compared = HashSet::new();
        for line in output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let (name, effects): Effects = serde_json::from_slice(line).expect("what was agreed");
            let opcode = version.instruction_set().named(&name).expect("an opcode");
            // No compiler writes them, and 3.12 says that they all do nothing.
            if opcode.kind == Kind::Instrumented {
                continue;
            }
            for (arg, changes) in effects {
                let place = format!("{version} {name} {arg:?}");
                let arg = arg.unwrap_or(0);
                let Some(changes) = changes else { continue };
                for (change, jumps) in changes.into_iter().zip([false, true]) {
                    let found = stack_effect(version, opcode, arg, jumps).expect(&place);
                    let change = change + counted_elsewhere(version, &name, arg);
                    assert_eq!(
                        i64::try_from(found.gives.len()).unwrap() - i64::from(found.takes),
                        change,
                        "{place}"
                    );
                    compared.insert(name.clone());
                }
            }
        }
        assert!(compared.len() > 100, "{version}: only {} opcodes", compared.len());
    }
}

#[test]
fn every_opcode_has_one() {
    for version in Version::ALL {
        for opcode in &version.instruction_set().opcodes {
            // These hide any opcode, so their effect is not known, and neither is that of a number
            // that is not an opcode.
            let hides = ["INSTRUMENTED_LINE", "INSTRUMENTED_INSTRUCTION"].contains(&opcode.name);
            let expected = opcode.kind != Kind::Unknown && !hides;
            let found = stack_effect(version, opcode, 2, false);
            assert_eq!(found.is_some(), expected, "{version} {}", opcode.name);
        }
    }
}

#[test]
fn what_is_put_there_was_taken() {
    for version in Version::ALL {
        for opcode in &version.instruction_set().opcodes {
            for (arg, jumps) in
                (0..20).chain([257, 515]).flat_map(|arg| [(arg, false), (arg, true)])
            {
                let Some(effect) = stack_effect(version, opcode, arg, jumps) else { continue };
                for Output { value, or } in effect.gives {
                    for value in [Some(value), or].into_iter().flatten() {
                        if let Value::Taken(item) | Value::New { of: Some(item), .. } = value {
                            assert!(item < effect.takes, "{version} {} {arg}", opcode.name);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn forms_have_the_stack_depth_of_their_bases() {
    for version in Version::ALL {
        let set = version.instruction_set();
        for opcode in &set.opcodes {
            let Some(base) = set.named(opcode.base) else { continue };
            for (arg, jumps) in (0..9).flat_map(|arg| [(arg, false), (arg, true)]) {
                let [form, base] = [opcode, base].map(|opcode| {
                    let effect = stack_effect(version, opcode, arg, jumps)?;
                    Some((effect.takes, effect.gives.len()))
                });
                assert_eq!(form, base, "{version} {} {arg}", opcode.name);
            }
        }
    }
}

fn gives(version: Version, opcode: &str, arg: u32) -> Vec<Value> {
    let opcode = version.instruction_set().named(opcode).expect("an opcode");
    let effect = stack_effect(version, opcode, arg, false).expect("an effect");
    effect.gives.into_iter().map(|output| output.value).collect()
}

#[test]
fn items_keep_their_places() {
    use Value::{Argument, Null, Source, Taken};
    let taken = |items: &[u32]| items.iter().copied().map(Taken).collect::<Vec<_>>();
    for version in Version::ALL {
        assert_eq!(gives(version, "COPY", 1), taken(&[0, 0]));
        assert_eq!(gives(version, "COPY", 3), taken(&[0, 1, 2, 0]));
        assert_eq!(gives(version, "SWAP", 2), taken(&[1, 0]));
        assert_eq!(gives(version, "SWAP", 4), taken(&[3, 1, 2, 0]));
        assert_eq!(gives(version, "LIST_APPEND", 2), taken(&[0, 1]));
        assert_eq!(gives(version, "RERAISE", 2), taken(&[0, 1]));
        assert_eq!(gives(version, "LOAD_GLOBAL", 4), [Argument]);
        assert_eq!(gives(version, "BINARY_OP", 0), [Source]);
    }
    assert_eq!(gives(Version::V3_12, "LOAD_GLOBAL", 5), [Null, Argument]);
    assert_eq!(gives(Version::V3_13, "LOAD_GLOBAL", 5), [Argument, Null]);
}

#[test]
fn no_argument_has_a_large_effect() {
    let set = Version::V3_12.instruction_set();
    for name in ["BUILD_LIST", "UNPACK_SEQUENCE", "UNPACK_EX", "BUILD_MAP", "COPY", "SWAP"] {
        let opcode = set.named(name).expect("an opcode");
        assert_eq!(stack_effect(Version::V3_12, opcode, u32::MAX, false), None, "{name}");
    }
}
