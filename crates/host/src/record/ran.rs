//! Which code objects ran.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use handoff::{Matcher, Request, SelectionError};
use pyo3::prelude::*;

use crate::interpreter::code;
use crate::resources;

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

/// A code object that ran.
pub(crate) struct Kept {
    pub(crate) code: Py<PyAny>,
    /// Where its file's name leads, which may be relative to a directory since left.
    pub(crate) file: PathBuf,
}

/// Keeps the code objects that ran.
pub(super) struct Ran {
    matcher: Matcher,
    command: Command,
    pub(super) kept: Vec<Kept>,
    known: HashSet<usize>,
    /// How many code objects each file brought.
    files: HashMap<PathBuf, u32>,
    /// How many were too many.
    pub(super) dropped: u64,
}

impl Ran {
    pub(super) fn new(request: &Request) -> Result<Self, SelectionError> {
        Ok(Self {
            matcher: request.selection.matcher()?,
            command: if request.command { Command::ToStart } else { Command::None },
            kept: Vec::new(),
            known: HashSet::new(),
            files: HashMap::new(),
            dropped: 0,
        })
    }

    /// What follows is the program; before it, `site` ran text of its own.
    pub(super) fn program_starts(&mut self) {
        if self.command == Command::ToStart {
            self.command = Command::Next;
        }
    }

    /// Keeps a code object, if it is one and its file is wanted. Gives it if it is new.
    pub(super) fn will_run<'py>(
        &mut self,
        code: Option<Bound<'py, PyAny>>,
    ) -> Option<(Bound<'py, PyAny>, PathBuf)> {
        let code = code.filter(code::is_code)?;
        if self.known.contains(&code.as_ptr().addr()) || !resources::for_a_step() {
            return None;
        }
        let file = self.wanted(filename(&code)?)?;
        self.known.insert(code.as_ptr().addr());
        self.kept.push(Kept { code: code.clone().unbind(), file: file.clone() });
        Some((code, file))
    }

    /// Where the file is, if it is wanted, exists, and has not brought too much already.
    fn wanted(&mut self, file: PathBuf) -> Option<PathBuf> {
        if is_made_up(&file) {
            let is_command = self.command == Command::Next && file.as_os_str() == COMMAND;
            if is_command {
                self.command = Command::None;
            }
            return is_command.then_some(file);
        }
        let file = if file.is_absolute() { file } else { std::env::current_dir().ok()?.join(file) };
        if !self.matcher.wants(&file) {
            return None;
        }
        // Generated code may name a file that is none; inside an archive, the archive is one.
        if !self.files.contains_key(&file) && !file.ancestors().any(Path::is_file) {
            return None;
        }
        let count = self.files.entry(file.clone()).or_default();
        if *count == MOST_PER_FILE {
            self.dropped += 1;
            return None;
        }
        *count += 1;
        Some(file)
    }
}

fn filename(code: &Bound<'_, PyAny>) -> Option<PathBuf> {
    let name = code.getattr("co_filename").ok()?;
    name.extract().ok()
}

/// `<string>`, `<frozen os>`: no file is behind it.
fn is_made_up(file: &Path) -> bool {
    let name = file.as_os_str().as_encoded_bytes();
    name.first() == Some(&b'<') && name.last() == Some(&b'>')
}
