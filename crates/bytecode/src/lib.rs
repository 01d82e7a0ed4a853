//! CPython's instruction sets, 3.11 to 3.15, as data, and what is read with them.

mod code;
mod version;

pub use code::CodeObject;
pub use version::Version;
