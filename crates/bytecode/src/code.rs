//! A raw code object.

use serde::{Deserialize, Serialize};

/// What an interpreter stores for one code object. Nothing in it is decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeObject {
    /// `co_filename`: any bytes that a file name can have.
    #[serde(with = "any_bytes")]
    pub filename: std::path::PathBuf,
    /// `co_qualname`.
    pub qualname: String,
    /// `co_firstlineno`.
    pub first_line: i32,
    /// `co_code`: the code units as compiled, all caches zero.
    #[serde(with = "serde_bytes")]
    pub code: Vec<u8>,
    /// `_co_code_adaptive`: the code units in their current form, with caches.
    #[serde(with = "serde_bytes")]
    pub adaptive: Vec<u8>,
    /// `co_linetable`.
    #[serde(with = "serde_bytes")]
    pub linetable: Vec<u8>,
    /// `co_exceptiontable`.
    #[serde(with = "serde_bytes")]
    pub exceptiontable: Vec<u8>,
    /// The `repr()` of each of `co_consts`; long ones are shortened.
    pub consts: Vec<String>,
    /// `co_names`.
    pub names: Vec<String>,
    /// `co_varnames`.
    pub varnames: Vec<String>,
    /// `co_cellvars`.
    pub cellvars: Vec<String>,
    /// `co_freevars`.
    pub freevars: Vec<String>,
}

/// For `#[serde(with)]`: a path as arbitrary bytes, where serde would require text. Human-readable
/// formats store it as text.
pub mod any_bytes {
    use std::ffi::OsString;
    use std::path::{Path, PathBuf};

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Writes a path.
    ///
    /// # Errors
    /// Those of the format.
    pub fn serialize<S: Serializer>(path: &Path, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { path.serialize(to) } else { path.as_os_str().serialize(to) }
    }

    /// Reads a path.
    ///
    /// # Errors
    /// Those of the format.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<PathBuf, D::Error> {
        if from.is_human_readable() {
            PathBuf::deserialize(from)
        } else {
            OsString::deserialize(from).map(PathBuf::from)
        }
    }
}
