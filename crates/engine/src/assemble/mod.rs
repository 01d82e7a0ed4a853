//! Makes a recording from what was found in a process, and from the sources of its code.
//!
//! Every way in ends here, but a caller needs none: anyone may have found the code objects, and a
//! source may be a text that is in no file.

mod decode;
mod file;
mod sources;
mod traceback;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

use bytecode::Version;
use handoff::{End, Given, Packed};
use rayon::prelude::*;
use recording::{
    Engine, Exception, Missing, Names, Outcome, Processes, Program, Recording, Timestamp,
};

use self::file::{Doubt, NoFile, Read, file};
pub(crate) use self::sources::Source;
pub use self::sources::{Reads, Sources};
use crate::machine;
use crate::threads::prepare_threads;

/// What ran and how it ended, however we met it.
#[derive(Clone, Debug)]
pub struct Ran {
    /// Whose instruction set its code is of.
    pub version: Version,
    /// What executed it.
    pub engine: Engine,
    /// What was executed.
    pub program: Program,
    /// When it began. Sources that changed since are not what ran.
    pub began: SystemTime,
    /// How long it ran.
    pub seconds: f64,
    /// How it ended, as a shell says it.
    pub exit_status: i32,
}

/// Makes a recording from what was found in a process, and from the sources of its code.
pub fn recording(ran: &Ran, sources: &Sources<'_>, answer: &Given) -> Recording {
    let (objects, mut end) = answer.parts();
    let names = end.as_mut().map(names).unwrap_or_default();
    let (mut missing, mut warnings) = told(end.as_ref());
    let mut by_name: BTreeMap<PathBuf, Vec<Packed<'_>>> = BTreeMap::new();
    for object in objects {
        by_name.entry(object.filename.clone()).or_default().push(object);
    }
    let mut by_source: BTreeMap<Source, Vec<Packed<'_>>> = BTreeMap::new();
    for (name, objects) in by_name {
        by_source.entry(sources.find(&name)).or_default().extend(objects);
    }
    prepare_threads();
    let read: Vec<Read> = by_source
        .into_par_iter()
        .map(|(source, objects)| file(ran, sources, &names, &source, &objects))
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
        engine: ran.engine.clone(),
        program: ran.program.clone(),
        outcome: outcome(ran, sources, end),
        started: started(ran.began),
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

/// To the second: nobody asks for more, and clocks are not that exact.
fn started(began: SystemTime) -> Option<Timestamp> {
    let began = Timestamp::try_from(began).ok()?;
    Timestamp::from_second(began.as_second()).ok()
}

/// An exception found after a run that ended well was one the program had printed and survived.
fn outcome(ran: &Ran, sources: &Sources<'_>, end: Option<End>) -> Outcome {
    let (threads, raised) = end.map_or((0, None), |end| (end.threads, end.raised));
    let raised = raised.filter(|_| ran.exit_status != 0);
    Outcome {
        exit_status: ran.exit_status,
        exception: raised.map(|raised| Exception {
            kind: raised.kind,
            message: raised.message,
            traceback: traceback::text(&raised.traceback, sources),
        }),
        seconds: ran.seconds,
        threads,
    }
}
