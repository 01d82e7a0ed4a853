//! Code objects: which there are, and what they hold.

use std::path::Path;

use bytecode::{CodeObject, Version};
use pyo3::ffi::{self, PyTypeObject};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyTuple};
use rustc_hash::FxHashSet;

// Exported by every CPython, and not part of the limited API.
unsafe extern "C" {
    static mut PyCode_Type: PyTypeObject;
}

/// More of a constant than this nobody reads; a docstring can be a book.
const LONGEST_CONSTANT: usize = 80;

/// Whether an object is a code object. PyO3 would import `types` to find out, and at exit the
/// program's `types.py` may be found first.
pub(crate) fn is_code(object: &Bound<'_, PyAny>) -> bool {
    // SAFETY: only the address of a static is taken, and a live object's type read.
    unsafe { ffi::Py_TYPE(object.as_ptr()) == &raw mut PyCode_Type }
}

/// How long the code of a code object is, in bytes.
pub(crate) fn code_length(code: &Bound<'_, PyAny>) -> usize {
    // SAFETY: code objects are alive and of variable size (`PyObject_NewVar` in Objects/codeobject.c).
    2 * unsafe { ffi::Py_SIZE(code.as_ptr()) }.unsigned_abs()
}

/// The code objects among a code object's constants, in their order.
pub(crate) fn code_constants<'py>(code: &Bound<'py, PyAny>) -> Vec<Bound<'py, PyAny>> {
    let constants = code.getattr(intern!(code.py(), "co_consts"));
    let constants = constants.ok().and_then(|constants| constants.cast_into::<PyTuple>().ok());
    constants.map_or_else(Vec::new, |constants| constants.iter().filter(is_code).collect())
}

/// The code object of a frame object.
pub(crate) fn code_of_frame<'py>(frame: &Bound<'py, PyAny>) -> Bound<'py, PyAny> {
    // SAFETY: a live frame object always has one, and gives a new reference to it.
    unsafe {
        let code = ffi::PyFrame_GetCode(frame.as_ptr().cast());
        Bound::from_owned_ptr(frame.py(), code.cast())
    }
}

/// A code object and those among its constants, and among theirs: first one, then what is in it, in
/// the order of constants. Each comes once, and none that is `seen` already: constants made by hand may
/// hold one many times.
pub(crate) struct Nested<'a, 'py> {
    seen: &'a mut FxHashSet<usize>,
    left: Vec<Bound<'py, PyAny>>,
    /// The last one that was given, whose constants come next.
    last: Option<Bound<'py, PyAny>>,
    is_cut: bool,
}

impl<'a, 'py> Nested<'a, 'py> {
    /// From this one on.
    pub(crate) fn of(code: Bound<'py, PyAny>, seen: &'a mut FxHashSet<usize>) -> Self {
        Self { seen, left: vec![code], last: None, is_cut: false }
    }

    /// Whether some were left out because there was no memory to remember them.
    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Leaves out what is in the last one.
    pub(crate) fn skip_inside(&mut self) {
        self.last = None;
    }
}

impl<'py> Iterator for Nested<'_, 'py> {
    type Item = Bound<'py, PyAny>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(last) = self.last.take() {
            self.left.extend(code_constants(&last).into_iter().rev());
        }
        while let Some(code) = self.left.pop() {
            if self.seen.try_reserve(1).is_err() {
                self.is_cut = true;
            } else if self.seen.insert(code.as_ptr().addr()) {
                self.last = Some(code.clone());
                return Some(code);
            }
        }
        None
    }
}

/// `co_code`: what the compiler wrote.
pub(crate) fn compiled(code: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    bytes(code, intern!(code.py(), "co_code"))
}

/// An attribute that is `bytes`.
pub(crate) fn bytes(code: &Bound<'_, PyAny>, name: &Bound<'_, PyString>) -> PyResult<Vec<u8>> {
    Ok(code.getattr(name)?.cast_into::<PyBytes>()?.as_bytes().to_vec())
}

/// Copies what a code object holds.
pub(crate) fn read<'py>(code: &Bound<'py, PyAny>, file: &Path) -> PyResult<CodeObject> {
    let py = code.py();
    let bytes = |name| bytes(code, name);
    let names = |name: &Bound<'py, PyString>| -> PyResult<Vec<String>> {
        Ok(code.getattr(name)?.cast_into::<PyTuple>()?.iter().map(|name| text(&name)).collect())
    };
    let consts = code.getattr(intern!(py, "co_consts"))?.cast_into::<PyTuple>()?;
    Ok(CodeObject {
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
    })
}

/// What the caches of a code object hold in a field of this name: the first that is not 0.
pub(crate) fn cached(
    version: Version,
    code: &Bound<'_, PyAny>,
    field: &str,
) -> PyResult<Option<u32>> {
    let code = read(code, Path::new(""))?;
    let mut found = bytecode::instructions(version, &code)
        .flat_map(|instruction| bytecode::cache_fields(&instruction))
        .filter(|(name, value)| *name == field && *value != 0);
    Ok(found.next().and_then(|(_, value)| value.try_into().ok()))
}

/// `repr()`, without the addresses that make two runs differ, and not of whole books.
fn constant(item: &Bound<'_, PyAny>) -> String {
    if is_code(item) {
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
