//! Code objects → bytes.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use bytecode::{CodeObject, Version};
use handoff::{AnswerError, AnswerWriter, End};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyTuple};

use crate::observer::Seen;
use crate::record::Kept;
use crate::record::names::Names;
use crate::record::raised;
use crate::record::wanted::Sought;
use crate::sampler::Sampled;
use crate::{interpreter, resources};

/// More of a constant than this nobody reads; a docstring can be a book.
const LONGEST_CONSTANT: usize = 80;

/// More than looking through all classes and modules takes, in bytes.
const NAMES: usize = 64 << 20;

/// What was collected, ready to be written.
pub(crate) struct Taken {
    pub(crate) directory: PathBuf,
    pub(crate) kept: Vec<Kept>,
    pub(crate) dropped: u64,
    pub(crate) raised: Option<Py<PyAny>>,
    pub(crate) names: Option<Names>,
    pub(crate) python: handoff::Python,
    pub(crate) sampled: Option<Sampled>,
    /// What observing operands showed of a code object, by its address.
    pub(crate) observed: HashMap<usize, Seen>,
    pub(crate) threads: u32,
    pub(crate) warnings: Vec<String>,
    pub(crate) contexts: Vec<(u64, Option<String>)>,
}

impl Taken {
    /// Writes every code object, each followed by those among its constants, then the end.
    pub(crate) fn write(mut self, py: Python<'_>) -> Result<(), AnswerError> {
        let mut writer = AnswerWriter::create(&self.directory)?;
        let mut seen = HashSet::new();
        let warnings = std::mem::take(&mut self.warnings);
        let python = std::mem::take(&mut self.python);
        let contexts = std::mem::take(&mut self.contexts);
        let Self { dropped, threads, .. } = self;
        // Since memory was short nothing was kept any more.
        let short = resources::is_short();
        let mut end = End { dropped, short, threads, warnings, python, contexts, ..End::default() };
        let mut recorded = HashMap::new();
        let mut sought = Sought::default();
        for Kept { code, file } in &self.kept {
            let mut left = vec![code.bind(py).clone()];
            while let Some(code) = left.pop() {
                let address = code.as_ptr().addr();
                if seen.contains(&address) {
                    continue;
                }
                let reserved = seen.try_reserve(1).and_then(|()| recorded.try_reserve(1));
                if reserved.is_err() || !resources::for_code(interpreter::code_length(&code)) {
                    end.short = true;
                    continue;
                }
                seen.insert(address);
                match read(&code, file) {
                    Ok((mut object, inner)) => {
                        let sampled = self.sampled.as_mut();
                        let sampled = sampled.map(|seen| seen.of(address, &object));
                        let mut watched = sampled.unwrap_or_default();
                        if let Some(seen) = self.observed.remove(&address) {
                            seen.tell(&mut object, &mut watched);
                        }
                        writer.code(&object, &watched)?;
                        if let Some(names) = &self.names {
                            sought.add(names.version, &object);
                        }
                        recorded.insert(address, object.qualname);
                        left.extend(inner.into_iter().rev());
                    }
                    Err(error) => end.unread.push((code.to_string(), error.to_string())),
                }
            }
        }
        end.sampling = self.sampled.map(|sampled| sampled.sampling);
        if let Some(names) =
            self.names.filter(|_| resources::for_bytes(NAMES) && resources::is_back())
        {
            end.warnings.extend(names.warning(&sought));
            end.names = names.find(py, &sought, &recorded);
        }
        end.raised = self
            .raised
            .filter(|_| resources::is_back())
            .and_then(|exception| raised::describe(exception.bind(py)));
        writer.finish(end)
    }
}

/// Reads a code object; with it, the code objects among its constants.
pub(crate) fn read<'py>(
    code: &Bound<'py, PyAny>,
    file: &Path,
) -> PyResult<(CodeObject, Vec<Bound<'py, PyAny>>)> {
    let py = code.py();
    let bytes = |name: &Bound<'py, PyString>| -> PyResult<Vec<u8>> {
        Ok(code.getattr(name)?.cast_into::<PyBytes>()?.as_bytes().to_vec())
    };
    let names = |name: &Bound<'py, PyString>| -> PyResult<Vec<String>> {
        Ok(code.getattr(name)?.cast_into::<PyTuple>()?.iter().map(|name| text(&name)).collect())
    };
    let consts = code.getattr(intern!(py, "co_consts"))?.cast_into::<PyTuple>()?;
    let object = CodeObject {
        filename: file.to_owned(),
        qualname: text(&code.getattr(intern!(py, "co_qualname"))?),
        first_line: code.getattr(intern!(py, "co_firstlineno"))?.extract()?,
        adaptive: bytes(intern!(py, "_co_code_adaptive"))?,
        code: bytes(intern!(py, "co_code"))?,
        linetable: bytes(intern!(py, "co_linetable"))?,
        exceptiontable: bytes(intern!(py, "co_exceptiontable"))?,
        consts: consts.iter().map(|item| constant(&item)).collect(),
        names: names(intern!(py, "co_names"))?,
        varnames: names(intern!(py, "co_varnames"))?,
        cellvars: names(intern!(py, "co_cellvars"))?,
        freevars: names(intern!(py, "co_freevars"))?,
    };
    Ok((object, consts.iter().filter(interpreter::is_code).collect()))
}

/// What the caches of a code object hold in a field of this name: the first that is not 0.
pub(crate) fn cached(
    version: Version,
    code: &Bound<'_, PyAny>,
    field: &str,
) -> PyResult<Option<u32>> {
    let (code, _) = read(code, Path::new(""))?;
    let mut found = bytecode::instructions(version, &code)
        .flat_map(|instruction| bytecode::cache_fields(&instruction))
        .filter(|(name, value)| *name == field && *value != 0);
    Ok(found.next().and_then(|(_, value)| value.try_into().ok()))
}

/// `repr()`, without the addresses that make two runs differ, and not of whole books.
fn constant(item: &Bound<'_, PyAny>) -> String {
    if interpreter::is_code(item) {
        let name = item.getattr("co_qualname").map(|name| text(&name));
        return format!("<code object {}>", name.unwrap_or_default());
    }
    let shown = match item.cast::<PyString>() {
        Ok(string) if string.len().is_ok_and(|length| length > LONGEST_CONSTANT) => {
            let slice = pyo3::types::PySlice::new(item.py(), 0, LONGEST_CONSTANT.cast_signed(), 1);
            item.get_item(slice).and_then(|start| start.repr())
        }
        _ => item.repr(),
    };
    let shown = shown.map_or_else(|_| "…".to_owned(), |repr| text(repr.as_any()));
    match shown.char_indices().nth(LONGEST_CONSTANT + 2) {
        Some((at, _)) => format!("{}…", &shown[..at]),
        None => shown,
    }
}

/// A string's text; characters that no UTF-8 has are replaced.
fn text(string: &Bound<'_, PyAny>) -> String {
    string
        .cast::<PyString>()
        .map_or_else(|_| String::new(), |string| string.to_string_lossy().into_owned())
}
