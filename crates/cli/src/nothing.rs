//! The messages for a run that has nothing to show.

use std::ffi::OsStr;
use std::path::Path;

use anyhow::{Context, bail};
use files::Kind;
use recording::{ProgramKind, Recording, State};

/// What a program's file was before it ran: afterward, it may be anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A file, an archive, or a directory that is a program; or not given by a path.
    Whole,
    /// Standard input or a pipe, which can be read only once.
    Stream,
    /// A directory without a program.
    Bare,
}

impl Target {
    /// The kind of the file at a program's path.
    ///
    /// # Errors
    /// If it is not a program but a device, which Python would read without end.
    pub(crate) fn of(path: &OsStr) -> anyhow::Result<Self> {
        if path == "-" {
            return Ok(Self::Stream);
        }
        let path = Path::new(path);
        let there = path.metadata().with_context(|| format!("{} cannot be run", path.display()))?;
        Ok(match Kind::of(&there) {
            Kind::Directory if !path.join("__main__.py").exists() => Self::Bare,
            Kind::Regular | Kind::Directory | Kind::Link => Self::Whole,
            Kind::Pipe | Kind::Other => Self::Stream,
            Kind::Device | Kind::Disk if files::is_given(path) => Self::Stream,
            Kind::Device | Kind::Disk => bail!("{} is a device; name a file", path.display()),
        })
    }
}

/// `SyntaxError` and what is derived from it.
const SYNTAX_ERRORS: [&str; 3] = ["SyntaxError", "IndentationError", "TabError"];

pub(crate) fn nothing_ran(recording: &Recording, targets: &[String], target: Target) -> String {
    let Recording { program, outcome, missing, .. } = recording;
    if !missing.is_nothing() {
        let stay = match missing.sources.len() {
            0 => "",
            _ => "; a source must not change before its program has ended",
        };
        return format!("nothing can be shown: {}{stay}", missing.sentences().join("; "));
    }
    if let Some(raised) = &outcome.exception
        && SYNTAX_ERRORS.contains(&&*raised.kind)
    {
        return format!("nothing ran because of a syntax error: {}", raised.message);
    }
    match target {
        Target::Stream => {
            return "nothing ran that has a file: save the program in a file, so that its source can be shown"
                .into();
        }
        Target::Bare => {
            return format!("nothing ran: the directory {} has no __main__.py", program.target);
        }
        Target::Whole => {}
    }
    let chosen = if targets.is_empty() {
        format!("below {}", program.cwd)
    } else {
        format!("chosen with --targets {}", targets.join(" "))
    };
    match outcome.exit_status {
        0 => format!("nothing ran of the files {chosen}: choose others with --targets"),
        status => format!(
            "nothing ran of the files {chosen}: the program ended with status {status}, for the \
             reason above; if it was right to, choose other files with --targets"
        ),
    }
}

pub(crate) fn nothing_specialized(recording: &Recording) -> &'static str {
    if has(recording, &[State::Unknown]) {
        "nothing was specialized: the program is traced or monitored, and such code does not specialize"
    } else if has(recording, &[State::Failing]) {
        "nothing was specialized: every attempt failed"
    } else {
        "nothing was specialized: no code ran often enough (most needs a loop, or several calls)"
    }
}

pub(crate) fn has(recording: &Recording, states: &[State]) -> bool {
    let code = recording.files.iter().flat_map(|file| &file.code);
    code.flat_map(|code| &code.instructions).any(|found| states.contains(&found.state))
}

/// The kind of the program before it ran.
pub(crate) fn target(kind: ProgramKind, name: &OsStr) -> anyhow::Result<Target> {
    if kind == ProgramKind::File { Target::of(name) } else { Ok(Target::Whole) }
}
