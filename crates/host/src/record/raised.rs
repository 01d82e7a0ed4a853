//! The exception that ended the program.
//!
//! By now the program has ended, so nothing here may run its code, or import anything: an import
//! would go through the program's `__import__` and `sys.path`, and `PyRun_String`, which some
//! modules use when imported, forgets a pending Ctrl-C (`run_eval_code_obj` in pythonrun.c). So
//! attributes are asked of the interpreter's own classes, never of the program's.

use std::collections::HashSet;

use handoff::{Part, Raised};
use pyo3::exceptions::PyBaseException;
use pyo3::ffi::{self, PyObject};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyBytes, PyFloat, PyInt, PyMappingProxy, PyString, PyTraceback, PyTuple, PyType,
};

use crate::interpreter::{class, code};

/// What can be said of an exception without running code of the program.
pub(crate) fn describe(exception: &Bound<'_, PyAny>) -> Option<Raised> {
    // The program may have told of anything.
    let exception = exception.cast::<PyBaseException>().ok()?;
    let mut traceback = Vec::new();
    // What fails is left out.
    let _ = whole(exception, &mut HashSet::new(), &mut traceback);
    Some(Raised {
        kind: class::name(&exception.get_type()).to_string(),
        message: message(exception).unwrap_or_default(),
        traceback,
    })
}

/// `str()`, where nothing of the program's has a say in it.
fn message(exception: &Bound<'_, PyBaseException>) -> Option<String> {
    let py = exception.py();
    let builtin = py.get_type::<PyBaseException>().getattr(intern!(py, "__str__")).ok()?;
    let own = class::look_up(&exception.get_type(), intern!(py, "__str__"))?;
    if !own.get_type().is(builtin.get_type()) {
        return None;
    }
    let owner = own.getattr(intern!(py, "__objclass__")).ok()?.cast_into::<PyType>().ok()?;
    let is_plain = class::is_builtin(&owner)
        && owner.is_subclass_of::<PyBaseException>().ok()?
        && is_plain(&own_attribute(exception, intern!(py, "args")).ok()?)
        && members(exception, &owner)?.iter().all(is_plain);
    is_plain.then(|| exception.str().ok()).flatten().map(|text| lossy(&text))
}

/// What an exception keeps beside its arguments, for the text that this class of its makes.
fn members<'py>(
    exception: &Bound<'py, PyBaseException>,
    owner: &Bound<'py, PyType>,
) -> Option<Vec<Bound<'py, PyAny>>> {
    let py = exception.py();
    let kind = py.get_type::<PyBaseException>().getattr(intern!(py, "__suppress_context__"));
    let kind = kind.ok()?.get_type();
    let dict = owner.getattr(intern!(py, "__dict__")).ok()?.cast_into::<PyMappingProxy>().ok()?;
    let members = dict.values().ok()?;
    let members = members.iter().filter(|value| value.get_type().is(&kind));
    // One that is not set is none.
    let get = |member: Bound<'py, PyAny>| {
        member.call_method1(intern!(py, "__get__"), (exception,)).unwrap_or_else(|_| no(py))
    };
    Some(members.map(get).collect())
}

fn no(py: Python<'_>) -> Bound<'_, PyAny> {
    py.None().into_bound(py)
}

/// An attribute as `BaseException` has it: the class of the exception is not asked.
fn own_attribute<'py>(
    exception: &Bound<'py, PyBaseException>,
    name: &Bound<'py, PyString>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = exception.py();
    let descriptor = py.get_type::<PyBaseException>().getattr(name)?;
    descriptor.call_method1(intern!(py, "__get__"), (exception,))
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
fn whole(
    exception: &Bound<'_, PyBaseException>,
    seen: &mut HashSet<usize>,
    parts: &mut Vec<Part>,
) -> PyResult<()> {
    let py = exception.py();
    seen.insert(exception.as_ptr().addr());
    let hidden = own_attribute(exception, intern!(py, "__suppress_context__"))?.is_truthy()?;
    let links = [(linked(exception, ffi::PyException_GetCause), CAUSED)]
        .into_iter()
        .chain((!hidden).then(|| (linked(exception, ffi::PyException_GetContext), DURING)));
    for (before, link) in links {
        let before = before.and_then(|before| before.cast_into::<PyBaseException>().ok());
        if let Some(before) = before.filter(|before| !seen.contains(&before.as_ptr().addr())) {
            whole(&before, seen, parts)?;
            parts.push(Part::Text(link.to_owned()));
            break;
        }
    }
    if let Some(traceback) = linked(exception, ffi::PyException_GetTraceback) {
        entries(traceback.cast()?, parts)?;
    }
    let mut text = class::name(&exception.get_type()).to_string();
    if let Some(message) = message(exception).filter(|message| !message.is_empty()) {
        text += ": ";
        text += &message;
    }
    parts.push(Part::Text(text + "\n"));
    Ok(())
}

/// What one of the functions for it gives: a new reference, or null.
fn linked<'py>(
    exception: &Bound<'py, PyBaseException>,
    get: unsafe extern "C" fn(*mut PyObject) -> *mut PyObject,
) -> Option<Bound<'py, PyAny>> {
    // SAFETY: a live exception, which is what these functions take.
    unsafe { Bound::from_owned_ptr_or_opt(exception.py(), get(exception.as_ptr())) }
}

/// As many as the interpreter prints of a traceback, the last ones (`PyTraceBack_LIMIT`), and of
/// entries that repeat (`TB_RECURSIVE_CUTOFF` in traceback.c).
const MOST: usize = 1000;
const MOST_ALIKE: usize = 3;

/// `Traceback (most recent call last):` and what follows, without the exception itself.
fn entries(first: &Bound<'_, PyTraceback>, parts: &mut Vec<Part>) -> PyResult<()> {
    let py = first.py();
    let mut all = Vec::new();
    let mut next = Some(first.clone());
    while let Some(traceback) = next {
        next = traceback.getattr(intern!(py, "tb_next"))?.cast_into().ok();
        all.push(traceback);
    }
    parts.push(Part::Text("Traceback (most recent call last):\n".to_owned()));
    let shown = all.get(all.len().saturating_sub(MOST)..).unwrap_or_default();
    let shown = shown.iter().map(Entry::of).collect::<PyResult<Vec<_>>>()?;
    for alike in shown.chunk_by(PartialEq::eq) {
        for Entry { file, line, name } in alike.iter().take(MOST_ALIKE) {
            let place = format!("  File \"{file}\", line {line}, in {name}\n");
            parts.extend([Part::Text(place), Part::Line(file.into(), *line)]);
        }
        let times = match alike.len().saturating_sub(MOST_ALIKE) {
            0 => continue,
            1 => "1 more time".to_owned(),
            count => format!("{count} more times"),
        };
        parts.push(Part::Text(format!("  [Previous line repeated {times}]\n")));
    }
    Ok(())
}

/// Where the program was.
#[derive(PartialEq)]
struct Entry {
    file: String,
    line: usize,
    name: String,
}

impl Entry {
    fn of(traceback: &Bound<'_, PyTraceback>) -> PyResult<Self> {
        let py = traceback.py();
        let code = code::code_of_frame(&traceback.getattr(intern!(py, "tb_frame"))?);
        let text = |name| PyResult::Ok(lossy(code.getattr(name)?.cast::<PyString>()?));
        Ok(Self {
            file: text(intern!(py, "co_filename"))?,
            // Code that was made by hand may have none.
            line: traceback.getattr(intern!(py, "tb_lineno"))?.extract().unwrap_or_default(),
            name: text(intern!(py, "co_name"))?,
        })
    }
}

fn lossy(text: &Bound<'_, PyString>) -> String {
    text.to_string_lossy().into_owned()
}
