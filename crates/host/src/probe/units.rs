//! The code units of code objects, as they stand in memory.

use std::ops::Range;

use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::memory::Kernel;
use crate::interpreter::code::code_length;

/// The proof that the units of a code object follow its fixed part, which has this size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnitsAt(usize);

impl UnitsAt {
    /// Holds the interpreter's own copy of some code against what stands there.
    pub(crate) fn find(py: Python<'_>, kernel: Kernel) -> PyResult<Option<Self>> {
        let code = py.eval(c"(lambda x: x + x).__code__", None, None)?;
        let at = Self(code.get_type().getattr("__basicsize__")?.extract()?);
        let units = code.getattr("_co_code_adaptive")?.cast_into::<PyBytes>()?;
        let place = at.place(&code);
        let mut found = vec![0; place.len()];
        let readable = kernel.read_into(place.start, &mut found).is_some();
        Ok((readable && found == units.as_bytes()).then_some(at))
    }

    /// Where they are, as addresses: as many as the size of the object says.
    pub(crate) fn place(self, code: &Bound<'_, PyAny>) -> Range<usize> {
        let start = code.as_ptr().expose_provenance() + self.0;
        start..start + code_length(code)
    }

    /// Those of a live code object.
    pub(crate) fn of<'a, 'py>(self, code: &'a Bound<'py, PyAny>) -> Units<'a, 'py> {
        Units { code, place: self.place(code) }
    }
}

/// Those of a live code object.
pub(crate) struct Units<'a, 'py> {
    code: &'a Bound<'py, PyAny>,
    place: Range<usize>,
}

impl Units<'_, '_> {
    /// `_co_code_adaptive`: what stands there now.
    pub(crate) fn read(&self) -> Vec<u8> {
        let start: *const u8 = std::ptr::with_exposed_provenance(self.place.start);
        // SAFETY: the code object is alive, its units are there, and nothing else writes them while
        // this thread has the interpreter lock, to which `code` is bound.
        unsafe { std::slice::from_raw_parts(start, self.place.len()) }.to_vec()
    }

    /// Writes from an offset on, in bytes. What has no place is left out. The sampler reads without
    /// the interpreter lock: [`altered`](super::altered::altered()) is held, or has the code object.
    pub(crate) fn write(&self, offset: usize, bytes: &[u8]) {
        let _attached = self.code.py();
        if offset.saturating_add(bytes.len()) > self.place.len() {
            return;
        }
        let start: *mut u8 = std::ptr::with_exposed_provenance_mut(self.place.start + offset);
        // SAFETY: as for reading; all of it has its place, checked above.
        unsafe { start.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
    }
}
