//! The instruction sets, made from the files in `data`.
//!
//! Do not edit: made by `cargo run -p specialist-bytecode --example generate-tables`.

pub(crate) mod stack;
mod v3_11;
mod v3_12;
mod v3_13;
mod v3_14;
mod v3_15;

pub(crate) use v3_11::V3_11;
pub(crate) use v3_12::V3_12;
pub(crate) use v3_13::V3_13;
pub(crate) use v3_14::V3_14;
pub(crate) use v3_15::V3_15;
