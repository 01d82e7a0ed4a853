//! What is on the evaluation stack before and after each instruction of a recorded code object,
//! as source text: `dy`, `self.y`, then `dy + self.y`.
//!
//! [`Stacks`] follows the code on every way through it, into exception handlers too, by what
//! [`bytecode::stack_effect`] says of each instruction. Nothing is executed: an item is named by
//! the expression or the argument of the instruction that made it.
//!
//! Deliberately absent: how stacks are shown. Texts are as they stand in the source and in the
//! recording, and may do harm where they are printed as they are.

mod items;
mod stacks;

pub use items::Item;
pub use stacks::{Stack, Stacks};
