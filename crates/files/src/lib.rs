//! Files that others may have made: opened without waiting for them and read no further than a limit;
//! and files of ours, which take no other's place.
//!
//! Deliberately absent: what is in a file.

mod kind;
mod owner;
mod read;
mod write;

pub use kind::{Kind, is_given};
pub use owner::{Stranger, stranger};
pub use read::{LARGE, SMALL, SOURCE, open, read, read_named};
pub use write::{Over, Place, create_new, replace};
