//! Classes, looked at without asking them.

use arcstr::{ArcStr, literal};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyTuple, PyType};

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
    static GETTER: Getter = PyOnceLock::new();
    let module = own(&GETTER, intern!(class.py(), "__module__"), class)?;
    Some(module.cast_exact::<PyString>().ok()?.to_string_lossy().into_owned())
}

/// What an instance gets from its class by this name, before any descriptor is asked: the first
/// of the class and its bases to have it.
pub(crate) fn look_up<'py>(
    class: &Bound<'py, PyType>,
    name: &Bound<'py, PyString>,
) -> Option<Bound<'py, PyAny>> {
    static MRO: Getter = PyOnceLock::new();
    static DICT: Getter = PyOnceLock::new();
    let py = class.py();
    let bases = own(&MRO, intern!(py, "__mro__"), class)?;
    bases.cast_exact::<PyTuple>().ok()?.iter().find_map(|base| {
        let base = base.cast_into::<PyType>().ok()?;
        own(&DICT, intern!(py, "__dict__"), &base)?.get_item(name).ok()
    })
}

/// A descriptor in the dictionary of `type`.
type Getter = PyOnceLock<Py<PyAny>>;

/// What `type` itself says of a class by this name, whatever its metaclass does.
fn own<'py>(
    getter: &'static Getter,
    name: &Bound<'py, PyString>,
    class: &Bound<'py, PyType>,
) -> Option<Bound<'py, PyAny>> {
    let py = class.py();
    let getter = getter.get_or_try_init(py, || -> PyResult<_> {
        let own = py.get_type::<PyType>().getattr(intern!(py, "__dict__"))?;
        Ok(own.get_item(name)?.unbind())
    });
    getter.ok()?.bind(py).call_method1(intern!(py, "__get__"), (class,)).ok()
}
