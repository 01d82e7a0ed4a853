//! Where the interpreter keeps what is private to it, and reading it.

pub(crate) mod altered;
pub(crate) mod frames;
pub(crate) mod gil;
pub(crate) mod memory;
pub(crate) mod objects;
pub(crate) mod units;
pub(crate) mod versions;
