//! A recorded code object as `dis` shows it, and what is on the evaluation stack before and after
//! each of its instructions, as source text: `dy`, `self.y`, then `dy + self.y`.
//!
//! [`Stacks`] follows the code along every path, including exception handlers, using
//! [`bytecode::stack_effect`] for each instruction. Nothing is executed: an item is named after the
//! expression or the argument of the instruction that produced it.
//!
//! [`Listing`] has everything that `dis` shows beside instructions: lines, labels, arguments,
//! inline caches, exception handlers.
//!
//! Deliberately absent: the layout. Texts are as in the source and in the recording, and may do
//! harm if they are printed unchanged.

mod items;
mod listing;
mod stacks;

pub use items::Item;
pub use listing::{CacheField, Entry, Line, Listing};
pub use stacks::{Stack, Stacks};
