//! The ways into a Python process, and the recordings that they give.
//!
//! There is one engine, the user's own CPython, and several *ways in*, which all give the same
//! [`Recording`](recording::Recording):
//!
//! - [`launch`] starts a program with the user's command line;
//! - [`family`] reads what processes recorded themselves, into a directory.
//!
//! A way in finds raw code objects. [`assemble`] makes a recording from these and their sources, and
//! needs no process for that. What the facts mean is decided in `recording`.
//!
//! Deliberately absent: how a recording looks.

pub mod assemble;
pub mod family;
pub mod interpreter;
pub mod launch;

pub use handoff::{Given, Selection, SelectionError};

mod cache;
mod error;
mod libraries;
mod machine;
mod options;
mod platform;
mod program;
mod temporary;
mod threads;
mod trust;

pub use self::error::{RunError, Unrecorded};
pub use self::options::Options;
pub use self::platform::spawn_for_interrupts;
pub use self::program::Program;
pub use self::temporary::Temporary;
pub use self::threads::prepare_threads;
