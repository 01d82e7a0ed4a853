//! That a recording needs no process: code objects that somebody hands over, and texts, are enough.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, SystemTime};

use bytecode::{CodeObject, Version};
use engine::Given;
use engine::assemble::{self, Ran, Reads, Sources};
use handoff::{AnswerWriter, End, Names};
use recording::{Engine, Program, ProgramKind, Recording, State, Watched};
use sha2::{Digest, Sha256};
use specialist_engine as engine;

const VERSION: Version = Version::V3_13;

/// What a notebook calls its first cell, and what it holds. The comment says nothing of it: a text has
/// no encoding.
const CELL: &str = "<cell 1>";
const TEXT: &str = "# coding: latin-1\r\nfor é in x: é + 1\r\n";

/// `x + 1`, specialized for integers.
fn code(filename: &Path) -> CodeObject {
    let set = VERSION.instruction_set();
    let units = |names: [&str; 6]| -> Vec<u8> {
        let number = |name: &str| set.named(name).map_or(0, |opcode| opcode.number);
        names.iter().flat_map(|name| [number(name), 0]).collect()
    };
    let code = ["RESUME", "LOAD_FAST", "LOAD_CONST", "BINARY_OP", "CACHE", "RETURN_VALUE"];
    let mut adaptive = code;
    (adaptive[0], adaptive[3]) = ("RESUME_CHECK", "BINARY_OP_ADD_INT");
    CodeObject {
        filename: filename.into(),
        qualname: "<module>".into(),
        first_line: 1,
        code: units(code),
        adaptive: units(adaptive),
        consts: vec!["1".into()],
        varnames: vec!["x".into()],
        ..CodeObject::default()
    }
}

fn answer(filenames: &[&Path]) -> Given {
    let mut bytes = Vec::new();
    let mut writer = AnswerWriter::new(&mut bytes);
    for filename in filenames {
        writer.code(&code(filename), &Watched::default()).unwrap();
    }
    let end = End { names: Names::default(), threads: 2, ..End::default() };
    writer.finish(end).unwrap();
    bytes.into()
}

fn assembled(directory: &Path, reads: Reads<'_>, filenames: &[&Path]) -> Recording {
    let cwd = directory.to_str().unwrap().to_owned();
    let ran = Ran {
        version: VERSION,
        engine: Engine {
            name: "cpython".into(),
            python: "3.13.0".into(),
            implementation: "cpython".into(),
            executable: "python".into(),
        },
        program: Program {
            kind: ProgramKind::Command,
            target: "a notebook".into(),
            argv: Vec::new(),
            cwd,
        },
        began: SystemTime::now() + Duration::from_hours(1),
        seconds: 1.5,
        exit_status: 0,
    };
    let texts = BTreeMap::from([(CELL.into(), TEXT.into())]);
    assemble::recording(&ran, &Sources { directory, texts, reads }, &answer(filenames))
}

#[test]
fn a_text_that_no_file_holds_is_a_source() {
    let nowhere = Path::new("/nonexistent");
    let recording = assembled(nowhere, Reads::All, &[CELL.as_ref(), "gone.py".as_ref()]);
    let [file] = recording.files.as_slice() else { panic!("{:?}", recording.files) };
    assert_eq!(file.path, CELL);
    assert_eq!(file.source, "# coding: latin-1\nfor é in x: é + 1\n");
    assert_eq!(file.sha256, hex::encode(Sha256::digest(TEXT)));
    let [code] = file.code.as_slice() else { panic!("{:?}", file.code) };
    let sum = code.instructions.iter().find(|it| it.base.as_str() == "BINARY_OP").unwrap();
    assert_eq!((sum.opcode.as_str(), sum.state), ("BINARY_OP_ADD_INT", State::Specialized));
    // A name that no text has is a file's.
    let [gone] = recording.missing.sources.as_slice() else { panic!("{:?}", recording.missing) };
    assert_eq!(gone.path, "gone.py");
    assert_eq!(recording.outcome.threads, 2);
    assert_eq!((recording.engine.version(), recording.outcome.seconds), (Some(VERSION), 1.5));
}

#[test]
fn only_files_that_may_be_read_are() {
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path().canonicalize().unwrap();
    let names = [CELL.as_ref(), "a.py".as_ref(), "b.py".as_ref()];
    for name in &names[1..] {
        std::fs::write(directory.join(name), "x + 1\n").unwrap();
    }
    let paths = |recording: &Recording| -> Vec<String> {
        recording.files.iter().map(|file| file.path.clone()).collect()
    };
    assert_eq!(paths(&assembled(&directory, Reads::All, &names)), [CELL, "a.py", "b.py"]);
    let is_a = |path: &Path| path == directory.join("a.py");
    let recording = assembled(&directory, Reads::Chosen(&is_a), &names);
    assert_eq!(paths(&recording), [CELL, "a.py"]);
    let [other] = recording.missing.sources.as_slice() else { panic!("{:?}", recording.missing) };
    assert_eq!((&*other.path, &*other.error), ("b.py", "it was not chosen to be read"));
}
