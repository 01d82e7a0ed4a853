//! Runs a program and returns its recording; finds the interpreters to run it on.
//!
//! An engine executes a program and reports raw facts; what they mean is decided in `recording`.
//! Deliberately absent: how a recording looks.

use std::io;
use std::process::{Child, Command};

pub mod cpython;
pub mod interpreter;

pub use handoff::{Selection, SelectionError};

mod cache;
mod machine;
mod platform;
mod source;
mod temporary;
mod threads;
mod trust;

pub use self::temporary::Temporary;
pub use self::threads::prepare_threads;

/// Starts a process that uses the terminal in the place of this one: from then on Ctrl-C is heard by
/// it alone.
///
/// # Errors
/// When it cannot be started. Then Ctrl-C ends this process as before.
pub fn spawn_for_interrupts(command: &mut Command) -> io::Result<Child> {
    platform::spawn_for_interrupts(command)
}

/// Rust adds the number of the system's error to its words; they say enough.
///
/// ```
/// let error = std::io::Error::from_raw_os_error(2);
/// let text = format!("{error} at x, {error}");
/// assert_eq!(
///     specialist_engine::without_numbers(&text),
///     "No such file or directory at x, No such file or directory"
/// );
/// assert_eq!(specialist_engine::without_numbers("none"), "none");
/// ```
pub fn without_numbers(text: &str) -> String {
    let mut parts = text.split(" (os error ");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once(')').map_or(part, |(_, rest)| rest));
    }
    plain
}
