//! What to record, whatever the way in.

/// What to record of a process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Patterns of the files to record; with none, those below the current directory.
    pub targets: Vec<String>,
    /// Look from time to time where the program is.
    pub sample: bool,
    /// Look at operands, to say why instructions fail.
    pub explain: bool,
}

impl Options {
    /// Records the files that match these patterns, without samples and operands.
    pub fn new(targets: Vec<String>) -> Self {
        Self { targets, ..Self::default() }
    }

    /// Whether to look where the program is.
    #[must_use]
    pub fn sample(self, sample: bool) -> Self {
        Self { sample, ..self }
    }

    /// Whether to look at operands.
    #[must_use]
    pub fn explain(self, explain: bool) -> Self {
        Self { explain, ..self }
    }
}
