//! Forks are as they are without us: the process has no thread then that the program did not start.
//!
//! From 3.12 on, `os.fork` warns where the kernel counts more than one thread
//! (`warn_about_fork_with_threads` in posixmodule.c), and on some versions it does so after
//! everything that is called back after a fork. So the thread ends before the fork, and starts
//! again when the interpreter's main loop is back in the frame that called it.
//!
//! A fork from another thread than the main one is of a process with two threads anyway.

use std::ffi::{c_int, c_void};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict};

use crate::{interpreter, sampler};

/// Asks to be called around forks.
pub(crate) fn pause_around_forks(py: Python<'_>) -> PyResult<()> {
    // The module that `os` takes it from, which every start of the interpreter imports.
    let Some(posix) = interpreter::imported(py, "posix") else { return Ok(()) };
    let arguments = PyDict::new(py);
    arguments.set_item(
        "before",
        PyCFunction::new_closure(py, None, None, |args, _| before(args.py()))?,
    )?;
    arguments
        .set_item("after_in_parent", PyCFunction::new_closure(py, None, None, |_, _| after())?)?;
    posix.call_method("register_at_fork", (), Some(&arguments))?;
    Ok(())
}

fn before(py: Python<'_>) {
    if interpreter::is_main_thread() {
        sampler::pause_for_fork(py);
    }
}

fn after() {
    if sampler::is_there() && interpreter::is_main_thread() {
        call_soon();
    }
}

/// Has `resume` called by the main thread, between two instructions of Python code.
fn call_soon() {
    // SAFETY: may be called at any time; the function takes no argument.
    unsafe { ffi::Py_AddPendingCall(Some(resume), std::ptr::null_mut()) };
}

extern "C" fn resume(_: *mut c_void) -> c_int {
    // SAFETY: the interpreter calls this in its main thread, which is attached.
    let py = unsafe { Python::assume_attached() };
    if !sampler::resume_after_fork(py) {
        // Something of the program's that is called back after forks.
        call_soon();
    }
    0
}
