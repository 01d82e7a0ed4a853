//! What the engine tells the host: what to record.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::Selection;

/// What the engine requests from the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Which files' code to record.
    pub selection: Selection,
    /// Whether to record code compiled from `<string>`, such as the text after `-c`.
    pub command: bool,
    /// Whether to take samples of where the program is.
    pub sample: bool,
    /// Which operands to observe.
    pub observe: Observe,
    /// The directory of the family that this process starts, or belongs to.
    pub family: Option<OsString>,
}

/// Which operands to observe.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Observe {
    /// None.
    #[default]
    Nothing,
    /// Those of the first executions of every instruction that could specialize, and later again of
    /// those that fail: with `sys.monitoring`, since 3.12.
    Monitored,
    /// Those of these instructions, in a separate run: with tracing, on 3.11.
    Traced(Vec<Traced>),
}

/// A code object with instructions whose operands are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traced {
    /// [`CodeObject::filename`](bytecode::CodeObject::filename).
    #[serde(with = "bytecode::any_bytes")]
    pub filename: PathBuf,
    /// `co_qualname`.
    pub qualname: String,
    /// `co_firstlineno`.
    pub first_line: i32,
    /// The instructions, by their offset in bytes.
    pub offsets: Vec<u32>,
}

/// Why a request could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// The file could not be written or read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The bytes are not a request.
    #[error(transparent)]
    Format(#[from] postcard::Error),
}

const FILE: &str = "request";

impl Request {
    /// Writes the request into the hand-off directory.
    ///
    /// # Errors
    /// If the file can't be written.
    pub fn write(&self, directory: &Path) -> Result<(), RequestError> {
        Ok(std::fs::write(directory.join(FILE), postcard::to_stdvec(self)?)?)
    }

    /// Reads the request from the hand-off directory.
    ///
    /// # Errors
    /// If the file can't be read, or is not a request.
    pub fn read(directory: &Path) -> Result<Self, RequestError> {
        Ok(postcard::from_bytes(&files::read(&directory.join(FILE), files::SOURCE)?)?)
    }
}
