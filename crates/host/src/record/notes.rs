//! What is told beside the code.

use pyo3::prelude::*;

use crate::interpreter;

#[derive(Default)]
pub(super) struct Notes {
    /// The exception that nobody caught. The interpreter keeps it, too (`sys.last_value`).
    pub(super) raised: Option<Py<PyAny>>,
    /// What the interpreter says of itself.
    pub(super) python: handoff::Python,
    /// How many threads were started.
    pub(super) threads: u32,
    /// Those that the process had started of which this is a fork.
    threads_before: u32,
    /// What the reader of the recording should know.
    pub(super) warnings: Vec<String>,
    /// What the program said it was doing, and when, as changes are timed.
    pub(super) contexts: Vec<(u64, Option<String>)>,
}

impl Notes {
    /// Keeps how many threads were started, where nobody told of each.
    pub(super) fn threads_started(&mut self, count: u32) {
        self.threads = count.saturating_sub(self.threads_before);
    }

    /// In a fork: the parent tells of what was before.
    pub(super) fn begin_anew(&mut self, py: Python<'_>) {
        self.raised = None;
        self.warnings.clear();
        self.threads = 0;
        if interpreter::version(py).is_some_and(|version| !version.audits_threads()) {
            // To ask takes a number, too.
            self.threads_before = interpreter::threads_started(py).saturating_add(1);
        }
        self.contexts = self.contexts.pop().map(|(_, name)| (0, name)).into_iter().collect();
    }
}
