//! The engine that runs a program on the user's own CPython.
//!
//! The child process is `python program.py` itself: the same command line, with a library of ours
//! loaded before `main`. That library listens, and leaves what it found in a directory.

mod assemble;
mod command_line;
mod explain;
mod family;
mod library;
mod traceback;

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::{Instant, SystemTime};

use bytecode::Version;
use handoff::{Answer, DIRECTORY_VARIABLE, FAMILY_VARIABLE, Observe, Request, Selection, now};
use recording::{ProgramKind, Recording};

pub use self::family::{Family, Gathered, Sources};
use self::library::Libraries;
use crate::interpreter::Interpreter;
use crate::platform::{self, Supervised, described, exit_status};
use crate::temporary::Temporary;

/// The descriptor.
const STDOUT: i32 = 1;

/// What decides the hashes of strings; without it each process has its own.
const HASH_SEED: &str = "PYTHONHASHSEED";

/// A program to run.
#[derive(Clone, Debug)]
pub struct Program {
    /// How `target` is to be read.
    pub kind: ProgramKind,
    /// A path, a module's name or source text.
    pub target: OsString,
    /// What the program finds in `sys.argv` after its own name.
    pub arguments: Vec<OsString>,
}

/// How to run it.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct Options {
    /// Which files to record; with none, those below the current directory.
    pub targets: Vec<String>,
    /// Send the program's standard output to standard error.
    pub stdout_to_stderr: bool,
    /// Look from time to time where the program is.
    pub sample: bool,
    /// Look at operands, to say why instructions fail.
    pub explain: bool,
    /// The directory for recordings into which child processes record, too.
    pub family: Option<PathBuf>,
    /// Let hashes of strings be the same in each run, by `PYTHONHASHSEED`, unless that is set.
    pub fixed_hashes: bool,
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

/// Why the program could not be run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A pattern of `--targets`.
    #[error(transparent)]
    Selection(#[from] handoff::SelectionError),
    /// The current directory is gone, or the like.
    #[error("the program could not be prepared: {0}")]
    Prepare(#[from] io::Error),
    /// The request to the host.
    #[error("the program could not be prepared: {0}")]
    Request(#[from] handoff::RequestError),
    /// `exec` failed.
    #[error("{} could not be started: {error}", path.display())]
    Start {
        /// The interpreter.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// No way to load a library before the program.
    #[error(
        "programs can be run and watched on Linux and macOS only; on this system, read saved recordings with `specialist report`"
    )]
    Platform,
}

/// Why there is nothing to show of a run.
#[derive(Debug, thiserror::Error)]
pub enum Unrecorded {
    /// The library was not loaded.
    #[error("{} ended with {status} before Python started, or could not be watched (it is linked statically or to another C library, or a script in its place takes LD_PRELOAD out of the environment): choose another with --python (`specialist pythons` lists them)", path.display())]
    Unwatched {
        /// The interpreter.
        path: PathBuf,
        /// How it ended.
        status: String,
    },
    /// The library was taken away before it could be loaded.
    #[error("{} was removed while the program started, so it ran without being watched: run it again", library.display())]
    Unloaded {
        /// Where it was.
        library: PathBuf,
    },
    /// It was loaded and never came to write.
    #[error(
        "the program ended with {status} and its code could not be read: it did not pass Python's own exit (killed, os._exit, exec, Py_Exit called by C code), or it could not write (setuid, a limit on open files, no room in the directory for temporary files)"
    )]
    Vanished {
        /// How it ended.
        status: String,
    },
    /// It removed what was to hold the answer.
    #[error("the program removed the directory {}, through which its code is read", directory.display())]
    Removed {
        /// The hand-off directory, below the one for temporary files.
        directory: PathBuf,
    },
    /// The answer was there and could not be read.
    #[error("what the program left could not be read: {0}")]
    Unreadable(#[from] io::Error),
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

/// Runs the program to its end.
///
/// # Errors
/// When it could not be started. How the program itself ends is no error.
pub fn run(
    interpreter: &Interpreter,
    version: Version,
    program: &Program,
    options: &Options,
) -> Result<Run, RunError> {
    let cwd = env::current_dir()?;
    let selection = selection(&cwd, interpreter, program, options);
    selection.matcher()?;
    let mut request = Request {
        selection,
        command: program.kind == ProgramKind::Command,
        sample: options.sample,
        observe: if options.explain && version.has_monitoring() {
            Observe::Monitored
        } else {
            Observe::Nothing
        },
        family: None,
    };
    let family = options
        .family
        .as_ref()
        .map(|recordings| Family::begin(recordings, Request { command: false, ..request.clone() }));
    let family = family.transpose()?;
    request.family = family.as_ref().map(|family| family.directory().into());
    let prepare = || Prepared::new(interpreter, program, &request, options);
    let (prepared, began, clock, started) = first_start(prepare)?;
    let Prepared { exchange, libraries, .. } = prepared;
    let start = |error| RunError::Start { path: interpreter.path.clone(), error };
    let running = started.map_err(start)?;
    let name = format!("{}-{:x}", running.id(), now());
    let status = running.wait()?;
    let end = assemble::Ended {
        status: exit_status(status),
        began,
        seconds: clock.elapsed().as_secs_f64(),
    };

    let recording = match Answer::read(exchange.path()) {
        Err(error) => Err(Unrecorded::Unreadable(error)),
        // We have written one, so the program took it away.
        Ok(Answer::Absent) if Request::read(exchange.path()).is_err() => {
            Err(Unrecorded::Removed { directory: exchange.path().to_owned() })
        }
        Ok(Answer::Absent) if !libraries.are_there() => {
            Err(Unrecorded::Unloaded { library: libraries.preload.clone() })
        }
        Ok(Answer::Absent) => {
            let path = interpreter.path.clone();
            Err(Unrecorded::Unwatched { path, status: described(status) })
        }
        Ok(Answer::Silent) => Err(Unrecorded::Vanished { status: described(status) }),
        Ok(Answer::Given(given)) => {
            let run =
                assemble::Context { interpreter, version, program, cwd: &cwd, reads: &|_| true };
            let mut recording = assemble::recording(&run, &given, &end);
            // Whoever has stopped the program does not want it to start again.
            if options.explain && !version.has_monitoring() && platform::signal(status).is_none() {
                explain::add_operands(&run, &request, options, &mut recording);
            }
            Ok(recording)
        }
    };
    Ok(Run { status, recording, name, family })
}

type Start = (Prepared, SystemTime, Instant, io::Result<Supervised>);

/// Starts a program, again where the new process saw, before it became the interpreter, that the
/// libraries are gone: somebody empties the cache. Later it may have run, and nothing runs twice.
fn first_start(prepare: impl Fn() -> Result<Prepared, RunError>) -> Result<Start, RunError> {
    let mut left = MOST_STARTS;
    loop {
        left -= 1;
        let mut prepared = prepare()?;
        let (began, clock) = (SystemTime::now(), Instant::now());
        let started = Supervised::start(&mut prepared.command);
        if left == 0 || !started.as_ref().is_err_and(platform::is_stale) {
            return Ok((prepared, began, clock, started));
        }
    }
}

/// More than a cache is emptied by accident.
const MOST_STARTS: usize = 5;

/// A program about to run.
struct Prepared {
    /// The hand-off directory, with the request in it.
    exchange: Temporary,
    command: Command,
    /// To be there until the process has loaded them.
    libraries: Libraries,
}

impl Prepared {
    fn new(
        interpreter: &Interpreter,
        program: &Program,
        request: &Request,
        options: &Options,
    ) -> Result<Self, RunError> {
        let stdout_to_stderr = options.stdout_to_stderr;
        let variable = platform::PRELOAD_VARIABLE.ok_or(RunError::Platform)?;
        let exchange = Temporary::new()?;
        request.write(exchange.path())?;
        let family = request.family.as_deref().map(Path::new);
        // One path for both: under two the dynamic linker would load it twice.
        let libraries = family.map_or_else(Libraries::unpack, Libraries::unpack_to_stay)?;
        let mut command = Command::new(&interpreter.path);
        command.args(command_line::arguments(program));
        if stdout_to_stderr {
            command.stdout(os_pipe::dup_stderr()?);
        }
        platform::close_what_was_closed(&mut command, stdout_to_stderr.then_some(STDOUT));
        let mut others = env::var_os(variable);
        let mut variables = vec![(DIRECTORY_VARIABLE, exchange.path().into())];
        if let Some(family) = family {
            // The first is for this process, which takes it out.
            others = Some(platform::preload_value(libraries.preload.as_os_str(), others));
            variables.push((FAMILY_VARIABLE, family.into()));
        }
        variables.push((variable, platform::preload_value(libraries.preload.as_os_str(), others)));
        if options.fixed_hashes && env::var_os(HASH_SEED).is_none_or(|seed| seed.is_empty()) {
            variables.push((HASH_SEED, "0".into()));
        }
        platform::add_to_environment(&mut command, &variables)?;
        platform::start_only_with(&mut command, &libraries.files())?;
        Ok(Self { exchange, command, libraries })
    }
}

fn selection(
    cwd: &Path,
    interpreter: &Interpreter,
    program: &Program,
    options: &Options,
) -> Selection {
    let stdlib = interpreter.stdlib.iter().cloned();
    let environment = interpreter.path.parent().and_then(Path::parent);
    let environment = environment.filter(|directory| directory.join("pyvenv.cfg").exists());
    Selection {
        directory: cwd.into(),
        patterns: options.targets.clone(),
        program: (program.kind == ProgramKind::File).then(|| cwd.join(&program.target).into()),
        excluded: stdlib.chain(environment.map(Path::to_owned)).map(PathBuf::into).collect(),
    }
}
