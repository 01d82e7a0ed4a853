//! The exception that ended the program.
//!
//! By now the program has ended, so nothing here may run its code, or import anything: an import
//! would go through the program's `__import__` and `sys.path`, and `PyRun_String`, which some
//! modules use when imported, forgets a pending Ctrl-C (`run_eval_code_obj` in pythonrun.c).

use std::collections::HashSet;

use handoff::Raised;
use pyo3::exceptions::PyBaseException;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyFloat, PyInt, PyString, PyTuple, PyType};

use crate::python;

/// What can be said of an exception without running code of the program.
pub(crate) fn describe(exception: &Bound<'_, PyAny>) -> Option<Raised> {
    Some(Raised {
        kind: kind(&exception.get_type())?,
        message: message(exception).unwrap_or_default(),
        traceback: whole(exception, &mut HashSet::new()).unwrap_or_default(),
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

/// `str()`, where neither the class nor an argument has a say in it.
fn message(exception: &Bound<'_, PyAny>) -> Option<String> {
    let py = exception.py();
    let own = exception.get_type().getattr(intern!(py, "__str__")).ok()?;
    let builtin = py.get_type::<PyBaseException>().getattr(intern!(py, "__str__")).ok()?;
    let args = exception.getattr(intern!(py, "args")).ok()?.cast_into::<PyTuple>().ok()?;
    let is_ours = own.get_type().is(builtin.get_type()) && args.iter().all(|arg| is_plain(&arg));
    is_ours.then(|| exception.str().ok()).flatten().map(|text| lossy(&text))
}

fn is_plain(value: &Bound<'_, PyAny>) -> bool {
    value.is_none()
        || value.is_exact_instance_of::<PyString>()
        || value.is_exact_instance_of::<PyBytes>()
        || value.is_exact_instance_of::<PyInt>()
        || value.is_exact_instance_of::<PyFloat>()
        || value.is_exact_instance_of::<PyBool>()
        || value.cast_exact::<PyTuple>().is_ok_and(|items| items.iter().all(|item| is_plain(&item)))
}

const CAUSED: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const DURING: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";

/// The exception with those that led to it, first things first, as the interpreter prints them.
fn whole(exception: &Bound<'_, PyAny>, seen: &mut HashSet<usize>) -> PyResult<String> {
    let py = exception.py();
    seen.insert(exception.as_ptr().addr());
    let mut text = String::new();
    let cause = exception.getattr(intern!(py, "__cause__"))?;
    let context = exception.getattr(intern!(py, "__context__"))?;
    let hidden = exception.getattr(intern!(py, "__suppress_context__"))?.is_truthy()?;
    for (before, link) in [(cause, CAUSED), (context, DURING)] {
        let is_new = !before.is_none() && !seen.contains(&before.as_ptr().addr());
        if is_new && text.is_empty() && !(hidden && link == DURING) {
            text = whole(&before, seen)? + link;
        }
    }
    text += &entries(exception)?;
    text += &kind(&exception.get_type()).unwrap_or_default();
    if let Some(message) = message(exception).filter(|message| !message.is_empty()) {
        text += ": ";
        text += &message;
    }
    Ok(text + "\n")
}

/// `Traceback (most recent call last):` and what follows, without the exception itself.
fn entries(exception: &Bound<'_, PyAny>) -> PyResult<String> {
    let py = exception.py();
    let traceback = exception.getattr(intern!(py, "__traceback__"))?;
    let Some(io) = python::imported(py, "_io").filter(|_| !traceback.is_none()) else {
        return Ok(String::new());
    };
    let text = io.call_method0(intern!(py, "StringIO"))?;
    python::print_traceback(&traceback, &text)?;
    Ok(lossy(text.call_method0(intern!(py, "getvalue"))?.cast::<PyString>()?))
}

fn lossy(text: &Bound<'_, PyString>) -> String {
    text.to_string_lossy().into_owned()
}
