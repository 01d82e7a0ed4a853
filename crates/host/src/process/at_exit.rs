//! The last moment at which the interpreter is whole: its exit callbacks.
//!
//! First to register is last to be called: what the program does at exit is recorded, too. Later
//! than this, executors of the JIT are gone (`finalize_modules` in pylifecycle.c), then what `repr`
//! needs, and in the end whatever is asked may have been freed.
//!
//! A program may empty the list (`atexit._clear`, `atexit.unregister` of what equals everything), or
//! have all called before its end (`atexit._run_exitfuncs`). Our callback is dropped with it, which
//! it notices: then it is registered anew, or, where the interpreter is about to end, called now.

use std::ffi::{c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyCFunction, PyDict, PyModule};

use super::answer::hand_over;
use crate::resources::{self, Pending};
use crate::{interpreter, record};

/// Registers the callback, once.
pub(crate) fn register(py: Python<'_>) {
    static REGISTERED: OnceLock<()> = OnceLock::new();
    if REGISTERED.set(()).is_err() {
        return;
    }
    let register = || -> PyResult<()> {
        let modules = py.import("sys")?.getattr("modules")?.cast_into::<PyDict>()?;
        let was_there = modules.contains("atexit")?;
        let atexit = py.import("atexit")?.cast_into::<PyModule>()?;
        if !was_there {
            modules.del_item("atexit")?;
            hide(&atexit);
        }
        register_with(
            REGISTER
                .get_or_try_init(py, || Ok::<_, PyErr>(atexit.getattr("register")?.unbind()))?
                .bind(py),
        )
    };
    // Without it nothing will be read, and the engine says so.
    let _ = register();
}

/// `atexit.register`. Later, the program may have something else by that name.
static REGISTER: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// Keeps a module that the program has not imported out of what `gc` shows.
fn hide(module: &Bound<'_, PyModule>) {
    let untrack = |object: &Bound<'_, PyAny>| {
        // SAFETY: a live object that takes part in garbage collection, and need not: it is kept for
        // good.
        unsafe { ffi::PyObject_GC_UnTrack(object.as_ptr().cast()) };
    };
    let dict = module.dict();
    for value in dict.values() {
        if value.is_exact_instance_of::<PyCFunction>() {
            untrack(&value);
        }
    }
    untrack(dict.as_any());
    untrack(module.as_any());
}

fn register_with(register: &Bound<'_, PyAny>) -> PyResult<()> {
    let registered = Registered;
    let callback = PyCFunction::new_closure(register.py(), None, None, move |args, _| {
        let _lives_with_it = &registered;
        called(args.py());
    })?;
    register.call1((callback,))?;
    Ok(())
}

/// Lives as long as the callback.
struct Registered;

impl Drop for Registered {
    fn drop(&mut self) {
        // A panic here is a bug of ours, and must not become the program's.
        let _ = catch_unwind(AssertUnwindSafe(|| interpreter::attached(dropped)));
    }
}

/// The program has the exit callbacks called. Before its end some of its code is still running, and
/// they are dropped next.
fn called(py: Python<'_>) {
    if ends(py) {
        if interpreter::version(py).is_some_and(|version| !version.audits_threads()) {
            let started = interpreter::threads_started(py);
            record::with(|recorder| recorder.threads_started(started));
        }
        hand_over(py);
    }
}

/// Nobody will call it any more.
fn dropped(py: Python<'_>) {
    let _pending = Pending::keep();
    let is_wanted = record::with(|recorder| recorder.has_to_answer());
    if is_wanted != Some(true) || !interpreter::is_whole() {
        return;
    }
    if ends(py) {
        called(py);
    } else {
        // What empties the list goes through it meanwhile, and would drop a new one, too. What is
        // pending is called before the exit callbacks are (`Py_FinalizeEx` in pylifecycle.c).
        // SAFETY: may be called at any time; the function takes no argument.
        unsafe { ffi::Py_AddPendingCall(Some(register_again), std::ptr::null_mut()) };
    }
}

/// Whether the interpreter itself calls: the main thread executes no Python code any more.
fn ends(py: Python<'_>) -> bool {
    interpreter::is_main_thread() && !interpreter::is_executing(py)
}

/// Always returns 0: what fails here is not the program's.
extern "C" fn register_again(_: *mut c_void) -> c_int {
    let again = |py: Python<'_>| {
        let _pending = Pending::keep();
        resources::for_a_step().then_some(())?;
        REGISTER.get(py).map(|register| register_with(register.bind(py)))
    };
    let _ = catch_unwind(AssertUnwindSafe(|| interpreter::attached(again)));
    0
}
