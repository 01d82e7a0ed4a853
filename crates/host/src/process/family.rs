//! Forks that record beside the process that was started, and how each of them ends.

use std::ffi::{c_int, c_void};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict, PyTuple};

use super::answer::hand_over;
use super::beside::Beside;
use super::sigterm;
use crate::{interpreter, observer, record, sampler};

/// The program has asked for a fork. Others are made to become another program at once.
static FORKING: AtomicBool = AtomicBool::new(false);

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
    if record::with(|recorder| recorder.forked(py)) != Some(true) || !sample(py) {
        sigterm::stop_watching();
    }
}

/// Samples a fork as its parent was. Says whether it is.
fn sample(py: Python<'_>) -> bool {
    let kept = record::with(|recorder| recorder.kept(py)).unwrap_or_default();
    let code = kept.into_iter().map(|(code, _)| code);
    // SAFETY: what is kept lives until it is taken and written, before which sampling is finished.
    unsafe { sampler::start_anew(Arc::new(Beside::default()), code) }
}

/// `_exit` was called, which nothing in this process can hear of afterwards.
pub(crate) fn leave(status: c_int) {
    // Not so in a child that has this memory or a copy of it, and has not joined.
    if record::with(|recorder| recorder.place.is_in_family() && recorder.place.is_original())
        != Some(true)
    {
        return;
    }
    if interpreter::holds_lock() {
        // SAFETY: as asked.
        hand_over(unsafe { Python::assume_attached() });
    }
    record::with(|recorder| recorder.place.ended(status));
}

/// The C library calls back when the process ends by `exit`, and gives the status.
#[cfg(target_os = "linux")]
fn end_with_word() {
    type Callback = extern "C" fn(c_int, *mut c_void);
    extern "C" fn at_exit(status: c_int, _: *mut c_void) {
        // What the system keeps of it.
        record::with(|recorder| recorder.place.ended(status & 0xff));
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
