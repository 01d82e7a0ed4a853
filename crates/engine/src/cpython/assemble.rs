//! Raw code objects → a recording.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use bytecode::Version;
use handoff::{End, Given, Packed};
use rayon::prelude::*;
use recording::{
    Engine, Exception, File, Missing, Names, NoSource, Outcome, Processes, ProgramKind, Recording,
    Timestamp,
};
use sha2::{Digest, Sha256};

use super::{Program, traceback};
use crate::interpreter::Interpreter;
use crate::machine;
use crate::platform;
use crate::source;
use crate::threads::prepare_threads;
use crate::without_numbers;

/// What was run, and where.
pub(super) struct Context<'a> {
    pub(super) interpreter: &'a Interpreter,
    pub(super) version: Version,
    pub(super) program: &'a Program,
    pub(super) cwd: &'a Path,
    /// Which other sources may be quoted.
    pub(super) reads: &'a Reads<'a>,
}

/// Whether the source at a path may be read.
pub(super) type Reads<'a> = dyn Fn(&Path) -> bool + Sync + 'a;

/// How it ended.
pub(super) struct Ended {
    pub(super) status: i32,
    pub(super) began: SystemTime,
    pub(super) seconds: f64,
}

/// A file and what is to be said of it, or why there is none to show.
type Read = Result<(File, Doubt), NoFile>;

/// Why the source of a file may not be what ran.
struct Doubt {
    changed: Option<NoSource>,
    flaw: Option<String>,
}

enum NoFile {
    /// Its source is gone, or never was there: some code is made with a file name of fancy.
    Unread(NoSource),
    /// Its code is none, as a sentence.
    Damaged(String),
}

/// Puts a recording together from what the host wrote.
pub(super) fn recording(run: &Context<'_>, answer: &Given, ended: &Ended) -> Recording {
    let (objects, mut end) = answer.parts();
    let names = end.as_mut().map(names).unwrap_or_default();
    let (mut missing, mut warnings) = told(end.as_ref());
    let mut by_name: BTreeMap<PathBuf, Vec<Packed<'_>>> = BTreeMap::new();
    for object in objects {
        by_name.entry(object.filename.clone()).or_default().push(object);
    }
    let mut by_file: BTreeMap<PathBuf, Vec<Packed<'_>>> = BTreeMap::new();
    for (name, objects) in by_name {
        by_file.entry(without_parents(run.cwd, &run.cwd.join(name))).or_default().extend(objects);
    }
    prepare_threads();
    let read: Vec<Read> = by_file
        .into_par_iter()
        .map(|(path, objects)| file(run, &names, ended.began, &path, &objects))
        .collect();
    let mut files = Vec::new();
    for result in read {
        match result {
            Ok((file, Doubt { changed, flaw })) => {
                files.push(file);
                missing.sources.extend(changed);
                warnings.extend(flaw);
            }
            Err(NoFile::Unread(source)) => missing.sources.push(source),
            Err(NoFile::Damaged(warning)) => {
                missing.damaged += 1;
                warnings.push(warning);
            }
        }
    }
    missing.sources.sort();
    warnings.extend(missing.sentences());
    let sampling = end.as_ref().and_then(|end| end.sampling);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Recording {
        engine: engine(run.interpreter),
        program: program(run),
        outcome: outcome(run, ended, end),
        started: started(ended.began),
        machine: Some(machine::found()),
        warnings,
        missing,
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

/// What the host says is missing, and what else a reader should know.
fn told(end: Option<&End>) -> (Missing, Vec<String>) {
    let Some(end) = end else {
        return (Missing { cut_off: 1, ..Missing::default() }, Vec::new());
    };
    let damaged = end.unread.iter().map(|(code, why)| format!("{code} could not be read: {why}"));
    let warnings = end.warnings.iter().cloned().chain(damaged).collect();
    let damaged = end.unread.len() as u64;
    let short = end.short.into();
    (Missing { dropped: end.dropped, short, damaged, ..Missing::default() }, warnings)
}

/// The files of an answer, as it names them and where their sources are.
pub(super) fn sources(cwd: &Path, answer: &Given) -> Vec<(PathBuf, PathBuf)> {
    let names: BTreeSet<PathBuf> = answer.parts().0.into_iter().map(|it| it.filename).collect();
    let placed = |name: PathBuf| (name.clone(), without_parents(cwd, &cwd.join(name)));
    names.into_iter().map(placed).collect()
}

/// `/a/../b.py` is the same file as `/b.py`, unless `/a` is a link. The directory that the program was
/// started in is none, and may be gone.
fn without_parents(cwd: &Path, path: &Path) -> PathBuf {
    let (mut above, mut below) = match path.strip_prefix(cwd) {
        Ok(below) => (cwd, below),
        Err(_) => (Path::new(""), path),
    };
    while let (Some(parent), Ok(rest)) = (above.parent(), below.strip_prefix("..")) {
        (above, below) = (parent, rest);
    }
    let path = above.join(below);
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
        let unread = |error| NoFile::Unread(NoSource { path: shown.clone(), error });
        let bytes = source::read(path);
        let bytes = bytes.map_err(|error| unread(without_numbers(&error.to_string())))?;
        (shown, bytes)
    };
    let source::Source { text, flaw } = source::decode(&bytes);
    let changed = !is_command && changed_since(path, began);
    let doubt = Doubt {
        changed: changed.then(|| NoSource {
            path: shown.clone(),
            error: "it changed while the program ran, so colors may be off".into(),
        }),
        flaw: flaw.filter(|_| !changed).map(|flaw| format!("{shown}: {flaw}")),
    };
    let mut code = Vec::with_capacity(objects.len());
    for object in objects {
        let (object, watched) =
            object.unpack().map_err(|error| NoFile::Damaged(format!("{shown}: {error}")))?;
        code.push(recording::code(run.version, &object, names, &watched));
    }
    code.sort_by_key(|code| code.first_line);
    let sha256 = hex::encode(Sha256::digest(&bytes));
    Ok((File { path: shown, sha256, source: text, code }, doubt))
}

fn command(run: &Context<'_>) -> String {
    let text = run.program.target.to_string_lossy();
    if run.version.dedents_command() { source::dedented(&text) } else { text.into_owned() }
}

fn changed_since(path: &Path, began: SystemTime) -> bool {
    let Some(there) = source::on_disk(path).and_then(|path| path.metadata().ok()) else {
        return false;
    };
    // A file from the future has come so from elsewhere. One from the past may have taken the place of
    // another, which the system notes elsewhere.
    let is_since = |time: SystemTime| began < time && time <= SystemTime::now();
    there.modified().is_ok_and(is_since) || platform::touched(&there).is_some_and(is_since)
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
            traceback: traceback::text(&raised.traceback, run.cwd, run.reads),
        }),
        seconds: ended.seconds,
        threads,
    }
}
