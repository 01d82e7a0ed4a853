//! What differs between operating systems when a library is brought into another process.

use std::process::ExitStatus;

#[cfg(unix)]
mod files;
#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub use unix::spawn_for_interrupts;
#[cfg(unix)]
pub(crate) use {files::*, unix::*};

#[cfg(unix)]
mod signals;
#[cfg(unix)]
pub(crate) use signals::{Supervised, with_signals_blocked};
#[cfg(unix)]
mod witness;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
pub(crate) use linux::*;

#[cfg(target_os = "macos")]
mod macos;
#[cfg(target_os = "macos")]
pub(crate) use macos::*;

#[cfg(not(unix))]
mod other;
#[cfg(not(unix))]
pub use other::spawn_for_interrupts;
#[cfg(not(unix))]
pub(crate) use other::*;

/// How a process ended, as a shell says it: for a death by signal, 128 and the signal's number.
pub(crate) fn exit_status(status: ExitStatus) -> i32 {
    status.code().or_else(|| signal(status).map(|signal| 128 + signal)).unwrap_or(1)
}

/// The same in words: `status 3`, `SIGKILL`.
pub(crate) fn described(status: ExitStatus) -> String {
    match signal(status) {
        Some(signal) => signal_name(signal),
        None => format!("status {}", exit_status(status)),
    }
}
