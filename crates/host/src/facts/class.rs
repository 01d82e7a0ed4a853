//! Classes, looked at without asking them.

use arcstr::{ArcStr, literal};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyType};

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
    static GETTER: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = class.py();
    let getter = GETTER.get_or_try_init(py, || -> PyResult<_> {
        let own = py.get_type::<PyType>().getattr(intern!(py, "__dict__"))?;
        Ok(own.get_item(intern!(py, "__module__"))?.unbind())
    });
    let module = getter.ok()?.bind(py).call_method1(intern!(py, "__get__"), (class,)).ok()?;
    Some(module.cast_exact::<PyString>().ok()?.to_string_lossy().into_owned())
}
