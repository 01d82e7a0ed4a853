//! Systems without a way to load a library before the program that we know of. Running a program
//! is refused there; everything about saved recordings works.

use std::ffi::{OsStr, OsString};
use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::SystemTime;

pub(crate) const PRELOAD_VARIABLE: Option<&str> = None;

pub(crate) fn add_to_environment(
    command: &mut Command,
    variables: &[(&str, OsString)],
) -> io::Result<()> {
    command.envs(variables.iter().map(|(name, value)| (name, value)));
    Ok(())
}

pub(crate) fn close_what_was_closed(_: &mut Command, _: Option<i32>) {}

pub(crate) fn end_with_parent(_: &mut Command) {}

pub(crate) fn preload_value(library: &OsStr, _: Option<OsString>) -> OsString {
    library.to_owned()
}

/// Nothing runs there.
pub(crate) fn is_running(_: u32, _: Option<u64>) -> bool {
    false
}

pub(crate) struct Supervised(Child);

impl Supervised {
    pub(crate) fn start(command: &mut Command) -> io::Result<Self> {
        command.spawn().map(Self)
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    pub(crate) fn wait(mut self) -> io::Result<ExitStatus> {
        self.0.wait()
    }
}

pub(crate) fn with_signals_blocked<T>(action: impl FnOnce() -> T) -> T {
    action()
}

pub(crate) fn touched(_: &Metadata) -> Option<SystemTime> {
    None
}

pub(crate) fn system() -> (String, String) {
    (std::env::consts::OS.into(), std::env::consts::ARCH.into())
}

pub(crate) fn machine_name() -> String {
    String::new()
}

pub(crate) fn processor() -> Option<String> {
    None
}

/// Starts a process that uses the terminal in the place of this one.
///
/// # Errors
/// When it cannot be started.
pub fn spawn_for_interrupts(command: &mut Command) -> io::Result<Child> {
    command.spawn()
}

pub(crate) fn signal(_: ExitStatus) -> Option<i32> {
    None
}

pub(crate) fn die_by(_: i32) {}

pub(crate) fn signal_name(signal: i32) -> String {
    format!("signal {signal}")
}

pub(crate) fn others_may_write(_: &Metadata) -> bool {
    false
}

pub(crate) fn is_sticky(_: &Metadata) -> bool {
    false
}

pub(crate) fn is_superuser() -> bool {
    false
}

pub(crate) fn set_directory_mode(_: &mut DirBuilder, _: u32) {}

pub(crate) fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

pub(crate) fn set_temporary_mode(_: &mut tempfile::Builder<'_, '_>, _: u32) {}

pub(crate) fn open_no_other(_: &mut OpenOptions) {}

pub(crate) fn may_execute(_: &File) -> io::Result<()> {
    Ok(())
}

pub(crate) fn start_only_with(_: &mut Command, _: &[PathBuf]) -> io::Result<()> {
    Ok(())
}

pub(crate) fn is_stale(_: &io::Error) -> bool {
    false
}

pub(crate) fn in_memory(_: &str, _: &[u8]) -> io::Result<(File, PathBuf)> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(crate) fn link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
