//! What `specialist dis` prints is what Python's own `dis` prints at the end of the same run.

#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

#[allow(dead_code, reason = "other tests need the rest")]
#[path = "support/programs.rs"]
mod programs;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use bytecode::Version;
use programs::Program;
use serde::Deserialize;

/// A code object as `dis` prints it: for every combination of options.
#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Described(String, i32, [String; 4]);

/// The options in that order.
const OPTIONS: [&[&str]; 4] =
    [&[], &["--show-caches"], &["--adaptive"], &["--adaptive", "--show-caches"]];

fn specialist(program: &Program) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_specialist"));
    command.current_dir(&program.directory).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("PYTHON")) {
            command.env_remove(name);
        }
    }
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// Runs the program once and returns what `dis` prints in its process, and the recording.
fn run(program: &Program, python: &Path, recording: &Path) -> Vec<Described> {
    let told = tempfile::NamedTempFile::new().unwrap();
    let mut command = specialist(program);
    command.arg("--python").arg(python).arg("--save").arg(recording);
    command.args(["--format", "summary", &program.file()]).args(&program.argv);
    let disassembler = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/disassembler");
    command
        .env("PYTHONPATH", disassembler)
        .env("DIS_PROGRAM", program.directory.join(program.file()))
        .env("DIS_OUT", told.path());
    let output = command.output().unwrap();
    let json = fs::read(told.path()).unwrap();
    serde_json::from_slice(&json).unwrap_or_else(|error| {
        panic!("{}: {error}\n{}", program.name, String::from_utf8_lossy(&output.stderr))
    })
}

/// What `specialist dis` prints of a recording: the texts of its code objects, each with the
/// heading's words.
fn shown(program: &Program, recording: &Path, options: &[&str]) -> Vec<(String, String)> {
    let mut command = specialist(program);
    let output = command.arg("dis").arg(recording).args(options).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {errors}", program.name);
    let text = String::from_utf8(output.stdout).unwrap();
    let parts = text.split("Disassembly of <code object ").skip(1);
    parts
        .map(|part| {
            let (heading, text) = part.split_once(">:\n").unwrap();
            // A blank line before the next heading.
            (
                heading.to_owned(),
                text.strip_suffix("\n\n").map_or(text.into(), |t| format!("{t}\n")),
            )
        })
        .collect()
}

fn check(version: Version) {
    let Some(python) = test_support::python(version) else { return };
    let directory = tempfile::tempdir().unwrap();
    for program in programs::all().iter().filter(|program| program.versions.contains(&version)) {
        let recording = directory.path().join(format!("{}.json", program.name));
        let mut printed = run(program, python, &recording);
        assert!(!printed.is_empty(), "{}", program.name);
        printed.sort();
        for (number, options) in OPTIONS.iter().enumerate() {
            let mut ours = shown(program, &recording, &[&["--plain"], *options].concat());
            let mut theirs: Vec<(String, String)> = printed
                .iter()
                .map(|Described(name, line, texts)| {
                    let file = program.file();
                    (format!("{name}, file \"{file}\", line {line}"), texts[number].clone())
                })
                .collect();
            ours.sort();
            theirs.sort();
            assert_eq!(ours.len(), theirs.len(), "{} {version}", program.name);
            for (ours, theirs) in ours.iter().zip(&theirs) {
                let place = format!("{} {version} {options:?} {}", program.name, ours.0);
                assert_eq!(ours.0, theirs.0, "{place}");
                // Names the first line that differs.
                for (line, expected) in ours.1.lines().zip(theirs.1.lines()) {
                    assert_eq!(line, expected, "{place}");
                }
                assert_eq!(ours.1, theirs.1, "{place}");
            }
        }
        additions_stand_aside(program, &recording);
    }
}

/// Our additions are a sign before a line and the stack behind it, and nothing else.
fn additions_stand_aside(program: &Program, recording: &Path) {
    let all = ["--adaptive", "--show-caches"];
    let plain = shown(program, recording, &[&all[..], &["--plain"]].concat());
    let added = shown(program, recording, &[&all[..], &["--stack"]].concat());
    for ((_, plain), (_, added)) in plain.iter().zip(&added) {
        for (plain, added) in plain.lines().zip(added.lines()) {
            let line = added.get(2..).unwrap_or_default();
            let stack =
                line.strip_prefix(plain).unwrap_or_else(|| panic!("{line:?}, not {plain:?}"));
            assert!(stack.is_empty() || stack.trim_start().starts_with('│'), "{line:?}");
            assert!(!stack.contains("not reached"), "{} {line:?}", program.name);
        }
    }
}

#[test]
fn like_dis_of_3_11() {
    check(Version::V3_11);
}

#[test]
fn like_dis_of_3_12() {
    check(Version::V3_12);
}

#[test]
fn like_dis_of_3_13() {
    check(Version::V3_13);
}

#[test]
fn like_dis_of_3_14() {
    check(Version::V3_14);
}

#[test]
fn like_dis_of_3_15() {
    check(Version::V3_15);
}
