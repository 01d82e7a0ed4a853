//! Files that others may have created, which are opened without blocking and read only up to a
//! limit; and files of ours, which replace nobody else's.
//!
//! Deliberately absent: what is in a file.

mod error;
mod kind;
mod owner;
mod read;
mod staging;
mod write;

pub use error::without_numbers;
pub use kind::{Kind, is_given};
pub use owner::{Stranger, is_of_this_user, is_ours, stranger};
pub use read::{LARGE, SMALL, SOURCE, open, read, read_named};
pub use staging::Staging;
pub use write::{Over, Place, create_new, replace};
