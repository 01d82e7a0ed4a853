//! The exception that ended the program.

use handoff::Raised;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyType};

/// What the interpreter left in `sys` when it printed the exception: `last_exc` since 3.12,
/// `last_value` before. `SystemExit` is never there.
pub(crate) fn read(py: Python<'_>) -> Option<Raised> {
    let sys = py.import("sys").ok()?;
    let exception = sys.getattr("last_exc").or_else(|_| sys.getattr("last_value")).ok()?;
    if exception.is_none() {
        return None;
    }
    Some(Raised {
        kind: kind(&exception.get_type())?,
        message: exception.str().map_or_else(|_| String::new(), |text| lossy(&text)),
        traceback: traceback(py, &exception).unwrap_or_default(),
    })
}

/// As a traceback names it: without the module where everybody knows it.
fn kind(class: &Bound<'_, PyType>) -> Option<String> {
    let name = lossy(&class.qualname().ok()?);
    let module = class.module().map_or_else(|_| String::new(), |module| lossy(&module));
    Some(match module.as_str() {
        "" | "builtins" | "__main__" => name,
        module => format!("{module}.{name}"),
    })
}

fn traceback(py: Python<'_>, exception: &Bound<'_, PyAny>) -> PyResult<String> {
    let parts = py.import("traceback")?.call_method1("format_exception", (exception,))?;
    let whole = PyString::new(py, "").call_method1("join", (parts,))?;
    Ok(lossy(whole.cast::<PyString>()?))
}

fn lossy(text: &Bound<'_, PyString>) -> String {
    text.to_string_lossy().into_owned()
}
