//! What is recorded: which code ran, and what is told beside it, kept until the program has ended and
//! then written as the answer.

pub(crate) mod answer;
pub(crate) mod check;
mod functions;
mod names;
mod notes;
mod place;
mod raised;
mod ran;
mod wanted;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use bytecode::Version;
use handoff::{Observe, Request, SelectionError};
use pyo3::prelude::*;

use self::answer::Taken;
use self::names::Names;
use self::notes::Notes;
pub(crate) use self::place::{Place, join};
use self::ran::Ran;
use crate::probe::versions::Versions;
use crate::resources;

static RECORDER: OnceLock<Mutex<Recorder>> = OnceLock::new();

/// Records what a process does.
pub(crate) struct Recorder {
    pub(crate) place: Place,
    code: Ran,
    notes: Notes,
    names: Option<Names>,
    /// What else is to be started with the program.
    wanted: Wanted,
    taken: bool,
}

/// What is asked for beside the code that ran.
#[derive(Default)]
pub(crate) struct Wanted {
    pub(crate) sample: bool,
    /// Which operands are to be looked at.
    pub(crate) observe: Observe,
}

/// Has it record from now on. Says whether it does: there is one a process.
pub(crate) fn install(recorder: Recorder) -> bool {
    RECORDER.set(Mutex::new(recorder)).is_ok()
}

/// Whether there is one.
pub(crate) fn is_there() -> bool {
    RECORDER.get().is_some()
}

/// Runs `action` unless the recorder is in use further up this thread's stack.
pub(crate) fn with<T>(action: impl FnOnce(&mut Recorder) -> T) -> Option<T> {
    Some(action(&mut *RECORDER.get()?.try_lock().ok()?))
}

/// Gives up everything recorded, the first time it is asked in the process that records. Waits while
/// another thread uses the recorder.
pub(crate) fn take() -> Option<Taken> {
    RECORDER.get()?.lock().unwrap_or_else(PoisonError::into_inner).take()
}

impl Recorder {
    /// Records as the request asks, and answers in a directory; `joined` where this process answers as
    /// one of a family.
    pub(crate) fn new(
        directory: &Path,
        request: &Request,
        joined: bool,
    ) -> Result<Self, SelectionError> {
        let family = request.family.clone().map(PathBuf::from);
        Ok(Self {
            place: Place::new(directory, family, joined),
            code: Ran::new(request)?,
            notes: Notes::default(),
            names: None,
            wanted: Wanted { sample: request.sample, observe: request.observe.clone() },
            taken: false,
        })
    }

    /// What is to be started with the program, the first time.
    pub(crate) fn wanted(&mut self) -> Wanted {
        std::mem::take(&mut self.wanted)
    }

    /// What names will be found with, and what the interpreter says of itself.
    pub(crate) fn prepared(
        &mut self,
        versions: Option<(Version, Versions)>,
        python: handoff::Python,
    ) {
        self.names = versions.map(|(version, versions)| Names::new(version, versions));
        self.notes.python = python;
    }

    /// What follows is the program; before it, `site` ran text of its own.
    pub(crate) fn program_starts(&mut self) {
        self.code.program_starts();
    }

    /// Keeps a code object, if it is one and its file is wanted. Gives it if it is new.
    pub(crate) fn will_run<'py>(
        &mut self,
        code: Option<Bound<'py, PyAny>>,
    ) -> Option<(Bound<'py, PyAny>, PathBuf)> {
        self.code.will_run(code)
    }

    /// The code objects that are kept, each with its file.
    pub(crate) fn kept<'py>(&self, py: Python<'py>) -> Vec<(Bound<'py, PyAny>, PathBuf)> {
        let kept = self.code.kept.iter();
        kept.map(|kept| (kept.code.bind(py).clone(), kept.file.clone())).collect()
    }

    /// Counts a thread of the program.
    pub(crate) fn thread_starts(&mut self) {
        let count = u32::from(self.place.is_original());
        self.notes.threads = self.notes.threads.saturating_add(count);
    }

    /// Keeps how many threads were started, where nobody told of each.
    pub(crate) fn threads_started(&mut self, count: u32) {
        self.notes.threads_started(count);
    }

    /// The program says what it does from now on.
    pub(crate) fn context(&mut self, at: u64, name: Option<String>) {
        if self.place.is_original() {
            self.notes.contexts.push((at, name));
        }
    }

    /// Keeps what the reader of the recording should know.
    pub(crate) fn warn(&mut self, warning: String) {
        self.notes.warnings.push(warning);
    }

    /// Keeps the exception that nobody caught.
    pub(crate) fn raised(&mut self, exception: Option<Bound<'_, PyAny>>) {
        self.notes.raised = exception.map(Bound::unbind);
    }

    /// This is a fork of the process that recorded. From now on it records for itself, unless it
    /// cannot say so. Returns whether it does.
    pub(crate) fn forked(&mut self, py: Python<'_>) -> bool {
        if !resources::for_a_step() || !self.place.join() {
            return false;
        }
        self.notes.begin_anew(py);
        self.code.dropped = 0;
        true
    }

    /// Whether an answer is still to be written, by this process.
    pub(crate) fn has_to_answer(&self) -> bool {
        !self.taken && self.place.is_original()
    }

    /// Gives up everything recorded, the first time it is asked in the process that records.
    pub(crate) fn take(&mut self) -> Option<Taken> {
        if std::mem::replace(&mut self.taken, true) || !self.place.is_original() {
            return None;
        }
        Some(Taken {
            directory: self.place.directory.clone(),
            kept: std::mem::take(&mut self.code.kept),
            dropped: self.code.dropped,
            raised: self.notes.raised.take(),
            names: self.names.take(),
            python: self.notes.python.clone(),
            threads: self.notes.threads,
            warnings: std::mem::take(&mut self.notes.warnings),
            contexts: std::mem::take(&mut self.notes.contexts),
            sampled: None,
            observed: std::collections::HashMap::new(),
        })
    }
}
