//! What the engine and its library inside the interpreter tell each other.
//!
//! The engine creates a directory, writes a [`Request`] into it and starts the interpreter with the
//! directory's path in [`DIRECTORY_VARIABLE`]. The library reads the request at the start and, when
//! the program has ended, writes its answer beside it: every code object, then the [`End`]. Both
//! sides always come from the same build, so the format has no version.
//!
//! Deliberately absent: how the library gets into the interpreter, and what the bytes mean.

mod answer;
mod family;
mod process;
mod request;
mod selection;

pub use answer::{
    Answer, AnswerError, AnswerWriter, End, Given, Names, Packed, Part, Python, Raised,
};
pub use family::{About, Ended, Member, now};
pub use process::Process;
pub use request::{Observe, Request, RequestError, Traced};
pub use selection::{Matcher, Selection, SelectionError};

/// The environment variable with the path of the hand-off directory. It is removed before the
/// program could see it.
pub const DIRECTORY_VARIABLE: &str = "SPECIALIST_HANDOFF";

/// The environment variable with the path of a family's directory, in which all processes record.
/// It stays in the environment, for their children.
pub const FAMILY_VARIABLE: &str = "SPECIALIST_FAMILY";
