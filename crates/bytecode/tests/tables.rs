//! The committed tables are those generated from the data files, and the data files match the
//! interpreters.

use std::fs;
use std::path::Path;

use serde_json::Value;
use specialist_bytecode::{Kind, Opcode, Version};

#[expect(dead_code, reason = "it is a program, too")]
#[path = "../examples/generate-tables.rs"]
mod generate;

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn tables_are_made_from_the_data() {
    let tables = generate::tables(package());
    // One per version, the stack effects, and the module that contains them.
    assert_eq!(tables.len(), Version::ALL.len() + 2);
    for (path, table) in &tables {
        let committed = fs::read_to_string(path).expect("a table");
        assert!(committed == *table, "stale: run the example generate-tables: {}", path.display());
    }
}

#[test]
fn data_is_what_the_interpreters_say() {
    for version in Version::ALL {
        let Some(mut python) = test_support::command(version) else { continue };
        let output = python.arg(package().join("../../scripts/dump-opcodes.py")).output();
        let output = output.expect("the interpreter runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let [live, committed] = [
            output.stdout,
            fs::read(package().join(format!("data/{version}.json"))).expect("a data file"),
        ]
        .map(|json| {
            let mut dump: Value = serde_json::from_slice(&json).expect("JSON");
            // Any release of the version is fine.
            let python = dump["python"].take();
            assert!(python.as_str().expect("a version").starts_with(&format!("{version}.")));
            dump
        });
        assert_eq!(live, committed, "stale: run scripts/dump-opcodes.py with {version}");
    }
}

#[test]
fn opcodes_fit_together() {
    for version in Version::ALL {
        let set = version.instruction_set();
        for (number, opcode) in set.opcodes.iter().enumerate() {
            let Opcode { name, base, kind, .. } = *opcode;
            let place = format!("{version} {name}");
            assert_eq!(usize::from(opcode.number), number, "{place}");
            assert!(std::ptr::eq(opcode, set.opcode(opcode.number)), "{place}");
            if kind == Kind::Unknown {
                assert_eq!((name, set.named(name)), (format!("<{number}>").as_str(), None));
                continue;
            }
            assert_eq!(set.named(name), Some(opcode), "{place}");
            // The cache of a form has the length of its base's.
            let base = set.named(base).expect("a base");
            assert_eq!(opcode.cache_units(), base.cache_units(), "{place}");
            assert_eq!(base.base, base.name, "{place}");
            let specializes = matches!(kind, Kind::Adaptive | Kind::Specialized);
            assert!(!specializes || base.kind == Kind::Family, "{place}");
            assert!(!specializes || opcode.has_counter(), "{place}");
        }
    }
}
