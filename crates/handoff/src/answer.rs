//! What the host tells the engine: the code objects, and how the program ended.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use bytecode::CodeObject;
use recording::{Sampling, Watched};
use serde::{Deserialize, Serialize};

const FILE: &str = "answer";

/// One piece of the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Frame<'a> {
    /// A code object.
    #[serde(borrow)]
    Code(Packed<'a>),
    /// The last frame; without it, the answer was cut off.
    End(Box<End>),
}

/// A packed code object: its file is known without unpacking it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Packed<'a> {
    /// [`CodeObject::filename`].
    #[serde(with = "bytecode::any_bytes")]
    pub filename: PathBuf,
    #[serde(borrow)]
    bytes: &'a [u8],
}

impl Packed<'_> {
    /// The code object, and what was observed while it ran.
    ///
    /// # Errors
    /// If the bytes are not a code object.
    pub fn unpack(&self) -> Result<(CodeObject, Watched), postcard::Error> {
        postcard::from_bytes(self.bytes)
    }
}

/// What is known after everything else is written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// Names for versions, as far as they were found.
    pub names: Names,
    /// The exception that was not caught, if any.
    pub raised: Option<Raised>,
    /// How many executions of further code from a file were not kept, because that file already had
    /// very many code objects.
    pub dropped: u64,
    /// Files whose code could not be read, with the reason.
    pub unread: Vec<(String, String)>,
    /// Whether memory ran short, so that not everything that ran could be kept or written.
    pub short: bool,
    /// How many threads the program started.
    pub threads: u32,
    /// How the program was sampled, if it was.
    pub sampling: Option<Sampling>,
    /// What could not be found out, and why: one plain sentence each.
    pub warnings: Vec<String>,
    /// What the program said it was doing, and since when, in microseconds since sampling began.
    pub contexts: Vec<(u64, Option<String>)>,
    /// The interpreter.
    pub python: Python,
}

/// What an interpreter says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Python {
    /// `sys.version_info`, such as `3.12.1` or `3.15.0candidate1`.
    pub version: String,
    /// `sys.implementation.name`.
    pub implementation: String,
    /// `sys.executable`.
    pub executable: OsString,
}

/// What the versions in the inline caches of recorded code stood for when the program had ended. A
/// version that is not here belongs to something that changed or died after it was cached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// Classes by type version (`tp_version_tag`).
    pub types: Vec<(u32, String)>,
    /// Modules by the version of their dictionary's keys (`dk_version`).
    pub keys: Vec<(u32, String)>,
    /// Functions by function version (`func_version`); those of code that is not recorded have
    /// their module in the name.
    pub functions: Vec<(u32, String)>,
    /// Attributes that were found in a class: the version of that class, their name, and the name
    /// with the class that defines it, such as `Base.shifted`.
    pub attributes: Vec<(u32, String, String)>,
}

/// An exception that was not caught.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// The class, as tracebacks name it.
    pub kind: String,
    /// `str()` of the exception.
    pub message: String,
    /// The traceback as Python prints it.
    pub traceback: Vec<Part>,
}

/// A part of a traceback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Printed as it is.
    Text(String),
    /// A line of a source file, by its number from 1. The engine reads it: the library could only
    /// ask the program's modules for it.
    Line(PathBuf, usize),
}

/// Why an answer could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// The file could not be written or read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A value could not be serialized.
    #[error(transparent)]
    Format(#[from] postcard::Error),
}

/// Writes an answer, piece by piece.
pub struct AnswerWriter<W: Write = BufWriter<File>>(W);

impl AnswerWriter {
    /// Creates the answer's file.
    ///
    /// # Errors
    /// If the directory is gone or can't be written to.
    pub fn create(directory: &Path) -> io::Result<Self> {
        Ok(Self(BufWriter::with_capacity(1 << 16, File::create(directory.join(FILE))?)))
    }
}

impl<W: Write> AnswerWriter<W> {
    /// One that writes wherever the answer is kept: from a `Vec`, it becomes a [`Given`].
    pub fn new(out: W) -> Self {
        Self(out)
    }

    /// Adds a code object and what was observed while it ran.
    ///
    /// # Errors
    /// If the disk is full.
    pub fn code(&mut self, object: &CodeObject, watched: &Watched) -> Result<(), AnswerError> {
        let bytes = postcard::to_stdvec(&(object, watched))?;
        self.frame(&Frame::Code(Packed { filename: object.filename.clone(), bytes: &bytes }))
    }

    fn frame(&mut self, frame: &Frame) -> Result<(), AnswerError> {
        postcard::to_io(frame, &mut self.0)?;
        Ok(())
    }

    /// Adds the end, and flushes what is buffered.
    ///
    /// # Errors
    /// If the disk is full.
    pub fn finish(mut self, end: End) -> Result<(), AnswerError> {
        self.frame(&Frame::End(Box::new(end)))?;
        Ok(self.0.flush()?)
    }
}

/// The host's answer.
#[derive(Debug)]
pub enum Answer {
    /// The host was never loaded.
    Absent,
    /// It was loaded but never wrote: the process was killed, replaced, or ended by `os._exit`.
    Silent,
    /// It wrote an answer.
    Given(Given),
}

/// An answer, as written.
#[derive(Debug)]
pub struct Given(Vec<u8>);

/// What an [`AnswerWriter`] has written; other bytes are an answer that was cut off.
impl From<Vec<u8>> for Given {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl Given {
    /// The code objects, in the order in which they were found, and the end; `None` for the end if
    /// the answer was cut off.
    pub fn parts(&self) -> (Vec<Packed<'_>>, Option<End>) {
        let mut objects = Vec::new();
        let mut rest = self.0.as_slice();
        while let Ok((frame, after)) = postcard::take_from_bytes::<Frame<'_>>(rest) {
            rest = after;
            match frame {
                Frame::Code(object) => objects.push(object),
                Frame::End(end) => return (objects, Some(*end)),
            }
        }
        (objects, None)
    }
}

impl Answer {
    /// Notes in the hand-off directory that the host is loaded.
    ///
    /// # Errors
    /// If the directory can't be written to.
    pub fn announce(directory: &Path) -> io::Result<()> {
        File::create(directory.join(FILE)).map(drop)
    }

    /// Reads what the host wrote.
    ///
    /// # Errors
    /// If the file can't be read. An answer that was cut off is not an error: it lacks its end.
    pub fn read(directory: &Path) -> io::Result<Self> {
        match files::read(&directory.join(FILE), files::LARGE) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::Absent),
            Ok(bytes) if bytes.is_empty() => Ok(Self::Silent),
            bytes => Ok(Self::Given(Given(bytes?))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(directory: &Path) -> Vec<u8> {
        let mut writer = AnswerWriter::create(directory).unwrap();
        for name in ["a.py", "b.py"] {
            let object = CodeObject { filename: name.into(), ..CodeObject::default() };
            writer.code(&object, &Watched::default()).unwrap();
        }
        writer.finish(End { dropped: 3, ..End::default() }).unwrap();
        std::fs::read(directory.join(FILE)).unwrap()
    }

    #[test]
    fn what_is_written_is_read() {
        let directory = tempfile::TempDir::new().unwrap();
        written(directory.path());
        let Answer::Given(given) = Answer::read(directory.path()).unwrap() else { panic!() };
        let (objects, end) = given.parts();
        let names: Vec<_> = objects.iter().map(|o| o.unpack().unwrap().0.filename).collect();
        assert_eq!(names, [PathBuf::from("a.py"), PathBuf::from("b.py")]);
        assert_eq!(end.unwrap().dropped, 3);
    }

    #[test]
    fn a_truncated_answer_is_read_up_to_the_cut() {
        let directory = tempfile::TempDir::new().unwrap();
        let whole = written(directory.path());
        for length in 1..whole.len() {
            let given = Given(whole[..length].to_vec());
            let (objects, end) = given.parts();
            assert!(objects.len() <= 2 && end.is_none());
            assert!(objects.iter().all(|object| object.unpack().is_ok()));
        }
    }

    #[test]
    fn a_host_that_never_wrote_differs_from_one_that_never_loaded() {
        let directory = tempfile::TempDir::new().unwrap();
        assert!(matches!(Answer::read(directory.path()), Ok(Answer::Absent)));
        Answer::announce(directory.path()).unwrap();
        assert!(matches!(Answer::read(directory.path()), Ok(Answer::Silent)));
    }
}
