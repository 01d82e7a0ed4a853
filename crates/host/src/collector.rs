//! Which code objects ran.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use handoff::{Matcher, Request, SelectionError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::snapshot::Taken;

/// A program that compiles one file over and over (a template, a doctest) would otherwise keep
/// every copy alive.
const MOST_PER_FILE: u32 = 1000;

/// The text after `-c` is compiled under this name; so is much that libraries make up.
const COMMAND: &str = "<string>";

/// Where the text after `-c` is.
#[derive(PartialEq, Eq)]
enum Command {
    /// There is none, or it has been seen.
    None,
    /// The interpreter is still starting; `site` runs text of its own.
    ToStart,
    /// It is the next code without a file.
    Next,
}

/// Keeps the code objects that ran.
pub(crate) struct Collector {
    directory: PathBuf,
    process: u32,
    matcher: Matcher,
    command: Command,
    kept: Vec<Py<PyAny>>,
    known: HashSet<usize>,
    per_file: HashMap<PathBuf, u32>,
    dropped: u64,
    /// Some code of a wanted file did not come from its compiler, so functions must be searched.
    made_by_hand: bool,
    taken: bool,
}

impl Collector {
    pub(crate) fn new(directory: &Path, request: &Request) -> Result<Self, SelectionError> {
        Ok(Self {
            directory: directory.to_owned(),
            process: std::process::id(),
            matcher: request.selection.matcher()?,
            command: if request.command { Command::ToStart } else { Command::None },
            kept: Vec::new(),
            known: HashSet::new(),
            per_file: HashMap::new(),
            dropped: 0,
            made_by_hand: false,
            taken: false,
        })
    }

    /// `cpython.run_*`: what follows is the program; before it, `site` ran text of its own.
    pub(crate) fn program_starts(&mut self) {
        if self.command == Command::ToStart {
            self.command = Command::Next;
        }
    }

    /// `exec`: the one argument is the code object.
    pub(crate) fn executed(&mut self, args: Option<&Bound<'_, PyTuple>>) {
        let Some(code) = args.and_then(|args| args.get_item(0).ok()) else { return };
        let Some(file) = filename(&code) else { return };
        if !(self.wants(&file) || self.is_command(&file))
            || !self.known.insert(code.as_ptr() as usize)
        {
            return;
        }
        let count = self.per_file.entry(file).or_default();
        if *count == MOST_PER_FILE {
            self.known.remove(&(code.as_ptr() as usize));
            self.dropped += 1;
            return;
        }
        *count += 1;
        self.kept.push(code.unbind());
    }

    /// `code.__new__`: the second argument is the file's name.
    pub(crate) fn code_made(&mut self, args: Option<&Bound<'_, PyTuple>>) {
        if self.made_by_hand {
            return;
        }
        let file = args.and_then(|args| args.get_item(1).ok());
        let file = file.and_then(|file| file.extract::<PathBuf>().ok());
        self.made_by_hand = file.is_some_and(|file| self.wants(&file));
    }

    fn wants(&self, file: &Path) -> bool {
        !is_made_up(file) && self.matcher.wants(file)
    }

    fn is_command(&mut self, file: &Path) -> bool {
        let is_it = self.command == Command::Next && file.as_os_str() == COMMAND;
        if is_it {
            self.command = Command::None;
        }
        is_it
    }

    /// Gives up everything collected, the first time it is asked in the process that was started.
    pub(crate) fn take(&mut self, py: Python<'_>) -> Option<Taken> {
        if std::mem::replace(&mut self.taken, true) || self.process != std::process::id() {
            return None;
        }
        let mut code = std::mem::take(&mut self.kept);
        if self.made_by_hand {
            code.extend(self.code_of_functions(py).unwrap_or_default());
        }
        Some(Taken { directory: self.directory.clone(), code, dropped: self.dropped })
    }

    /// The code of every function the garbage collector knows, where its file is wanted.
    fn code_of_functions(&self, py: Python<'_>) -> PyResult<Vec<Py<PyAny>>> {
        let function = py.import("types")?.getattr("FunctionType")?;
        let mut found = Vec::new();
        for object in py.import("gc")?.call_method0("get_objects")?.try_iter()? {
            let object = object?;
            if !object.get_type().is(&function) {
                continue;
            }
            let code = object.getattr("__code__")?;
            if filename(&code).is_some_and(|file| self.wants(&file)) {
                found.push(code.unbind());
            }
        }
        Ok(found)
    }
}

fn filename(code: &Bound<'_, PyAny>) -> Option<PathBuf> {
    code.getattr("co_filename").ok()?.extract().ok()
}

/// `<string>`, `<frozen os>`: no file is behind it.
fn is_made_up(file: &Path) -> bool {
    let name = file.as_os_str().as_encoded_bytes();
    name.first() == Some(&b'<') && name.last() == Some(&b'>')
}
