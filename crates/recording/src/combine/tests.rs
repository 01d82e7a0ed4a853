//! What a combined recording displays.

use std::path::Path;

use super::*;
use crate::facts::Fact;
use crate::{Evidence, Instruction, OpcodeName, Operands, Seen, Span, State};

pub(super) fn combined(recordings: impl IntoIterator<Item = Recording>) -> Recording {
    let mut all = Combined::new(Paths::default(), "/base");
    for recording in recordings {
        all.add(recording).unwrap();
    }
    all.finish().unwrap()
}

pub(super) fn recording(files: Vec<File>) -> Recording {
    Recording {
        engine: Engine {
            name: "cpython".into(),
            python: "3.12.1".into(),
            implementation: "cpython".into(),
            executable: "python3.12".into(),
        },
        program: Program {
            kind: ProgramKind::Module,
            target: "engine".into(),
            argv: Vec::new(),
            cwd: "/work".into(),
        },
        outcome: Outcome { exit_status: 0, exception: None, seconds: 1.5, threads: 0 },
        started: None,
        machine: None,
        warnings: Vec::new(),
        missing: crate::Missing::default(),
        processes: Processes::default(),
        sampling: None,
        files,
    }
}

fn file(path: &str, instructions: Vec<Instruction>) -> File {
    let code = Code { qualname: "f".into(), first_line: 1, instructions, ..Code::default() };
    File { path: path.into(), sha256: "0".repeat(64), source: "a + b\n".into(), code: vec![code] }
}

pub(super) fn instruction(offset: u32, base: &str, opcode: &str, state: State) -> Instruction {
    Instruction {
        offset,
        opcode: OpcodeName::new(opcode),
        span: Some(Span { line: 1, column: 0, end_line: 1, end_column: 5 }),
        ..Instruction::new(base, state)
    }
}

pub(super) fn knowing(evidence: Evidence, instruction: Instruction) -> Instruction {
    let evidence = Some(evidence).filter(|evidence| !evidence.is_empty()).map(Box::new);
    Instruction { evidence, ..instruction }
}

fn sum(opcode: &str, state: State) -> Instruction {
    instruction(0, "BINARY_OP", opcode, state)
}

fn only(recording: &Recording) -> &Instruction {
    &recording.files[0].code[0].instructions[0]
}

fn forms(recording: &Recording) -> Vec<(&str, u32)> {
    let evidence = only(recording).evidence.as_ref().unwrap();
    let forms = evidence.forms.as_deref().unwrap_or_default();
    forms.iter().map(|form| (form.opcode.as_str(), form.processes.count())).collect()
}

fn of(instruction: Instruction) -> Recording {
    recording(vec![file("a.py", vec![instruction])])
}

#[test]
fn the_most_telling_state_is_displayed_and_all_are_kept() {
    let int = || of(sum("BINARY_OP_ADD_INT", State::Specialized));
    let float = || of(sum("BINARY_OP_ADD_FLOAT", State::Specialized));
    let cold = || of(sum("BINARY_OP", State::Cold));
    let failing = || of(sum("BINARY_OP", State::Failing));
    let all = combined([cold(), float(), int(), cold(), int(), cold()]);
    assert_eq!(only(&all).state, State::Specialized);
    assert_eq!(only(&all).opcode.as_str(), "BINARY_OP_ADD_INT");
    let expected = [("BINARY_OP", 3), ("BINARY_OP_ADD_INT", 2), ("BINARY_OP_ADD_FLOAT", 1)];
    assert_eq!(forms(&all), expected);
    assert_eq!(all.processes.count(), 6);
    assert_eq!(all.files[0].code[0].processes.count(), 6);
    let worse = combined([all, failing()]);
    assert_eq!((only(&worse).state, only(&worse).opcode.as_str()), (State::Failing, "BINARY_OP"));
    assert_eq!(only(&worse).evidence.as_ref().unwrap().agreement(), Some((1, 7)));
}

#[test]
fn forms_with_different_guards_are_distinct() {
    let guarded = |guard: &str, misses| {
        let evidence =
            Evidence { guard: Some(guard.into()), misses: Some(misses), ..Evidence::default() };
        of(knowing(evidence, sum("LOAD_ATTR_SLOT", State::Specialized)))
    };
    let all = combined([guarded("Point", 1), guarded("Line", 9), guarded("Point", 3)]);
    let evidence = only(&all).evidence.as_ref().unwrap();
    assert_eq!((evidence.guard.as_deref(), evidence.misses), (Some("Point"), Some(3)));
    let forms = evidence.forms.as_deref().unwrap();
    let told =
        forms.iter().map(|form| (form.guard.as_deref(), form.processes.count(), form.misses));
    assert!(told.eq([(Some("Point"), 2, Some(3)), (Some("Line"), 1, Some(9))]));
    let same = combined([guarded("Point", 1), guarded("Point", 1)]);
    assert_eq!(only(&same).evidence.as_ref().unwrap().forms, None);
}

#[test]
fn code_of_a_single_process_is_kept() {
    let (a, b) = (file("a.py", vec![sum("BINARY_OP", State::Cold)]), file("b.py", Vec::new()));
    let all = combined([recording(vec![a.clone()]), recording(vec![a, b])]);
    let told = all.files.iter().map(|file| (file.path.as_str(), file.code[0].processes.count()));
    assert!(told.eq([("a.py", 2), ("b.py", 1)]));
}

#[test]
fn different_sources_of_one_path_are_separate_files() {
    let before = file("a.py", vec![sum("BINARY_OP", State::Cold)]);
    let after = File { sha256: "1".repeat(64), source: "b + a\n".into(), ..before.clone() };
    let all = combined([recording(vec![after]), recording(vec![before])]);
    let sources: Vec<_> = all.files.iter().map(|file| file.source.as_str()).collect();
    assert_eq!(sources, ["a + b\n", "b + a\n"]);
    assert_eq!(all.warnings, ["a.py had different contents in different processes: each is here"]);
    assert_eq!(combined([all.clone()]), all);
}

#[test]
fn other_versions_are_refused() {
    let mut all = Combined::new(Paths::default(), "/");
    all.add(recording(Vec::new())).unwrap();
    let mut newer = recording(Vec::new());
    newer.engine.python = "3.13.0".into();
    let said = all.add(newer).unwrap_err().to_string();
    assert!(
        said.starts_with(
            "it was recorded on cpython 3.13, and what comes before it on cpython 3.12"
        )
    );
    let mut later = recording(Vec::new());
    later.engine.python = "3.12.9".into();
    all.add(later).unwrap();
    assert_eq!(all.finish().unwrap().processes.count(), 2);
}

#[test]
fn the_recording_that_started_first_describes_all() {
    let at = |started: Option<&str>, target: &str, status, seconds| {
        let mut recording = recording(Vec::new());
        recording.started = started.and_then(|time| time.parse().ok());
        recording.program.target = target.into();
        recording.outcome.exit_status = status;
        recording.outcome.seconds = seconds;
        recording
    };
    let all = combined([
        at(None, "a", 0, 1.0),
        at(Some("2026-03-01T12:30:06Z"), "worker", 3, 7.0),
        at(Some("2026-03-01T12:30:05Z"), "main", 0, 2.0),
    ]);
    assert_eq!(all.program.target, "main");
    assert_eq!((all.outcome.exit_status, all.outcome.seconds), (3, 7.0));
}

#[test]
fn paths_lead_to_one_file() {
    let from = |cwd: &str, path: &str| {
        let mut recording = recording(vec![file(path, vec![sum("BINARY_OP", State::Cold)])]);
        recording.program.cwd = cwd.into();
        recording.program.kind = ProgramKind::File;
        recording.program.target = "main.py".into();
        recording
    };
    let mut paths = Paths::default();
    paths.add(Path::new("/base"), "src", ["/ci/*/src"]).unwrap();
    let mut all = Combined::new(paths, "/base");
    all.add(from("/ci/1", "src/a.py")).unwrap();
    all.add(from("/ci/2/src", "a.py")).unwrap();
    all.add(from("/base", "src/a.py")).unwrap();
    all.add(from("/usr", "lib/a.py")).unwrap();
    let all = all.finish().unwrap();
    let told = all.files.iter().map(|file| (file.path.as_str(), file.code[0].processes.count()));
    assert_eq!(told.collect::<Vec<_>>(), [("/usr/lib/a.py", 1), ("src/a.py", 3)]);
    assert_eq!((all.program.cwd.as_str(), all.program.target.as_str()), ("/base", "main.py"));
}

/// A comparison that one process executes together with the jump after it, and that fails in
/// another.
#[test]
fn uncovered_instructions_are_displayed_as_they_were() {
    let jump =
        || instruction(2, "POP_JUMP_FORWARD_IF_FALSE", "POP_JUMP_FORWARD_IF_FALSE", State::Plain);
    let joined = Instruction { state: State::Specialized, covered_by: Some(0), ..jump() };
    let one = |first: Instruction, second: Instruction| {
        let mut recording = recording(vec![file("a.py", vec![first, second])]);
        recording.engine.python = "3.11.7".into();
        recording
    };
    let compare = |opcode: &str, state| instruction(0, "COMPARE_OP", opcode, state);
    let specialized = one(compare("COMPARE_OP_INT_JUMP", State::Specialized), joined);
    let failing = one(compare("COMPARE_OP_ADAPTIVE", State::Failing), jump());
    let all = combined([specialized.clone(), failing]);
    let [first, second] = &all.files[0].code[0].instructions[..] else { panic!() };
    assert_eq!(
        (first.state, second.state, second.covered_by),
        (State::Failing, State::Plain, None)
    );
    assert_eq!(second.evidence.as_ref().unwrap().forms.as_ref().unwrap().len(), 2);
    let cold = one(compare("COMPARE_OP", State::Cold), jump());
    let all = combined([specialized, cold]);
    assert_eq!(all.files[0].code[0].instructions[1].covered_by, Some(0));
}

/// What another version of specialist saw is not understood, but kept.
#[test]
fn unknown_facts_are_kept_and_counted() {
    let seen = |value| {
        let facts = [Fact::Length(2), Fact::read("owner", value)].into_iter().collect();
        let seen = vec![Seen { count: 3, types: vec!["tuple".into()], facts }];
        let operands = Some(Box::new(Operands { executions: 3, seen }));
        of(knowing(Evidence { operands, ..Evidence::default() }, sum("BINARY_OP", State::Failing)))
    };
    let all = combined([seen("spaceship"), seen("spaceship"), seen("starship")]);
    let operands = only(&all).evidence.as_ref().and_then(|known| known.operands.as_ref());
    let seen = &operands.unwrap().seen;
    let owners = seen.iter().map(|seen| (seen.count, seen.facts.iter().last().unwrap().value()));
    assert_eq!(owners.collect::<Vec<_>>(), [(6, "spaceship".into()), (3, "starship".into())]);
}
