//! Runs a program and returns its recording; finds the interpreters to run it on.
//!
//! An engine executes a program and reports raw facts; what they mean is decided in `recording`.
//! Deliberately absent: how a recording looks.

pub mod cpython;
pub mod interpreter;

pub use handoff::{Selection, SelectionError};

mod cache;
mod platform;
mod source;
