//! Recordings of what CPython makes of programs.
//!
//! There is one engine, the user's own CPython, and there are several *ways in* to its process, which
//! all give the same [`Recording`](recording::Recording):
//!
//! - [`launch`]: a program is started with the user's command line;
//! - [`family`]: processes have recorded themselves into a directory.
//!
//! A way in finds raw code objects. [`assemble`] makes a recording of these and of their sources, and
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
