//! Classes, looked at without asking them.

use std::ffi::{c_int, c_ulong};

use arcstr::{ArcStr, literal};
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyMappingProxy, PyString, PyTuple, PyType};

/// `Py_TPFLAGS_INLINE_VALUES`, from 3.13 on (`Include/object.h`).
pub(crate) const INLINE_VALUES: c_ulong = 1 << 2;
/// `Py_TPFLAGS_MANAGED_DICT`.
pub(crate) const MANAGED_DICT: c_ulong = 1 << 4;
/// `Py_TPFLAGS_IMMUTABLETYPE`.
pub(crate) const IMMUTABLE: c_ulong = 1 << 8;
/// `Py_TPFLAGS_METHOD_DESCRIPTOR`.
pub(crate) const METHOD_DESCRIPTOR: c_ulong = 1 << 17;

/// As a traceback names it: without the module where everybody knows it.
///
/// A metaclass may have its own idea of `__module__`: only what `type` says is asked for.
pub(crate) fn name(class: &Bound<'_, PyType>) -> ArcStr {
    let Ok(name) = class.qualname() else { return literal!("?") };
    let name = name.to_string_lossy();
    match module(class).as_deref() {
        None | Some("builtins" | "__main__") => name.as_ref().into(),
        Some(module) => format!("{module}.{name}").into(),
    }
}

/// The name of the module it says it is from, where that is a string.
pub(crate) fn module(class: &Bound<'_, PyType>) -> Option<String> {
    let module = ask(class, intern!(class.py(), "__module__"))?;
    Some(module.cast_exact::<PyString>().ok()?.to_string_lossy().into_owned())
}

/// What `type` says of a class, whatever its metaclass would.
pub(crate) fn ask<'py>(
    class: &Bound<'py, PyType>,
    name: &Bound<'py, PyString>,
) -> Option<Bound<'py, PyAny>> {
    static TYPE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = class.py();
    let own = TYPE
        .get_or_try_init(py, || -> PyResult<_> {
            let own = py.get_type::<PyType>().getattr(intern!(py, "__dict__"))?;
            // SAFETY: a live object that takes part in garbage collection, and need not: it is
            // kept for good. Untracked, it does not appear among the program's objects.
            unsafe { ffi::PyObject_GC_UnTrack(own.as_ptr().cast()) };
            Ok(own.unbind())
        })
        .ok()?;
    let getter = own.bind(py).get_item(name).ok()?;
    getter.call_method1(intern!(py, "__get__"), (class,)).ok()
}

/// What an instance gets from its class by this name, before any descriptor is asked: the first
/// of the class and its bases to have it.
pub(crate) fn look_up<'py>(
    class: &Bound<'py, PyType>,
    name: &Bound<'py, PyString>,
) -> Option<Bound<'py, PyAny>> {
    let py = class.py();
    let bases = ask(class, intern!(py, "__mro__"))?.cast_into_exact::<PyTuple>().ok()?;
    bases.iter().find_map(|base| {
        let own = ask(base.cast().ok()?, intern!(py, "__dict__"))?;
        own.cast_exact::<PyMappingProxy>().ok()?.get_item(name).ok()
    })
}

/// Whether it is one of the interpreter's own, which nobody can change.
pub(crate) fn is_builtin(class: &Bound<'_, PyType>) -> bool {
    flags(class) & IMMUTABLE != 0 && module(class).as_deref() == Some("builtins")
}

/// Its flags (`tp_flags`).
pub(crate) fn flags(class: &Bound<'_, PyType>) -> c_ulong {
    // SAFETY: a live class.
    unsafe { ffi::PyType_GetFlags(class.as_type_ptr()) }
}

/// What stands in a slot, to be compared with that of other classes.
pub(crate) fn slot(class: &Bound<'_, PyType>, slot: c_int) -> usize {
    // SAFETY: a live class and a slot that every version knows; from 3.10 on any class will do.
    unsafe { ffi::PyType_GetSlot(class.as_type_ptr(), slot) }.addr()
}
