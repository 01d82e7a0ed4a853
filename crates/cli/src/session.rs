//! The recordings that commands work with: from running a program, from a file, from processes that
//! recorded themselves.
//!
//! All of them come with reasons. Nothing else adds these.

use std::io;
use std::path::Path;

use anyhow::{Context, bail};
use bytecode::Version;
use engine::assemble::Reads;
use engine::family::{Family, Gathered};
use engine::interpreter::Interpreter;
use engine::launch::{Launch, Run};
use engine::{Options, Program, RunError, Selection};
use recording::{Combined, File, Recording};

use crate::nothing::{self, Target};

/// A program that is run, once or several times.
pub(crate) struct Session {
    interpreter: Interpreter,
    version: Version,
    launch: Launch,
    /// What its file was before it ran.
    was: Target,
}

impl Session {
    pub(crate) fn new(
        (interpreter, version): (Interpreter, Version),
        launch: Launch,
        was: Target,
    ) -> Self {
        Self { interpreter, version, launch, was }
    }

    /// A session whose runs are alike, with fixed hashes, and that leaves standard output to the
    /// command.
    pub(crate) fn repeatable(
        python: (Interpreter, Version),
        (program, was): (Program, Target),
        options: Options,
    ) -> Self {
        let launch = Launch::new(program, options).stdout_to_stderr(true).fixed_hashes(true);
        Self::new(python, launch, was)
    }

    /// Runs the program to its end.
    ///
    /// # Errors
    /// When it could not be started. That nothing could be recorded is part of the run.
    pub(crate) fn record(&self) -> Result<Run, RunError> {
        let mut run = self.launch.run(&self.interpreter, self.version)?;
        if let Ok(recording) = &mut run.recording {
            reasons::add(recording);
        }
        Ok(run)
    }

    /// What to say of a recording without files.
    pub(crate) fn nothing_ran(&self, recording: &Recording) -> String {
        nothing::nothing_ran(recording, &self.launch.options.targets, self.was)
    }
}

/// Reads a saved recording and keeps the files that match the patterns. `purpose` is for the message if
/// it is no recording: it cannot be `shown`, or `compared`.
pub(crate) fn load(path: &Path, patterns: &[String], purpose: &str) -> anyhow::Result<Recording> {
    let shown = path.display();
    let bytes = read(path).with_context(|| format!("{shown} cannot be read"))?;
    let recording = recording::read(&bytes);
    let recording = recording.with_context(|| format!("{shown} cannot be {purpose}"))?;
    chosen(recording, patterns)
}

/// The same, but errors don't name the file: the caller does.
pub(crate) fn load_unnamed(path: &Path, patterns: &[String]) -> anyhow::Result<Recording> {
    chosen(recording::read(&read(path)?)?, patterns)
}

/// Passes the recordings of a family's processes to `save`, each with a name.
///
/// # Errors
/// When the family's directory cannot be read, or what `save` says.
pub(crate) fn gather(
    family: &Family,
    reads: Reads<'_>,
    mut save: impl FnMut(&str, Recording) -> io::Result<()>,
) -> io::Result<Gathered> {
    family.gather(reads, |name, mut recording| {
        reasons::add(&mut recording);
        save(name, recording)
    })
}

/// The combined recording; `None` if nothing was combined.
pub(crate) fn together(combined: Combined) -> Option<Recording> {
    let mut all = combined.finish()?;
    reasons::add(&mut all);
    Some(all)
}

/// Maximum number of recorded files that are named if the patterns match none.
const NAMED: usize = 3;

/// Keeps the files that match the patterns, as a run with these patterns would have. The files of
/// a recording are known, wherever they lie, so that `**/` at the beginning is any directory.
fn chosen(mut recording: Recording, patterns: &[String]) -> anyhow::Result<Recording> {
    if !patterns.is_empty() {
        let directory = recording.program.cwd.clone().into();
        let anywhere = |pattern: &String| match pattern.strip_prefix("**/") {
            Some(_) => format!("/{pattern}"),
            None => pattern.clone(),
        };
        let everywhere = patterns.iter().map(anywhere).collect();
        let selection = Selection { directory, patterns: everywhere, ..Selection::default() };
        let matcher = selection.matcher()?;
        let is_wanted = |file: &File| matcher.wants(Path::new(&file.path));
        if !recording.files.iter().any(is_wanted) {
            let patterns = patterns.join(" ");
            bail!("no file in the recording matches --targets {patterns}{}", held(&recording));
        }
        recording.files.retain(is_wanted);
        recording.missing.sources.retain(|source| matcher.wants(Path::new(&source.path)));
    }
    reasons::add(&mut recording);
    Ok(recording)
}

/// The files to choose from: `; it has a.py, b.py, c.py and 4 more`.
fn held(recording: &Recording) -> String {
    let named: Vec<&str> =
        recording.files.iter().take(NAMED).map(|file| file.path.as_str()).collect();
    match recording.files.len().saturating_sub(named.len()) {
        _ if named.is_empty() => "; it has no files".to_owned(),
        0 => format!("; it has {}", named.join(", ")),
        more => format!("; it has {} and {more} more", named.join(", ")),
    }
}

/// Reads a recording; `-` is standard input.
///
/// # Errors
/// Those of the system, or that it is not a file.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    files::read_named(path, files::LARGE, is_object)
}

/// Whether a text may be a JSON object, judging from its beginning. If not, the rest is not read.
pub(crate) fn is_object(beginning: &[u8]) -> bool {
    beginning.trim_ascii_start().first().is_none_or(|first| *first == b'{')
}
