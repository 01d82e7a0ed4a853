//! Which loops and functions a source has, and which instructions of a recording belong to them.
//!
//! [`Outline::parse`] reads a source once: its [`Loop`]s and [`Function`]s, the
//! [comments](Comments) that speak to specialist, and what is needed to give expressions a
//! [`Key`] that survives edits. [`Outline::loops_of`] then says of each instruction of a code
//! object which loop repeats it, [`Outline::heats`] whether a loop ran long enough to be
//! specialized and by what evidence, and [`called`] which functions are called, and from which
//! loops.
//!
//! A source that cannot be parsed is [`Unparsable`]: a recording of it is good without loops.
//!
//! Deliberately absent: what is wrong with an instruction (crate `reasons`), and what is to be
//! done about it.

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
