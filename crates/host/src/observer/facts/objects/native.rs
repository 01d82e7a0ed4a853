//! What some versions export, looked up by name as the stable ABI does not have it.

use std::ffi::{CStr, c_int, c_void};
use std::sync::OnceLock;

use pyo3::ffi::{PyInterpreterState, PyObject, PyTypeObject};
use pyo3::prelude::*;
use pyo3::types::PyType;

// Exported by every version with these signatures, and not part of the limited API.
unsafe extern "C" {
    fn PyFunction_GetCode(function: *mut PyObject) -> *mut PyObject;
    fn PyFunction_GetDefaults(function: *mut PyObject) -> *mut PyObject;
    fn PyMethod_Function(method: *mut PyObject) -> *mut PyObject;
    fn PyInterpreterState_Get() -> *mut PyInterpreterState;
}

/// The code of an object that is exactly a Python function. Asking for `__code__` would raise an
/// audit event.
pub(in crate::observer::facts) fn code<'py>(
    function: &Bound<'py, PyAny>,
) -> Option<Bound<'py, PyAny>> {
    // SAFETY: what is no function is an error; the reference is borrowed from a live object.
    unsafe { borrowed(function.py(), PyFunction_GetCode(function.as_ptr())) }
}

/// Its defaults for positional parameters.
pub(super) fn defaults<'py>(function: &Bound<'py, PyAny>) -> Option<Bound<'py, PyAny>> {
    // SAFETY: as above; NULL without an error where there are none.
    unsafe { borrowed(function.py(), PyFunction_GetDefaults(function.as_ptr())) }
}

/// What a bound method is a method of.
pub(super) fn function<'py>(method: &Bound<'py, PyAny>) -> Option<Bound<'py, PyAny>> {
    // SAFETY: as above.
    unsafe { borrowed(method.py(), PyMethod_Function(method.as_ptr())) }
}

/// # Safety
/// NULL, with or without an error, or a reference borrowed from an object that is alive.
unsafe fn borrowed(py: Python<'_>, object: *mut PyObject) -> Option<Bound<'_, PyAny>> {
    // SAFETY: the caller's promise.
    let object = unsafe { Bound::from_borrowed_ptr_or_opt(py, object) };
    if object.is_none() {
        drop(PyErr::take(py));
    }
    object
}

/// Whether a class can get no version any more, of which a version allows it only some.
pub(in crate::observer::facts) fn has_no_version_left(class: &Bound<'_, PyType>) -> Option<bool> {
    type Assign = unsafe extern "C" fn(*mut PyTypeObject) -> c_int;
    static ASSIGN: OnceLock<Option<Assign>> = OnceLock::new();
    let assign = ASSIGN.get_or_init(|| {
        let assign = symbol(c"PyUnstable_Type_AssignVersionTag")?;
        // SAFETY: exported with this signature since 3.12.
        Some(unsafe { std::mem::transmute::<*mut c_void, Assign>(assign) })
    });
    // SAFETY: a live class. Any attribute look-up on an instance, such as the one that is about to
    // happen, does the same.
    let assigned = unsafe { assign.as_ref()?(class.as_type_ptr()) };
    Some(assigned == 0)
}

/// Whether something took over the evaluation of frames (PEP 523).
pub(in crate::observer::facts) fn evaluates_elsewhere(_: Python<'_>) -> Option<bool> {
    type Function = unsafe extern "C" fn(*mut PyInterpreterState) -> *mut c_void;
    let get = symbol(c"_PyInterpreterState_GetEvalFrameFunc")?;
    let default = symbol(c"_PyEval_EvalFrameDefault")?;
    // SAFETY: exported with this signature by every version that has it; this thread is attached.
    let current =
        unsafe { std::mem::transmute::<*mut c_void, Function>(get)(PyInterpreterState_Get()) };
    Some(current != default)
}

fn symbol(name: &CStr) -> Option<*mut c_void> {
    // SAFETY: a null-terminated name.
    let symbol = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
    (!symbol.is_null()).then_some(symbol)
}
