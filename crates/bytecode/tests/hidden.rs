//! Instrumentation and JIT executors do not hide what was compiled.

use serde::Deserialize;
use specialist_bytecode::{CodeObject, Kind, Progress, Version, instructions, progress};

/// A line that `hidden.py` prints.
#[derive(Deserialize)]
struct Hidden {
    what: String,
    code: Vec<u8>,
    adaptive: Vec<u8>,
    /// Offset, opcode, argument.
    compiled: Vec<(u32, String, Option<u32>)>,
}

#[test]
fn compiled_code_is_visible() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hidden.py");
    for version in Version::ALL {
        let Some(mut python) = test_support::command(version) else { continue };
        let output = python.arg(script).env("PYTHON_JIT", "1").output().expect("it runs");
        assert!(output.status.success(), "{version}: {}", String::from_utf8_lossy(&output.stderr));
        let lines = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        for line in lines {
            check(version, serde_json::from_slice(line).expect("what was agreed on"));
        }
    }
}

fn check(version: Version, Hidden { what, code, adaptive, compiled }: Hidden) {
    let code = CodeObject { code, adaptive, ..CodeObject::default() };
    let found: Vec<_> = instructions(version, &code).collect();
    let bases = found.iter().map(|i| (i.offset, i.base.name.to_owned(), i.arg));
    assert_eq!(bases.collect::<Vec<_>>(), compiled, "{version} {what}");

    let hiding = match what.as_str() {
        "instrumented" => Kind::Instrumented,
        _ => Kind::Executor,
    };
    let mut hidden = found.iter().filter(|i| i.present.kind == hiding).peekable();
    assert!(hidden.peek().is_some(), "{version}: nothing is {what}");
    for instruction in hidden {
        assert_eq!(progress(version, instruction), Progress::NoCounter, "{version} {what}");
    }
    assert!(found.iter().all(|i| i.present.kind != Kind::Unknown), "{version} {what}");
}
