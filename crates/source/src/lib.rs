//! Finds which loops and functions a source has, and which instructions of a recording belong to
//! them.
//!
//! [`Outline::parse`] reads a source once: its [`Loop`]s and [`Function`]s, the
//! [comments](Comments) that address specialist, and what is needed to give expressions a [`Key`]
//! that survives edits. Then [`Outline::loops_of`] says which loop repeats each instruction of a
//! code object, [`Outline::heats`] whether a loop ran long enough to be specialized and the
//! evidence for it, and [`called`] which functions are called, and from which loops.
//!
//! A source that can't be parsed is [`Unparsable`]: a recording of it is still useful, without
//! loops.
//!
//! Deliberately absent: what is wrong with an instruction (crate `reasons`), and what to do about
//! it.

mod calls;
mod comments;
mod heat;
mod key;
mod member;
mod nested;
mod outline;
mod places;
mod walk;

pub use calls::{Called, called};
pub use comments::{Comments, Hot, Ignore, Malformed, Target};
pub use heat::{Heat, HeatEvidence, Heats};
pub use key::{Key, Keys};
pub use outline::{Function, FunctionKind, Loop, LoopKind, Outline, Unparsable};
