//! CPython's instruction sets, 3.11 to 3.15, as data, and everything that is decoded with them.
//!
//! A [`Version`] has an [`InstructionSet`]: 256 [`Opcode`]s with their [`Kind`], inline cache and
//! operand. [`instructions()`] decodes a [`CodeObject`] with it, [`progress()`] reads the counter
//! of an instruction, [`locations()`] the source positions, [`exception_table()`] the handlers, and
//! [`Arguments`] words arguments like `dis`.
//!
//! To add a version, dump its opcodes with `scripts/dump-opcodes.py`, regenerate the tables with
//! the example `generate-tables`, and follow the compiler errors: they name every decision that has
//! to be made. The tests then compare everything with the interpreter.
//!
//! This is the only crate that compares versions of Python. Deliberately absent: what a state is
//! called and how it looks, and how code objects are found.

mod argrepr;
mod branches;
mod cache;
mod code;
mod effect;
mod exception_table;
mod executions;
#[rustfmt::skip]
mod generated;
mod guard;
mod instruction;
mod instruction_set;
mod kin;
mod locations;
mod operands;
mod progress;
mod stack;
mod tables;
mod version;

pub use argrepr::Arguments;
pub use branches::{Branches, branches};
pub use cache::{cache_fields, cache_layout};
pub use code::{CodeObject, any_bytes};
pub use effect::{Effect, Output, Value, stack_effect};
pub use exception_table::{ExceptionEntry, exception_table};
pub use executions::{Executions, executions, shows_execution};
pub use guard::{Guard, found_attribute, guard};
pub use instruction::{Instruction, Instructions, instructions};
pub use instruction_set::{CacheField, Finds, InstructionSet, Kind, Mark, Opcode, Operand};
pub use kin::{Kin, kin, prepares_call};
pub use locations::{Location, locations};
pub use operands::{keyword_names, operands, operator};
pub use progress::{Counter, Progress, progress};
pub use stack::{StackEffect, stack_depths};
pub use version::{UnknownVersion, Version};
