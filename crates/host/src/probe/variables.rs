//! How many places of a frame come before its evaluation stack: variables, cells that are no
//! parameters, and free variables (`co_nlocalsplus`).
//!
//! No attribute gives that number. To add up the tuples of names would leave them in the code object,
//! where `gc` shows them; to count the instructions that make cells would be to believe what a program
//! may have put there by hand.

use std::ffi::CStr;

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::memory::known_number;
use super::{numbers, only};
use crate::interpreter::code::{code_constants, is_code};

/// Code objects that differ in everything that is counted.
const CHECK: &CStr = c"
def outer(a, b, c):
    d = e = g = h = i = 1
    def inner(f, j, k):
        return b, d
    return inner
def other(a, b): pass
";

/// What the number is in `outer`, `inner` and `other`.
const EXPECTED: [u32; 3] = [9, 5, 2];

/// Where code objects keep the number, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Variables(usize);

impl Variables {
    /// Looks for it in code objects whose number is known.
    pub(crate) fn find(py: Python<'_>) -> PyResult<Option<Self>> {
        let namespace = PyDict::new(py);
        py.run(CHECK, Some(&namespace), None)?;
        let code = |name| namespace.as_any().get_item(name)?.getattr("__code__");
        let (outer, other) = (code("outer")?, code("other")?);
        let Some(inner) = code_constants(&outer).pop() else { return Ok(None) };
        let size: usize = outer.get_type().getattr("__basicsize__")?.extract()?;
        let known = [&outer, &inner, &other].map(|code| code.as_ptr().addr());
        Ok(only(numbers(size), |at| {
            // SAFETY: inside code objects that are alive.
            known.map(|code| unsafe { known_number(code + at) }) == EXPECTED
        })
        .map(Self))
    }

    /// The number of a code object, 0 for what is none.
    pub(crate) fn of(self, code: &Bound<'_, PyAny>) -> usize {
        if !is_code(code) {
            return 0;
        }
        // SAFETY: a live code object, and the place that was found.
        unsafe { known_number(code.as_ptr().addr() + self.0) as usize }
    }
}
