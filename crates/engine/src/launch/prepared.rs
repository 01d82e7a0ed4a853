//! A process about to run, and its start.

use std::env;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::{Instant, SystemTime};

use handoff::{DIRECTORY_VARIABLE, FAMILY_VARIABLE, Request};

use super::Launch;
use crate::RunError;
use crate::interpreter::Interpreter;
use crate::libraries::Libraries;
use crate::platform::{self, Supervised};
use crate::temporary::Temporary;

/// The descriptor.
const STDOUT: i32 = 1;

/// What decides the hashes of strings; without it each process has its own.
const HASH_SEED: &str = "PYTHONHASHSEED";

/// More than a cache is emptied by accident.
const MOST_STARTS: usize = 5;

/// A program about to run.
pub(super) struct Prepared {
    /// The hand-off directory, with the request in it.
    pub(super) exchange: Temporary,
    pub(super) command: Command,
    /// To be there until the process has loaded them.
    pub(super) libraries: Libraries,
}

impl Prepared {
    pub(super) fn new(
        launch: &Launch,
        interpreter: &Interpreter,
        request: &Request,
    ) -> Result<Self, RunError> {
        let stdout_to_stderr = launch.stdout_to_stderr;
        let variable = platform::PRELOAD_VARIABLE.ok_or(RunError::Platform)?;
        let exchange = Temporary::new()?;
        request.write(exchange.path())?;
        let family = request.family.as_deref().map(Path::new);
        // One path for both: under two the dynamic linker would load it twice.
        let libraries = family.map_or_else(Libraries::unpack, Libraries::unpack_to_stay)?;
        let mut command = Command::new(&interpreter.path);
        command.args(launch.program.command_line());
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
        if launch.fixed_hashes && env::var_os(HASH_SEED).is_none_or(|seed| seed.is_empty()) {
            variables.push((HASH_SEED, "0".into()));
        }
        platform::add_to_environment(&mut command, &variables)?;
        platform::start_only_with(&mut command, &libraries.files())?;
        Ok(Self { exchange, command, libraries })
    }
}

/// A process that has been started, or could not be.
pub(super) struct Started {
    pub(super) prepared: Prepared,
    pub(super) began: SystemTime,
    pub(super) clock: Instant,
    pub(super) process: io::Result<Supervised>,
}

impl Started {
    /// Starts a program, again where the new process saw, before it became the interpreter, that the
    /// libraries are gone: somebody empties the cache. Later it may have run, and nothing runs twice.
    pub(super) fn first(
        prepare: impl Fn() -> Result<Prepared, RunError>,
    ) -> Result<Self, RunError> {
        let mut left = MOST_STARTS;
        loop {
            left -= 1;
            let mut prepared = prepare()?;
            let (began, clock) = (SystemTime::now(), Instant::now());
            let process = Supervised::start(&mut prepared.command);
            if left == 0 || !process.as_ref().is_err_and(platform::is_stale) {
                return Ok(Self { prepared, began, clock, process });
            }
        }
    }
}
