//! What a source file says: its lines, loops and functions, and the comments that address specialist.
//!
//! [`Outline::parse`] reads a source once: its [`Loop`]s and [`Function`]s, the
//! [comments](Comments) that address specialist, and what is needed to give expressions a
//! [`Key`] that survives edits. [`Lines`] says where the lines of any source are.
//!
//! A source that can't be parsed is [`Unparsable`]: a recording of it is still useful, without loops.
//!
//! Deliberately absent: instructions. Which of them belong to a loop, and whether that is hot, says the
//! crate `sites`.

mod calls;
mod comments;
mod head;
mod heads;
mod key;
mod lines;
mod nested;
mod outline;
mod walk;

pub use calls::CallByName;
pub use comments::{Comments, Hot, Ignore, Malformed, Target};
pub use heads::Heads;
pub use key::{Key, Keys};
pub use lines::Lines;
pub use outline::{Function, FunctionKind, Loop, LoopKind, Outline, Unparsable};
