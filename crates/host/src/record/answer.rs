//! Everything recorded, written as the answer.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use handoff::{AnswerError, AnswerWriter, End};
use pyo3::prelude::*;
use rustc_hash::FxHashSet;

use super::names::Names;
use super::raised;
use super::ran::Kept;
use super::wanted::Sought;
use crate::interpreter::code::{self, Nested};
use crate::observer::Seen;
use crate::resources;
use crate::sampler::Sampled;

/// More than looking through all classes and modules takes, in bytes.
const NAMES: usize = 64 << 20;

/// What was recorded, ready to be written.
pub(crate) struct Taken {
    pub(super) directory: PathBuf,
    pub(super) kept: Vec<Kept>,
    pub(super) dropped: u64,
    pub(super) raised: Option<Py<PyAny>>,
    pub(super) names: Option<Names>,
    pub(super) python: handoff::Python,
    pub(crate) sampled: Option<Sampled>,
    /// What observing operands showed of a code object, by its address.
    pub(crate) observed: HashMap<usize, Seen>,
    pub(super) threads: u32,
    pub(crate) warnings: Vec<String>,
    pub(super) contexts: Vec<(u64, Option<String>)>,
}

/// What was written of the code objects.
#[derive(Default)]
struct Written {
    /// The addresses and names of those that were.
    recorded: HashMap<usize, String>,
    /// What their caches compare.
    sought: Sought,
    /// Whether some could not be, because there was no memory.
    short: bool,
    /// Those that could not be read, and why.
    unread: Vec<(String, String)>,
}

impl Taken {
    /// Writes every code object, each followed by those among its constants, then the end.
    pub(crate) fn write(mut self, py: Python<'_>) -> Result<(), AnswerError> {
        let mut writer = AnswerWriter::create(&self.directory)?;
        let mut warnings = std::mem::take(&mut self.warnings);
        // Since then nothing was kept any more.
        let was_short = resources::is_short();
        let Written { recorded, sought, short, unread } = self.write_code(py, &mut writer)?;
        let mut names = handoff::Names::default();
        if let Some(own) =
            self.names.filter(|_| resources::for_bytes(NAMES) && resources::is_back())
        {
            warnings.extend(own.warning(&sought));
            names = own.find(py, &sought, &recorded);
        }
        let raised = self.raised.filter(|_| resources::is_back());
        writer.finish(End {
            dropped: self.dropped,
            short: was_short || short,
            threads: self.threads,
            python: self.python,
            contexts: self.contexts,
            sampling: self.sampled.map(|sampled| sampled.sampling),
            raised: raised.and_then(|exception| raised::describe(exception.bind(py))),
            unread,
            names,
            warnings,
        })
    }

    fn write_code(
        &mut self,
        py: Python<'_>,
        writer: &mut AnswerWriter,
    ) -> Result<Written, AnswerError> {
        let mut written = Written::default();
        let mut seen = FxHashSet::default();
        let kept = std::mem::take(&mut self.kept);
        for Kept { code, file } in &kept {
            let mut nested = Nested::of(code.bind(py).clone(), &mut seen);
            while let Some(code) = nested.next() {
                let reserved = written.recorded.try_reserve(1).is_ok();
                if !reserved || !resources::for_code(code::code_length(&code)) {
                    written.short = true;
                    nested.skip_inside();
                } else if let Err(error) = self.write_one(&code, file, writer, &mut written)? {
                    written.unread.push((code.to_string(), error.to_string()));
                    nested.skip_inside();
                }
            }
            written.short |= nested.is_cut();
        }
        // What is looked for afterwards is looked for in them.
        self.kept = kept;
        Ok(written)
    }

    /// Writes a code object, with what was seen of it.
    fn write_one(
        &mut self,
        code: &Bound<'_, PyAny>,
        file: &Path,
        writer: &mut AnswerWriter,
        written: &mut Written,
    ) -> Result<PyResult<()>, AnswerError> {
        let mut object = match code::read(code, file) {
            Ok(object) => object,
            Err(error) => return Ok(Err(error)),
        };
        let address = code.as_ptr().addr();
        let sampled = self.sampled.as_mut().map(|seen| seen.of(address, &object));
        let mut watched = sampled.unwrap_or_default();
        if let Some(seen) = self.observed.remove(&address) {
            seen.tell(&mut object, &mut watched);
        }
        writer.code(&object, &watched)?;
        if let Some(names) = &self.names {
            written.sought.add(names.version, &object);
        }
        written.recorded.insert(address, object.qualname);
        Ok(Ok(()))
    }
}
