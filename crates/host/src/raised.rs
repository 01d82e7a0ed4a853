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
        traceback: traceback(py, exception).unwrap_or_default(),
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

/// As the interpreter prints it. The `traceback` module would do it, too, but to import it runs
/// code, and at this point that is not without effect: `PyRun_String` forgets a pending Ctrl-C
/// (`run_eval_code_obj` in pythonrun.c), and the process would not die of it.
fn traceback(py: Python<'_>, exception: Bound<'_, PyAny>) -> PyResult<String> {
    let sys = py.import("sys")?;
    let stderr = sys.getattr("stderr")?;
    let text = py.import("_io")?.call_method0("StringIO")?;
    sys.setattr("stderr", &text)?;
    PyErr::from_value(exception).display(py);
    sys.setattr("stderr", stderr)?;
    Ok(lossy(text.call_method0("getvalue")?.cast::<PyString>()?))
}

fn lossy(text: &Bound<'_, PyString>) -> String {
    text.to_string_lossy().into_owned()
}
