//! The fixture programs, what was recorded of them, and what should be.

pub(crate) mod marks;
pub(crate) mod programs;
