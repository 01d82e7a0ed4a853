//! Tracing in all threads: on 3.11, what one thread asks for holds for that thread.

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicI64, Ordering};

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

/// The number of the newest thread that is traced. Threads are numbered in order.
static NEWEST: AtomicI64 = AtomicI64::new(0);

/// Traces this thread, or no longer.
pub(super) fn trace(_: Python<'_>, report: Option<Report>) {
    // SAFETY: this thread is attached to the interpreter; the function lives as long as the
    // process.
    unsafe { PyEval_SetTrace(report, std::ptr::null_mut()) };
}

/// Traces the threads that were started since the last call. A thread does not run before its
/// starter has gone on a little, so those that start threads should call this often.
pub(super) fn trace_new(_: Python<'_>, report: Report) {
    // SAFETY: this thread is attached to the interpreter, and while it is, no thread leaves its
    // list; the newest is the first.
    let (own, first) = unsafe {
        (ffi::PyThreadState_Get(), PyInterpreterState_ThreadHead(ffi::PyInterpreterState_Get()))
    };
    let known = NEWEST.load(Ordering::Relaxed);
    let mut thread = first;
    while !thread.is_null() {
        // SAFETY: as above.
        let number = unsafe { ffi::PyThreadState_GetID(thread) };
        if number <= known {
            break;
        }
        NEWEST.fetch_max(number, Ordering::Relaxed);
        if let Some(set_trace) = set_trace().filter(|_| thread != own) {
            // SAFETY: as above; the function lives as long as the process.
            unsafe { set_trace(thread, Some(report), std::ptr::null_mut()) };
        }
        // SAFETY: as above.
        thread = unsafe { PyThreadState_Next(thread) };
    }
}

fn set_trace() -> Option<SetTrace> {
    // SAFETY: a null-terminated name, looked up among everything that is loaded.
    let address = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"_PyEval_SetTrace".as_ptr()) };
    // SAFETY: 3.11, the only version that is traced, has it with this signature.
    let function = || unsafe { std::mem::transmute::<*mut c_void, SetTrace>(address) };
    (!address.is_null()).then(function)
}
