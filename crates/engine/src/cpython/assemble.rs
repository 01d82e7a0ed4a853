//! Raw code objects → a recording.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use bytecode::Version;
use handoff::{End, Given, Packed};
use rayon::prelude::*;
use recording::{
    Engine, Exception, File, Names, Outcome, Processes, ProgramKind, Recording, Timestamp,
};
use sha2::{Digest, Sha256};

use super::{Program, traceback};
use crate::interpreter::Interpreter;
use crate::machine;
use crate::source;
use crate::without_numbers;

/// What was run, and where.
pub(super) struct Context<'a> {
    pub(super) interpreter: &'a Interpreter,
    pub(super) version: Version,
    pub(super) program: &'a Program,
    pub(super) cwd: &'a Path,
}

/// How it ended.
pub(super) struct Ended {
    pub(super) status: i32,
    pub(super) began: SystemTime,
    pub(super) seconds: f64,
}

/// A file and what is to be said of it, or why there is none to show.
type Read = Result<(File, Option<String>), NoFile>;

enum NoFile {
    /// Its source is gone, or never was there: some code is made with a file name of fancy.
    Unread { path: String, reason: String },
    /// Anything else, as a sentence.
    Other(String),
}

/// Puts a recording together from what the host wrote.
pub(super) fn recording(run: &Context<'_>, answer: &Given, ended: &Ended) -> Recording {
    let (objects, mut end) = answer.parts();
    let names = end.as_mut().map(names).unwrap_or_default();
    let mut warnings = warnings(end.as_ref());
    let mut by_name: BTreeMap<PathBuf, Vec<Packed<'_>>> = BTreeMap::new();
    for object in objects {
        by_name.entry(object.filename.clone()).or_default().push(object);
    }
    let mut by_file: BTreeMap<PathBuf, Vec<Packed<'_>>> = BTreeMap::new();
    for (name, objects) in by_name {
        by_file.entry(without_parents(run.cwd.join(name))).or_default().extend(objects);
    }
    let read: Vec<Read> = by_file
        .into_par_iter()
        .map(|(path, objects)| file(run, &names, ended.began, &path, &objects))
        .collect();
    let (mut files, mut unread) = (Vec::new(), Vec::new());
    for result in read {
        match result {
            Ok((file, warning)) => {
                files.push(file);
                warnings.extend(warning);
            }
            Err(NoFile::Unread { path, reason }) => unread.push((path, reason)),
            Err(NoFile::Other(warning)) => warnings.push(warning),
        }
    }
    warnings.extend(without_source(&unread));
    let sampling = end.as_ref().and_then(|end| end.sampling);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Recording {
        engine: engine(run.interpreter),
        program: program(run),
        outcome: outcome(run, ended, end),
        started: started(ended.began),
        machine: Some(machine::found()),
        warnings,
        processes: Processes::default(),
        sampling,
        files,
    }
}

fn names(end: &mut End) -> Names {
    let found = std::mem::take(&mut end.names);
    let contexts = std::mem::take(&mut end.contexts).into_iter();
    let shared = |(version, name): (u32, String)| (version, name.into());
    let mut names = Names {
        types: found.types.into_iter().map(shared).collect(),
        keys: found
            .keys
            .into_iter()
            .map(|(version, name)| (version, format!("module {name}").into()))
            .collect(),
        functions: found.functions.into_iter().map(shared).collect(),
        contexts: contexts.map(|(began, name)| (began, name.map(Into::into))).collect(),
        ..Names::default()
    };
    for (version, name, place) in found.attributes {
        names.attributes.entry(version).or_default().insert(name, place.into());
    }
    names
}

fn warnings(end: Option<&End>) -> Vec<String> {
    let Some(end) = end else {
        return vec!["the recording is incomplete: the disk was full, or the process was killed while writing it".into()];
    };
    let mut warnings = Vec::new();
    if end.dropped > 0 {
        let times = if end.dropped == 1 { "time" } else { "times" };
        warnings.push(format!(
            "more code of files compiled over a thousand times was executed {} {times}, and is left out",
            end.dropped
        ));
    }
    warnings.extend(end.warnings.iter().cloned());
    warnings
        .extend(end.unread.iter().map(|(code, why)| format!("{code} could not be read: {why}")));
    warnings
}

/// One sentence for all of them, which may be thousands.
fn without_source(unread: &[(String, String)]) -> Option<String> {
    let (path, reason) = unread.first()?;
    Some(match unread.len() {
        1 => format!("{path} ran, but its source cannot be read: {reason}"),
        count => {
            format!("{count} files ran whose source cannot be read, {path} among them: {reason}")
        }
    })
}

/// `/a/../b.py` is the same file as `/b.py`, unless `/a` is a link.
fn without_parents(path: PathBuf) -> PathBuf {
    if !path.components().any(|part| part == Component::ParentDir) {
        return path;
    }
    let directory = path.parent().and_then(|directory| directory.canonicalize().ok());
    directory.zip(path.file_name()).map(|(directory, name)| directory.join(name)).unwrap_or(path)
}

fn file(
    run: &Context<'_>,
    names: &Names,
    began: SystemTime,
    path: &Path,
    objects: &[Packed<'_>],
) -> Read {
    let is_command = run.program.kind == ProgramKind::Command
        && path.strip_prefix(run.cwd) == Ok("<string>".as_ref());
    let (shown, bytes) = if is_command {
        ("<string>".to_owned(), command(run).into_bytes())
    } else {
        let shown = path.strip_prefix(run.cwd).unwrap_or(path);
        let shown = shown.to_string_lossy().into_owned();
        let bytes = source::read(path).map_err(|error| NoFile::Unread {
            path: shown.clone(),
            reason: without_numbers(&error.to_string()),
        })?;
        (shown, bytes)
    };
    let source::Source { text, flaw } = source::decode(&bytes);
    let changed = !is_command && changed_since(path, began);
    let flaw =
        changed.then(|| "it changed while the program ran; colours may be off".to_owned()).or(flaw);
    let warning = flaw.map(|flaw| format!("{shown}: {flaw}"));
    let mut code = Vec::with_capacity(objects.len());
    for object in objects {
        let (object, watched) =
            object.unpack().map_err(|error| NoFile::Other(format!("{shown}: {error}")))?;
        code.push(recording::code(run.version, &object, names, &watched));
    }
    code.sort_by_key(|code| code.first_line);
    let sha256 = hex::encode(Sha256::digest(&bytes));
    Ok((File { path: shown, sha256, source: text, code }, warning))
}

fn command(run: &Context<'_>) -> String {
    let text = run.program.target.to_string_lossy();
    if run.version.dedents_command() { source::dedented(&text) } else { text.into_owned() }
}

fn changed_since(path: &Path, began: SystemTime) -> bool {
    let modified = source::on_disk(path).and_then(|path| path.metadata().ok()?.modified().ok());
    // A file from the future has come so from elsewhere.
    modified.is_some_and(|modified| began < modified && modified <= SystemTime::now())
}

fn engine(interpreter: &Interpreter) -> Engine {
    Engine {
        name: "cpython".into(),
        python: interpreter.version.clone(),
        implementation: interpreter.implementation.clone(),
        executable: interpreter.path.to_string_lossy().into_owned(),
    }
}

fn program(run: &Context<'_>) -> recording::Program {
    recording::Program {
        kind: run.program.kind,
        target: run.program.target.to_string_lossy().into_owned(),
        argv: run.program.arguments.iter().map(|a| a.to_string_lossy().into_owned()).collect(),
        cwd: run.cwd.to_string_lossy().into_owned(),
    }
}

/// To the second: nobody asks for more, and clocks are not that exact.
fn started(began: SystemTime) -> Option<Timestamp> {
    let began = Timestamp::try_from(began).ok()?;
    Timestamp::from_second(began.as_second()).ok()
}

/// An exception found after a run that ended well was one the program had printed and survived.
fn outcome(run: &Context<'_>, ended: &Ended, end: Option<End>) -> Outcome {
    let (threads, raised) = end.map_or((0, None), |end| (end.threads, end.raised));
    let raised = raised.filter(|_| ended.status != 0);
    Outcome {
        exit_status: ended.status,
        exception: raised.map(|raised| Exception {
            kind: raised.kind,
            message: raised.message,
            traceback: traceback::text(&raised.traceback, run.cwd),
        }),
        seconds: ended.seconds,
        threads,
    }
}
