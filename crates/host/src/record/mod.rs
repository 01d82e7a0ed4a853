//! Which code objects ran.

pub(crate) mod answer;
pub(crate) mod check;
pub(crate) mod functions;
pub(crate) mod names;
pub(crate) mod raised;
pub(crate) mod wanted;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use handoff::{Answer, Matcher, Member, Observe, Request, SelectionError};
use pyo3::prelude::*;

use crate::process::family;
use crate::record::answer::Taken;
use crate::record::names::Names;
use crate::sampler::{Looking, Sampler};
use crate::{interpreter, resources};

/// A program that compiles one file over and over (a template, a doctest) would otherwise keep
/// every copy alive.
const MOST_PER_FILE: u32 = 1000;

/// The text after `-c` is compiled under this name; so is much that libraries make up.
const COMMAND: &str = "<string>";

const NO_THREAD: &str = "where the program spends its time and how its code changes is not known: the \
    system let no thread be started beside it (ulimit -u, or a limit of its container)";

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
pub(crate) struct Collector {
    directory: PathBuf,
    process: u32,
    /// The directory of the family that forks of this process join.
    family: Option<PathBuf>,
    /// Whether this process has joined it itself.
    joined: bool,
    matcher: Matcher,
    command: Command,
    kept: Vec<Kept>,
    known: HashSet<usize>,
    /// How many code objects each file brought.
    files: HashMap<PathBuf, u32>,
    dropped: u64,
    raised: Option<Py<PyAny>>,
    names: Option<Names>,
    python: handoff::Python,
    sample: bool,
    pub(crate) sampler: Option<Sampler>,
    observe: Observe,
    /// How many threads were started.
    threads: u32,
    /// Those that the process had started of which this is a fork.
    threads_before: u32,
    warnings: Vec<String>,
    /// What the program said it was doing, and when, as changes are timed.
    contexts: Vec<(u64, Option<String>)>,
    taken: bool,
}

impl Collector {
    pub(crate) fn new(directory: &Path, request: &Request) -> Result<Self, SelectionError> {
        Ok(Self {
            directory: directory.to_owned(),
            process: std::process::id(),
            family: request.family.clone().map(PathBuf::from),
            joined: false,
            matcher: request.selection.matcher()?,
            command: if request.command { Command::ToStart } else { Command::None },
            kept: Vec::new(),
            known: HashSet::new(),
            files: HashMap::new(),
            dropped: 0,
            raised: None,
            names: None,
            python: handoff::Python::default(),
            sample: request.sample,
            sampler: None,
            observe: request.observe.clone(),
            threads: 0,
            threads_before: 0,
            warnings: Vec::new(),
            contexts: Vec::new(),
            taken: false,
        })
    }

    /// What follows is the program; before it, `site` ran text of its own.
    pub(crate) fn program_starts(&mut self) {
        if self.command == Command::ToStart {
            self.command = Command::Next;
        }
    }

    /// The code objects that are kept, each with its file.
    pub(crate) fn kept<'py>(&self, py: Python<'py>) -> Vec<(Bound<'py, PyAny>, PathBuf)> {
        self.kept.iter().map(|kept| (kept.code.bind(py).clone(), kept.file.clone())).collect()
    }

    /// Which operands are to be looked at.
    pub(crate) fn observe(&self) -> Observe {
        self.observe.clone()
    }

    /// Counts a thread of the program.
    pub(crate) fn thread_starts(&mut self) {
        self.threads = self.threads.saturating_add(u32::from(self.is_original()));
    }

    /// Keeps how many threads were started, where nobody told of each.
    pub(crate) fn threads_started(&mut self, count: u32) {
        self.threads = count.saturating_sub(self.threads_before);
    }

    /// The program is about to say what it does: what changed so far belongs to what it did.
    pub(crate) fn look_at_all(&self) -> Option<Looking> {
        self.sampler.as_ref().filter(|_| self.is_original())?.look_at_all()
    }

    /// The program says what it does from now on.
    pub(crate) fn context(&mut self, at: Option<u64>, name: Option<String>) {
        if let Some(sampler) = self.sampler.as_ref().filter(|_| self.is_original()) {
            self.contexts.push((at.unwrap_or_else(|| sampler.now()), name));
        }
    }

    /// Keeps what the reader of the recording should know.
    pub(crate) fn warn(&mut self, warning: String) {
        self.warnings.push(warning);
    }

    /// Whether anything is asked for that takes more than what is known of live objects.
    pub(crate) fn reads_memory(&self) -> bool {
        self.sample || self.observe != Observe::Nothing
    }

    /// None of that is possible.
    pub(crate) fn cannot_read_memory(&mut self, reason: &str) {
        let what = match (self.sample, &self.observe) {
            (true, Observe::Nothing) => {
                "where the program spends its time and how its code changes"
            }
            (true, _) => {
                "where the program spends its time, how its code changes and what operands it has"
            }
            (false, _) => "what operands the program has",
        };
        self.warnings.push(format!("{what} is not known: {reason}"));
        (self.sample, self.observe) = (false, Observe::Nothing);
    }

    /// What names will be found with.
    pub(crate) fn prepared(&mut self, names: Option<Names>) {
        self.names = names;
    }

    /// Whether the program is to be sampled, and this is its start.
    pub(crate) fn wants_sampler(&self) -> bool {
        self.sample && self.sampler.is_none() && self.is_original()
    }

    /// Samples the program from now on, or notes why that is not possible.
    pub(crate) fn sample(&mut self, py: Python<'_>, sampler: Result<Sampler, String>) {
        self.sample = false;
        match sampler {
            Ok(mut sampler) => {
                self.kept.iter().for_each(|kept| watch(&sampler, kept.code.bind(py).clone()));
                sampler.start();
                self.sampler = Some(sampler);
            }
            Err(reason) => self.warnings.push(format!(
                "where the program spends its time and how its code changes is not known: {reason}"
            )),
        }
    }

    /// This process answers as one of a family.
    pub(crate) fn joined(self) -> Self {
        Self { joined: true, ..self }
    }

    /// Whether forks are recorded, too.
    pub(crate) fn is_in_family(&self) -> bool {
        self.family.is_some()
    }

    /// This is a fork of the process that collected. From now on it collects for itself, unless it
    /// cannot say so. Returns whether it is sampled.
    pub(crate) fn forked(&mut self, py: Python<'_>) -> bool {
        if !resources::for_a_step() {
            return false;
        }
        let joined = self.family.as_deref().and_then(|family| family::join(family, true));
        let Some(Member { directory, about }) = joined else { return false };
        self.directory = directory;
        self.process = about.process;
        self.joined = true;
        self.raised = None;
        // The parent tells of these.
        self.dropped = 0;
        self.warnings.clear();
        self.threads = 0;
        if interpreter::version(py).is_some_and(|version| !version.audits_threads()) {
            // To ask takes a number, too.
            self.threads_before = interpreter::threads_started(py).saturating_add(1);
        }
        self.contexts = self.contexts.pop().map(|(_, name)| (0, name)).into_iter().collect();
        let _ = Answer::announce(&self.directory);
        if let Some(sampler) = self.sampler.take() {
            let again = sampler.afresh();
            // Its thread stayed in the parent; to end it would be to wait for it.
            std::mem::forget(sampler);
            self.sample(py, Ok(again));
        }
        self.sampler.as_ref().is_some_and(Sampler::is_running)
    }

    /// Leaves word of how this process ends, where nobody who is waiting for it will.
    pub(crate) fn ended(&self, status: i32) {
        if self.joined && self.is_original() {
            let _ = Member::end(&self.directory, status);
        }
    }

    /// In a fork that has not joined the family there is no sampler, and nothing to be written.
    pub(crate) fn is_original(&self) -> bool {
        self.process == std::process::id()
    }

    /// Keeps a code object, if it is one and its file is wanted. Gives it if it is new.
    pub(crate) fn will_run<'py>(
        &mut self,
        code: Option<Bound<'py, PyAny>>,
    ) -> Option<(Bound<'py, PyAny>, PathBuf)> {
        let code = code.filter(interpreter::is_code)?;
        if self.known.contains(&code.as_ptr().addr()) {
            return None;
        }
        if !resources::for_a_step() {
            return None;
        }
        let file = self.wanted(filename(&code)?)?;
        self.known.insert(code.as_ptr().addr());
        if let Some(sampler) = self.sampler.as_ref().filter(|_| self.is_original()) {
            watch(sampler, code.clone());
        }
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

    /// Keeps the exception that nobody caught. The interpreter keeps it, too (`sys.last_value`).
    pub(crate) fn raised(&mut self, exception: Option<Bound<'_, PyAny>>) {
        self.raised = exception.map(Bound::unbind);
    }

    /// Whether everything collected has been given up.
    pub(crate) fn is_taken(&self) -> bool {
        self.taken
    }

    /// Keeps what the interpreter says of itself.
    pub(crate) fn describe(&mut self, python: handoff::Python) {
        self.python = python;
    }

    /// Gives up everything collected, the first time it is asked in the process that was started.
    pub(crate) fn take(&mut self) -> Option<Taken> {
        if std::mem::replace(&mut self.taken, true) || !self.is_original() {
            return None;
        }
        let sampled = self.sampler.take().map(Sampler::finish);
        if matches!(sampled, Some(None)) {
            self.warnings.push(NO_THREAD.to_owned());
        }
        Some(Taken {
            directory: self.directory.clone(),
            kept: std::mem::take(&mut self.kept),
            dropped: self.dropped,
            raised: self.raised.take(),
            names: self.names.take(),
            python: self.python.clone(),
            sampled: sampled.flatten(),
            observed: HashMap::new(),
            threads: self.threads,
            warnings: std::mem::take(&mut self.warnings),
            contexts: std::mem::take(&mut self.contexts),
        })
    }
}

/// Watches a code object and those among its constants, which run without another word.
fn watch(sampler: &Sampler, code: Bound<'_, PyAny>) {
    let mut left = vec![code];
    while let Some(code) = left.pop() {
        sampler.watch(&code);
        left.extend(interpreter::code_constants(&code));
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
