//! Engine → host: what to record.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::Selection;

/// What the engine asks of the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Which files' code to record.
    pub selection: Selection,
    /// Record code compiled from `<string>`, as the text after `-c` is.
    pub command: bool,
}

/// Why a request could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// The file could not be written or read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The bytes are no request.
    #[error(transparent)]
    Format(#[from] postcard::Error),
}

const FILE: &str = "request";

impl Request {
    /// Puts the request into the hand-off directory.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, directory: &Path) -> Result<(), RequestError> {
        Ok(std::fs::write(directory.join(FILE), postcard::to_stdvec(self)?)?)
    }

    /// Takes the request from the hand-off directory.
    ///
    /// # Errors
    /// When the file cannot be read or is no request.
    pub fn read(directory: &Path) -> Result<Self, RequestError> {
        Ok(postcard::from_bytes(&std::fs::read(directory.join(FILE))?)?)
    }
}
