//! Tracing in all threads: on 3.11, what one thread asks for holds for that thread.

use std::ffi::c_int;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use pyo3::ffi::{self, PyFrameObject, PyInterpreterState, PyObject, PyThreadState};
use pyo3::prelude::*;

/// `Py_tracefunc`.
pub(super) type Report =
    extern "C" fn(*mut PyObject, *mut PyFrameObject, c_int, *mut PyObject) -> c_int;

/// `_PyEval_SetTrace` of 3.11, which traces another thread than its caller's.
type SetTrace = unsafe extern "C" fn(*mut PyThreadState, Option<Report>, *mut PyObject) -> c_int;

// Exported by every CPython with these signatures, and not part of the limited API.
unsafe extern "C" {
    fn PyEval_SetTrace(report: Option<Report>, argument: *mut PyObject);
    fn PyInterpreterState_ThreadHead(interpreter: *mut PyInterpreterState) -> *mut PyThreadState;
    fn PyThreadState_Next(thread: *mut PyThreadState) -> *mut PyThreadState;
}

/// A thread was started since the last look.
static STARTED: AtomicBool = AtomicBool::new(false);

/// The number of the newest thread that is traced. Threads are numbered in order.
static NEWEST: Mutex<i64> = Mutex::new(0);

/// Traces this thread, or no longer.
pub(super) fn trace(_: Python<'_>, report: Option<Report>) {
    // SAFETY: this thread is attached to the interpreter; the function lives as long as the
    // process.
    unsafe { PyEval_SetTrace(report, std::ptr::null_mut()) };
}

/// Notes that a thread starts. It does not run before its starter has gone on a little.
pub(crate) fn starts() {
    STARTED.store(true, Ordering::Relaxed);
}

/// Traces the threads that were started since the last call.
pub(super) fn trace_new(_: Python<'_>, report: Report) {
    if !STARTED.swap(false, Ordering::Relaxed) {
        return;
    }
    let Ok(mut newest) = NEWEST.try_lock() else { return };
    // SAFETY: a null-terminated name, looked up among everything that is loaded.
    let address = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"_PyEval_SetTrace".as_ptr()) };
    if address.is_null() {
        return;
    }
    // SAFETY: 3.11, the only version that is traced, has it with this signature.
    let set_trace: SetTrace = unsafe { std::mem::transmute(address) };
    let before = *newest;
    // SAFETY: this thread is attached, and while it is, no thread leaves the list. The one that
    // traces has the lowest number or is traced already.
    unsafe {
        let own = ffi::PyThreadState_Get();
        let mut thread = PyInterpreterState_ThreadHead(ffi::PyInterpreterState_Get());
        while !thread.is_null() {
            let number = ffi::PyThreadState_GetID(thread);
            if number > before && thread != own {
                set_trace(thread, Some(report), std::ptr::null_mut());
            }
            *newest = number.max(*newest);
            thread = PyThreadState_Next(thread);
        }
    }
}
