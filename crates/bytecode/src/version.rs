//! The versions of Python this project knows.

/// A feature version of CPython, in order of age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Version {
    /// 3.11
    V3_11,
    /// 3.12
    V3_12,
    /// 3.13
    V3_13,
    /// 3.14
    V3_14,
    /// 3.15
    V3_15,
}
