//! Which forms execute the instructions after them, as seen on the interpreters.

use std::collections::{BTreeMap, BTreeSet};

use specialist_bytecode::Version;

#[test]
fn covered_instructions_are_those_stepped_over() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/covering.py");
    for version in Version::ALL {
        let Some(mut python) = test_support::command(version) else { continue };
        let output = python.arg(script).output().expect("it runs");
        assert!(output.status.success(), "{version}");
        let lines = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let seen: BTreeSet<(String, u8)> =
            lines.map(|line| serde_json::from_slice(line).expect("what was agreed on")).collect();

        let opcodes = version.instruction_set().opcodes.iter();
        let covers: BTreeMap<&str, u8> = opcodes.map(|o| (o.name, o.covers)).collect();
        for (form, stepped_over) in &seen {
            assert_eq!(covers.get(form.as_str()), Some(stepped_over), "{version} {form}");
        }
        let seen: BTreeSet<&str> = seen.iter().map(|(form, _)| form.as_str()).collect();
        for (form, _) in covers.iter().filter(|(_, covers)| **covers > 0) {
            assert!(seen.contains(form), "{version} {form} was not seen");
        }
        assert!(seen.len() > 40, "{version}: only {} forms", seen.len());
    }
}
