//! A recorded code object as `dis` shows it, and what is on the evaluation stack before and after
//! each of its instructions, as source text: `dy`, `self.y`, then `dy + self.y`.
//!
//! [`Stacks`] follows the code on every way through it, into exception handlers too, by what
//! [`bytecode::stack_effect`] says of each instruction. Nothing is executed: an item is named by
//! the expression or the argument of the instruction that made it.
//!
//! [`Listing`] has what stands beside instructions: lines, labels, arguments, inline caches,
//! exception handlers.
//!
//! Deliberately absent: how any of that is laid out. Texts are as they stand in the source and in the
//! recording, and may do harm where they are printed as they are.

mod items;
mod listing;
mod stacks;

pub use items::Item;
pub use listing::{CacheField, Entry, Line, Listing};
pub use stacks::{Stack, Stacks};
