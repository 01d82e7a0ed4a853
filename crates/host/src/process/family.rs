//! Processes that record beside the one that was started.
//!
//! What is loaded before the program is loaded into its children, too, as long as they inherit its
//! environment. A fork brings all of this process with it: it gets a directory of its own to answer
//! in, and what the parent had found so far is its own from then on.

use std::ffi::{OsString, c_int, c_void};
use std::os::unix::ffi::OsStringExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use handoff::{About, Member, Process, now};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict, PyTuple};

use crate::hook::{hand_over, with_collector};
use crate::process::sigterm;
use crate::{interpreter, observer};

/// The program has asked for a fork. Others are made to become another program at once.
static FORKING: AtomicBool = AtomicBool::new(false);

/// Says in the family's directory that this process is there. `None` where it cannot.
pub(crate) fn join(family: &Path, forked: bool) -> Option<Member> {
    let command = std::fs::read("/proc/self/cmdline").unwrap_or_default();
    let words = command.strip_suffix(&[0]).unwrap_or(&command).split(|byte| *byte == 0);
    let about = About {
        process: std::process::id(),
        parent: std::os::unix::process::parent_id(),
        born: Process::read("self").map(|this| this.born),
        began: now(),
        forked,
        command: words.map(|word| OsString::from_vec(word.to_vec())).collect(),
    };
    Member::join(family, about).ok()
}

/// Has forks join the family, and the C library say how this process and its forks end.
pub(crate) fn follow(py: Python<'_>) -> PyResult<()> {
    end_with_word();
    // The module that `os` takes it from, which every start of the interpreter imports.
    let Some(posix) = interpreter::imported(py, "posix") else { return Ok(()) };
    let arguments = PyDict::new(py);
    let forked = PyCFunction::new_closure(py, None, None, |args, _| in_fork(args.py()))?;
    arguments.set_item("after_in_child", forked)?;
    let over = |_: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| {
        FORKING.store(false, Ordering::Relaxed);
    };
    let over = PyCFunction::new_closure(py, None, None, over)?;
    arguments.set_item("after_in_parent", over)?;
    posix.call_method("register_at_fork", (), Some(&arguments))?;
    Ok(())
}

/// The program asks for a fork.
pub(crate) fn forks() {
    FORKING.store(true, Ordering::Relaxed);
}

/// Called first in every fork that has the interpreter with it.
fn in_fork(py: Python<'_>) {
    if !FORKING.swap(false, Ordering::Relaxed) {
        return;
    }
    sigterm::begin_anew();
    observer::leave(py);
    interpreter::keep_a_state(py);
    if with_collector(|collector| collector.forked(py)) != Some(true) {
        sigterm::stop_watching();
    }
}

/// `_exit` was called, which nothing in this process can hear of afterwards.
pub(crate) fn leave(status: c_int) {
    // Not so in a child that has this memory or a copy of it, and has not joined.
    if with_collector(|collector| collector.is_in_family() && collector.is_original()) != Some(true)
    {
        return;
    }
    if interpreter::holds_lock() {
        // SAFETY: as asked.
        hand_over(unsafe { Python::assume_attached() });
    }
    with_collector(|collector| collector.ended(status));
}

/// The C library calls back when the process ends by `exit`, and gives the status.
#[cfg(target_os = "linux")]
fn end_with_word() {
    type Callback = extern "C" fn(c_int, *mut c_void);
    extern "C" fn at_exit(status: c_int, _: *mut c_void) {
        // What the system keeps of it.
        with_collector(|collector| collector.ended(status & 0xff));
    }
    // SAFETY: a null-terminated name, looked up among everything that is loaded.
    let on_exit = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"on_exit".as_ptr()) };
    if !on_exit.is_null() {
        // SAFETY: on_exit(3) has this signature; the callback lives as long as the process.
        unsafe {
            let on_exit: extern "C" fn(Callback, *mut c_void) -> c_int =
                std::mem::transmute(on_exit);
            on_exit(at_exit, std::ptr::null_mut());
        }
    }
}

/// There is no such function.
#[cfg(not(target_os = "linux"))]
fn end_with_word() {}

/// Whether this interpreter is one that can be watched; asked before it has started.
pub(crate) fn is_usable() -> bool {
    // SAFETY: may be called at any time; gives a static text.
    let text = unsafe { std::ffi::CStr::from_ptr(ffi::Py_GetVersion()) }.to_string_lossy();
    interpreter::parsed_version(&text).is_some() && !text.contains("free-threading")
}
