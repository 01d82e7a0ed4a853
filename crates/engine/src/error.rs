//! Why there is no recording.

use std::io;
use std::path::PathBuf;

/// Why the program could not be run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A pattern of `--targets`.
    #[error(transparent)]
    Selection(#[from] handoff::SelectionError),
    /// The current directory is gone, or the like.
    #[error("the program could not be prepared: {0}")]
    Prepare(#[from] io::Error),
    /// The request to the host.
    #[error("the program could not be prepared: {0}")]
    Request(#[from] handoff::RequestError),
    /// `exec` failed.
    #[error("{} could not be started: {error}", path.display())]
    Start {
        /// The interpreter.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// No way to load a library before the program.
    #[error(
        "programs can be run and watched on Linux and macOS only; on this system, read saved recordings with `specialist report`"
    )]
    Platform,
}

/// Why there is nothing to show of a run.
#[derive(Debug, thiserror::Error)]
pub enum Unrecorded {
    /// The library was not loaded.
    #[error("{} ended with {status} before Python started, or could not be watched (it is linked statically or to another C library, or a script in its place takes LD_PRELOAD out of the environment): choose another with --python (`specialist pythons` lists them)", path.display())]
    Unwatched {
        /// The interpreter.
        path: PathBuf,
        /// How it ended.
        status: String,
    },
    /// The library was taken away before it could be loaded.
    #[error("{} was removed while the program started, so it ran without being watched: run it again", library.display())]
    Unloaded {
        /// Where it was.
        library: PathBuf,
    },
    /// It was loaded and never came to write.
    #[error(
        "the program ended with {status} and its code could not be read: it did not pass Python's own exit (killed, os._exit, exec, Py_Exit called by C code), or it could not write (setuid, a limit on open files, no room in the directory for temporary files)"
    )]
    Vanished {
        /// How it ended.
        status: String,
    },
    /// It removed what was to hold the answer.
    #[error("the program removed the directory {}, through which its code is read", directory.display())]
    Removed {
        /// The hand-off directory, below the one for temporary files.
        directory: PathBuf,
    },
    /// The answer was there and could not be read.
    #[error("what the program left could not be read: {0}")]
    Unreadable(#[from] io::Error),
}
