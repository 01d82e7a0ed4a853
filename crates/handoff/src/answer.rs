//! Host → engine: the code objects and how the program ended.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use bytecode::CodeObject;
use serde::{Deserialize, Serialize};

const FILE: &str = "answer";

/// One piece of the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    /// A code object.
    Code(CodeObject),
    /// The last frame; an answer without it was cut off.
    End(End),
}

/// What is known when everything else is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The exception nobody caught, if there was one.
    pub raised: Option<Raised>,
    /// How many executions of further code from a file were not kept, because that file had
    /// brought very many code objects already.
    pub dropped: u64,
    /// Files whose code could not be read, with the reason.
    pub unread: Vec<(String, String)>,
}

/// An exception nobody caught.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// The class, as a traceback names it.
    pub kind: String,
    /// `str()` of it.
    pub message: String,
    /// As Python prints it.
    pub traceback: String,
}

/// Why an answer could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// The file could not be written or read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A value could not be put into bytes.
    #[error(transparent)]
    Format(#[from] postcard::Error),
}

/// Writes an answer, frame by frame.
pub struct AnswerWriter(BufWriter<File>);

impl AnswerWriter {
    /// Creates the answer's file.
    ///
    /// # Errors
    /// When the directory is gone or cannot be written.
    pub fn create(directory: &Path) -> io::Result<Self> {
        Ok(Self(BufWriter::with_capacity(1 << 18, File::create(directory.join(FILE))?)))
    }

    /// Adds a frame.
    ///
    /// # Errors
    /// When the disk takes no more.
    pub fn write(&mut self, frame: &Frame) -> Result<(), AnswerError> {
        postcard::to_io(frame, &mut self.0)?;
        Ok(())
    }

    /// Writes out what is still buffered.
    ///
    /// # Errors
    /// When the disk takes no more.
    pub fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What the host had to say.
#[derive(Debug)]
pub enum Answer {
    /// The host was never loaded.
    Absent,
    /// It was loaded and never came to write: the process was killed, replaced, or left by
    /// `os._exit`.
    Silent,
    /// It wrote this.
    Given {
        /// The code objects, in the order they were found.
        code: Vec<CodeObject>,
        /// The last frame; `None` when the answer was cut off.
        end: Option<End>,
    },
}

impl Answer {
    /// Leaves word in the hand-off directory that the host is there.
    ///
    /// # Errors
    /// When the directory cannot be written.
    pub fn announce(directory: &Path) -> io::Result<()> {
        File::create(directory.join(FILE)).map(drop)
    }

    /// Reads what the host wrote.
    ///
    /// # Errors
    /// When the file cannot be read. A cut-off answer is no error: it lacks its end.
    pub fn read(directory: &Path) -> io::Result<Self> {
        let bytes = match std::fs::read(directory.join(FILE)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::Absent),
            Ok(bytes) if bytes.is_empty() => return Ok(Self::Silent),
            bytes => bytes?,
        };
        let mut objects = Vec::new();
        let mut rest = bytes.as_slice();
        while let Ok((frame, after)) = postcard::take_from_bytes::<Frame>(rest) {
            rest = after;
            match frame {
                Frame::Code(code) => objects.push(code),
                Frame::End(end) => return Ok(Self::Given { code: objects, end: Some(end) }),
            }
        }
        Ok(Self::Given { code: objects, end: None })
    }
}
