//! The code units of a code object, as they stand in memory.

use std::ops::Range;

use pyo3::prelude::*;

use crate::probe::frames;

/// Those of a live code object. Exists only after [`Frames::find`](crate::probe::frames::Frames::find)
/// has seen that they are where they are looked for.
pub(crate) struct Units<'a, 'py> {
    code: &'a Bound<'py, PyAny>,
    place: Range<usize>,
}

impl<'a, 'py> Units<'a, 'py> {
    pub(crate) fn of(code: &'a Bound<'py, PyAny>) -> PyResult<Self> {
        Ok(Self { code, place: frames::units(code)? })
    }

    /// `_co_code_adaptive`: what stands there now.
    pub(crate) fn read(&self) -> Vec<u8> {
        let start: *const u8 = std::ptr::with_exposed_provenance(self.place.start);
        // SAFETY: the code object is alive, its units are there, and nothing else writes them while
        // this thread has the interpreter lock, to which `code` is bound.
        unsafe { std::slice::from_raw_parts(start, self.place.len()) }.to_vec()
    }

    /// Writes from an offset on, in bytes. What has no place is left out. The sampler reads without
    /// the interpreter lock: [`aside`](super::altered::aside()) is held, or the code object put aside.
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
