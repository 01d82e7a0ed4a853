//! `--explain`: the operands it finds are those the instructions have, and it leaves no trace in
//! the final state.

#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

mod alongside;
mod forged;
#[allow(dead_code, reason = "the other tests use the rest")]
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use bytecode::Version;
use recording::{Code, Instruction, OpcodeName, Recording, State};
use support::programs;

/// A program under `specialist --explain`, from the directory it is in.
fn explaining(python: &Path, program: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_specialist"));
    command.args(["--explain", "--format", "json", "--python"]).arg(python);
    command.arg(program.file_name().unwrap()).current_dir(program.parent().unwrap());
    command.stdin(Stdio::null()).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

fn explain(python: &Path, program: &Path) -> Output {
    explaining(python, program).output().unwrap()
}

fn recorded(output: &Output) -> Recording {
    let text = String::from_utf8_lossy(&output.stderr);
    recording::read(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn instructions(recording: &Recording) -> impl Iterator<Item = &Instruction> {
    let code = recording.files.iter().flat_map(|file| &file.code);
    code.flat_map(|code| &code.instructions)
}

/// What the comments of a program expect: line, opcode, and the types of each shape.
fn expected(version: Version, source: &str) -> Vec<(u32, String, BTreeSet<String>)> {
    let mut expected = Vec::new();
    for (line, text) in (1..).zip(source.lines()) {
        let entries = text.split_once("#= ").map(|(_, entries)| entries.split("; "));
        for entry in entries.into_iter().flatten() {
            let (range, entry) = match entry.split_once(' ') {
                Some((range, rest)) if range.starts_with("3.") => (Some(range), rest),
                _ => (None, entry),
            };
            let holds = range.is_none_or(|range| {
                let (first, last) = range.split_once('-').unwrap();
                (first.parse().unwrap()..=last.parse().unwrap()).contains(&version)
            });
            if holds {
                let (opcode, shapes) = entry.split_once(' ').unwrap();
                let shapes = shapes.split(" | ").map(str::to_owned).collect();
                expected.push((line, opcode.to_owned(), shapes));
            }
        }
    }
    expected
}

/// The shapes seen of the instructions with this opcode on a line.
fn seen(recording: &Recording, line: u32, opcode: &str) -> BTreeSet<String> {
    let here = instructions(recording).filter(|instruction| {
        instruction.span.is_some_and(|span| span.line == line) && &*instruction.base == opcode
    });
    let operands = here.filter_map(|instruction| instruction.evidence.as_ref()?.operands.as_ref());
    let shapes = operands.flat_map(|operands| &operands.seen);
    shapes.map(|seen| seen.types.join(" ")).collect()
}

#[test]
fn operands_are_what_the_program_has_there() {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/operands.py");
    let source = std::fs::read_to_string(&program).unwrap();
    for version in Version::ALL {
        let Some(python) = test_support::python(version) else { continue };
        let recording = recorded(&explain(python, &program));
        assert_eq!(recording.warnings, [""; 0], "{version}");
        let expected = expected(version, &source);
        assert!(expected.len() > 20);
        let wrong: Vec<_> = expected
            .into_iter()
            .map(|(line, opcode, shapes)| (seen(&recording, line, &opcode), line, opcode, shapes))
            .filter(|(seen, _, _, shapes)| seen != shapes)
            .collect();
        assert!(wrong.is_empty(), "{version}, seen and expected: {wrong:#?}");
    }
}

#[test]
fn executions_that_were_looked_at_are_not_counted_and_that_is_said() {
    let (_directory, path) = program(
        "
def failing(a, b): return a % b
for _ in range(300): failing(7.5, 2)
",
    );
    for version in Version::ALL.into_iter().filter(|version| version.has_monitoring()) {
        let Some(python) = test_support::python(version) else { continue };
        let recording = recorded(&explain(python, &path));
        let told = instructions(&recording).filter_map(|it| it.evidence.as_ref()?.executions);
        let told: Vec<_> = told.collect();
        assert!(!told.is_empty(), "{version}");
        for told in told {
            assert!(!told.exact && told.count < 300, "{version}: {told:?}");
        }
    }
}

/// Sites whose operands come in turns may end in another of their turns, for executions that were
/// looked at do not count: program, function.
const IN_TURNS: [(&str, &str); 1] = [("statements", "kind")];

#[test]
fn the_final_state_is_the_same() {
    for program in programs::all() {
        for &version in &program.versions {
            let Some(python) = test_support::python(version) else { continue };
            let plain = program.recorded(version);
            let explained = program.record_with(&["--explain"], python, "0");
            for (plain, explained) in plain.files.iter().zip(&explained.files) {
                for (plain, explained) in plain.code.iter().zip(&explained.code) {
                    let in_turns =
                        IN_TURNS.contains(&(program.name.as_str(), plain.qualname.as_str()));
                    let states = |code: &Code| -> Vec<_> {
                        let instructions = code.instructions.iter();
                        instructions.map(|it| (it.offset, it.state, form(it))).collect()
                    };
                    let differs = states(plain).into_iter().zip(states(explained));
                    let differs: Vec<_> = differs.filter(|(plain, other)| plain != other).collect();
                    let place = format!("{version}, {}, {}", program.name, plain.qualname);
                    assert!(in_turns || differs.is_empty(), "{place}: {differs:?}");
                }
            }
        }
    }
}

/// The form an instruction has, unless it is one that only says that it was executed: the next
/// execution would write it again.
fn form(instruction: &Instruction) -> Option<OpcodeName> {
    (instruction.state != State::Plain).then_some(instruction.opcode)
}

#[test]
fn failing_instructions_that_execute_often_have_operands() {
    for program in programs::all() {
        for &version in &program.versions {
            let Some(python) = test_support::python(version) else { continue };
            let recording = program.record_with(&["--explain"], python, "0");
            for instruction in instructions(&recording).filter(|it| it.state == State::Failing) {
                let evidence = instruction.evidence.as_ref().unwrap();
                let often = evidence.executions.is_none_or(|executions| executions.count > 3);
                let place = format!("{version}, {}: {instruction:?}", program.name);
                assert!(!often || evidence.operands.is_some(), "{place}");
            }
        }
    }
}

#[test]
fn other_tools_see_the_same() {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tools.py");
    for version in Version::ALL {
        let Some(mut plain) = test_support::command(version) else { continue };
        let plain = plain.arg(&program).output().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_specialist"));
        command.args(["--explain", "--format", "summary", "--python"]);
        command.arg(test_support::python(version).unwrap()).arg(&program);
        let explained = command.output().unwrap();
        let (plain, explained) = (text_of(&plain.stdout), text_of(&explained.stdout));
        assert!(plain.contains("trace [('call'") && plain.contains("done "), "{version}: {plain}");
        assert!(explained.starts_with(&plain), "{version}:\n{plain}\nexplained:\n{explained}");
    }
}

#[test]
fn looking_is_not_heard_and_hides_nothing_from_who_asks() {
    let (_directory, path) = program(
        "
import sys
heard = []
sys.addaudithook(lambda event, args: heard.append(event))
class One:
    def __getitem__(self, key): return key
class Two(One):
    def __getitem__(self, key): return key
def get(box): return box['a']
for _ in range(200): get(One()); get(Two()); get({'a': 1})
def odd(number): return number % 7.5
for number in range(9): odd(number)
reply = []
sys.audit('specialist.check', reply, 'odd')
print(sorted(set(heard)), 'failing', [code[4] for code in reply[1:]])
",
    );
    for version in Version::ALL.into_iter().filter(|version| version.has_monitoring()) {
        let Some(python) = test_support::python(version) else { continue };
        let mut command = Command::new(env!("CARGO_BIN_EXE_specialist"));
        command.args(["--explain", "--format", "summary", "--python"]).arg(python).arg(&path);
        let said = text_of(&command.output().unwrap().stdout);
        let expected = "['specialist.check'] failing [1]\n";
        assert!(said.starts_with(expected), "{version}: {said}");
    }
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn without_a_free_tool_id_there_is_a_warning() {
    let directory = tempfile::TempDir::new().unwrap();
    let customize = "import sys\nfor tool in range(6): sys.monitoring.use_tool_id(tool, 'other')\n";
    std::fs::write(directory.path().join("sitecustomize.py"), customize).unwrap();
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/point.py");
    for version in Version::ALL.into_iter().filter(|version| version.has_monitoring()) {
        let Some(python) = test_support::python(version) else { continue };
        let mut command = Command::new(env!("CARGO_BIN_EXE_specialist"));
        command.args(["--explain", "--format", "json", "--python"]).arg(python).arg("point.py");
        command.current_dir(program.parent().unwrap()).env("PYTHONPATH", directory.path());
        let recording = recorded(&command.output().unwrap());
        let expected =
            "operands are not shown: other tools have taken all tool ids of sys.monitoring";
        assert_eq!(recording.warnings, [expected], "{version}");
        assert!(instructions(&recording).any(|it| it.state == State::Specialized));
    }
}

/// A directory with a program in it.
fn program(text: &str) -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::TempDir::new().unwrap();
    let path = directory.path().join("program.py");
    std::fs::write(&path, text).unwrap();
    (directory, path)
}

#[test]
fn what_fails_late_is_seen_too() {
    let (_directory, path) = program(
        "
import time
def late(a, b): return a * b
def work(values):
    end = time.monotonic() + 1
    while time.monotonic() < end:
        for a, b in values: late(a, b)
work([(1, 2)])
work([([1], 2), ('a', 2)])
",
    );
    for version in Version::ALL {
        let Some(python) = test_support::python(version) else { continue };
        let recording = recorded(&explain(python, &path));
        let shapes = seen(&recording, 3, "BINARY_OP");
        let late = ["list int", "str int"].map(str::to_owned);
        assert!(late.iter().all(|shape| shapes.contains(shape)), "{version}: {shapes:?}");
    }
}

#[test]
fn a_second_run_is_made_on_3_11_where_something_failed() {
    let run = "import sys\nopen('runs', 'a').write('x')\nprint('out', sys.stdin.read())\n";
    let failing = format!("{run}for i in range(100): i + i, i % 7\n");
    let fine = format!("{run}for i in range(100): i + i\n");
    for version in Version::ALL {
        let Some(python) = test_support::python(version) else { continue };
        for (text, runs) in [(&failing, 1 + usize::from(!version.has_monitoring())), (&fine, 1)] {
            let (directory, path) = program(text);
            let output = explain(python, &path);
            recorded(&output);
            // With a machine format the program's output goes to standard error.
            assert_eq!(text_of(&output.stderr), "out \n", "{version}");
            let made = std::fs::read_to_string(directory.path().join("runs")).unwrap();
            assert_eq!(made.len(), runs, "{version}: {text}");
        }
    }
}

#[test]
fn what_the_jit_has_compiled_is_seen() {
    let (_directory, path) = program(
        "
def hot(n):
    for i in range(n):
        (i, 1) < (2, 3)
        i + i
for _ in range(300): hot(1000)
",
    );
    let compiled = |python: &Path, options: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_specialist"));
        command.args(options).args(["--format", "json", "--python"]).arg(python).arg(&path);
        let recording = recorded(&command.env("PYTHON_JIT", "1").output().unwrap());
        let states = instructions(&recording).map(|it| (it.offset, it.state == State::Compiled));
        states.collect::<Vec<_>>()
    };
    for version in [Version::V3_14, Version::V3_15] {
        let Some(python) = test_support::python(version) else { continue };
        assert_eq!(compiled(python, &["--explain"]), compiled(python, &[]), "{version}");
    }
}
