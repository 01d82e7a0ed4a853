//! A way in: starts a program and records it until it ends.
//!
//! The child process is `python program.py` itself: the same command line, with a library of ours
//! loaded before `main`. That library listens, and leaves what it found in a directory.

mod operands;
mod prepared;

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::SystemTime;

use bytecode::Version;
use handoff::{Answer, Given, Observe, Request, Selection, now};
use recording::{ProgramKind, Recording};

use self::prepared::{Prepared, Started};
use crate::assemble::{self, Ran, Reads, Sources};
use crate::family::Family;
use crate::interpreter::Interpreter;
use crate::platform::{self, described, exit_status};
use crate::{Options, Program, RunError, Unrecorded};

/// A program to be started.
#[derive(Clone, Debug)]
pub struct Launch {
    /// What is run.
    pub program: Program,
    /// What of it is recorded.
    pub options: Options,
    /// Send the program's standard output to standard error.
    pub stdout_to_stderr: bool,
    /// Let hashes of strings be the same in each run, by `PYTHONHASHSEED`, unless that is set.
    pub fixed_hashes: bool,
    /// The directory for recordings into which child processes record, too.
    pub family: Option<PathBuf>,
}

/// A finished run.
#[derive(Debug)]
pub struct Run {
    /// How the process ended.
    pub status: ExitStatus,
    /// What was recorded.
    pub recording: Result<Recording, Unrecorded>,
    /// A name for the recording that no other process has.
    pub name: String,
    /// The processes that recorded beside it, if that was asked for.
    pub family: Option<Family>,
}

impl Run {
    /// The exit status as a shell says it.
    pub fn exit_status(&self) -> i32 {
        exit_status(self.status)
    }

    /// Ends this process as the program ended, where a signal did that.
    pub fn die_likewise(&self) {
        if let Some(signal) = platform::signal(self.status) {
            platform::die_by(signal);
        }
    }
}

impl Launch {
    /// A launch that leaves the program's surroundings as they are.
    pub fn new(program: Program, options: Options) -> Self {
        Self { program, options, stdout_to_stderr: false, fixed_hashes: false, family: None }
    }

    /// Whether its standard output goes to standard error.
    #[must_use]
    pub fn stdout_to_stderr(self, stdout_to_stderr: bool) -> Self {
        Self { stdout_to_stderr, ..self }
    }

    /// Whether hashes of strings are the same in each run.
    #[must_use]
    pub fn fixed_hashes(self, fixed_hashes: bool) -> Self {
        Self { fixed_hashes, ..self }
    }

    /// The directory for recordings into which child processes record, too.
    #[must_use]
    pub fn family(self, family: Option<PathBuf>) -> Self {
        Self { family, ..self }
    }

    /// Runs the program to its end on that interpreter, which is of this version.
    ///
    /// # Errors
    /// When it could not be started. How the program itself ends is no error.
    pub fn run(&self, interpreter: &Interpreter, version: Version) -> Result<Run, RunError> {
        let cwd = env::current_dir()?;
        let on = On { interpreter, version, cwd: &cwd };
        let mut request = self.request(&on)?;
        let family = self.family.as_ref().map(|recordings| {
            Family::begin(recordings, Request { command: false, ..request.clone() })
        });
        let family = family.transpose()?;
        request.family = family.as_ref().map(|family| family.directory().into());
        let started = Started::first(|| Prepared::new(self, interpreter, &request))?;
        let Started { prepared, began, clock, process } = started;
        let start = |error| RunError::Start { path: interpreter.path.clone(), error };
        let running = process.map_err(start)?;
        let name = format!("{}-{:x}", running.id(), now());
        let status = running.wait()?;
        let seconds = clock.elapsed().as_secs_f64();
        let recording = answer(&prepared, interpreter, status).map(|given| {
            let mut recording = self.recording(&on, &given, status, began, seconds);
            let is_seen_twice = self.options.explain && !version.has_monitoring();
            // Whoever has stopped the program does not want it to start again.
            if is_seen_twice && platform::signal(status).is_none() {
                operands::add(self, &on, &request, &mut recording);
            }
            recording
        });
        Ok(Run { status, recording, name, family })
    }

    /// What is asked of the library in the process.
    fn request(&self, on: &On<'_>) -> Result<Request, RunError> {
        let selection = self.selection(on);
        selection.matcher()?;
        let is_monitored = self.options.explain && on.version.has_monitoring();
        Ok(Request {
            selection,
            command: self.program.kind == ProgramKind::Command,
            sample: self.options.sample,
            observe: if is_monitored { Observe::Monitored } else { Observe::Nothing },
            family: None,
        })
    }

    fn selection(&self, on: &On<'_>) -> Selection {
        let stdlib = on.interpreter.stdlib.iter().cloned();
        let environment = on.interpreter.path.parent().and_then(Path::parent);
        let environment = environment.filter(|directory| directory.join("pyvenv.cfg").exists());
        let is_file = self.program.kind == ProgramKind::File;
        Selection {
            directory: on.cwd.into(),
            patterns: self.options.targets.clone(),
            program: is_file.then(|| on.cwd.join(&self.program.target).into()),
            excluded: stdlib.chain(environment.map(Path::to_owned)).map(PathBuf::into).collect(),
        }
    }

    fn recording(
        &self,
        on: &On<'_>,
        given: &Given,
        status: ExitStatus,
        began: SystemTime,
        seconds: f64,
    ) -> Recording {
        let ran = Ran {
            version: on.version,
            engine: on.interpreter.recorded(),
            program: self.program.recorded(on.cwd),
            began,
            seconds,
            exit_status: exit_status(status),
        };
        let sources = Sources::of_program(&self.program, on.version, on.cwd, Reads::All);
        assemble::recording(&ran, &sources, given)
    }
}

/// What a program runs on, and in which directory.
struct On<'a> {
    interpreter: &'a Interpreter,
    version: Version,
    cwd: &'a Path,
}

/// What the process has left.
fn answer(
    prepared: &Prepared,
    interpreter: &Interpreter,
    status: ExitStatus,
) -> Result<Given, Unrecorded> {
    let Prepared { exchange, libraries, .. } = prepared;
    match Answer::read(exchange.path())? {
        Answer::Given(given) => Ok(given),
        Answer::Silent => Err(Unrecorded::Vanished { status: described(status) }),
        // We have written one, so the program took it away.
        Answer::Absent if Request::read(exchange.path()).is_err() => {
            Err(Unrecorded::Removed { directory: exchange.path().to_owned() })
        }
        Answer::Absent if !libraries.are_there() => {
            Err(Unrecorded::Unloaded { library: libraries.preload.clone() })
        }
        Answer::Absent => {
            Err(Unrecorded::Unwatched { path: interpreter.path.clone(), status: described(status) })
        }
    }
}
