//! Recordings: the data that every way into a process produces and from which every report is made.
//!
//! A [`Recording`] is plain data with public fields. It is the only thing that passes between
//! the engine and reporters and, as JSON, the only format on disk. [`classify()`] is the one place
//! that decides what state an instruction is in.
//!
//! Deliberately absent: how a recording came to be (the engine) and how it looks (reporters).

mod cache;
mod classify;
mod code;
mod combine;
mod evidence;
pub mod facts;
mod form;
mod forms;
mod instruction;
mod json;
mod missing;
mod name;
mod state;
mod types;
mod units;
mod watched;

pub use bytecode::{Branches, ExceptionEntry, Executions};
pub use cache::Cache;
pub use classify::classify;
pub use code::code;
pub use combine::{BadPath, Combined, OtherVersion, Paths};
pub use evidence::Names;
pub use form::{Form, Processes};
pub use jiff::Timestamp;
pub use json::{ReadError, SCHEMA, SCHEMA_VERSION, read, write};
pub use missing::{Missing, NoSource};
pub use name::OpcodeName;
pub use state::State;
pub use types::{
    Code, Engine, Evidence, Exception, File, Instruction, Machine, Outcome, Program, ProgramKind,
    Recording, Span,
};
pub use units::CacheUnits;
pub use watched::{Certainty, Change, Operands, Reason, Sampling, Seen, Transition, Watched};
