//! What the engine and its library inside the interpreter say to each other.
//!
//! The engine makes a directory, writes a [`Request`] into it and starts the interpreter with the
//! directory's path in [`DIRECTORY_VARIABLE`]. The library reads the request at start and, when
//! the program has ended, writes its answer beside it: every code object, then the [`End`]. Both
//! sides are always of one build, so the format has no version.
//!
//! Deliberately absent: how the library gets into the interpreter, what the bytes mean.

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

/// The environment variable that holds the path of the hand-off directory. It is gone before the
/// program could see it.
pub const DIRECTORY_VARIABLE: &str = "SPECIALIST_HANDOFF";

/// The environment variable that holds the path of a family's directory, whose processes all
/// record: it stays where it is, for their children.
pub const FAMILY_VARIABLE: &str = "SPECIALIST_FAMILY";
