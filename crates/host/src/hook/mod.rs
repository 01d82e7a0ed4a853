//! The audit hook: how the interpreter tells what happens.
//!
//! Events used, as CPython's audit event table documents them: `exec` (code is about to run: a
//! module's, a script's, an argument of `exec`), `function.__new__` and `object.__setattr__` (a
//! function gets code that was made by hand), `os.fork`, `cpython.run_*` (the interpreter is ready
//! and turns to the program), `_thread.start_new_thread` (from 3.12 on) and
//! `_thread.start_joinable_thread` (from 3.13 on), `import` (of what makes sub-interpreters;
//! `cpython.PyInterpreterState_New` is raised where no hook hears it), `sys.excepthook` (nobody caught
//! an exception) and `cpython.PyInterpreterState_Clear` (the interpreter is gone).

mod entry;
mod start;

use std::ffi::{CStr, c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::ffi::PyObject;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

use crate::process::{answer, family};
use crate::record::{Recorder, check};
use crate::resources::{self, Pending};
use crate::{interpreter, observer, record, sampler};

/// Starts listening. Returns 0 on success.
pub(crate) fn install(recorder: Recorder) -> c_int {
    if record::install(recorder) { entry::add_audit_hook(on_event) } else { 1 }
}

#[derive(Clone, Copy)]
enum Event {
    /// The first argument is a code object that will run.
    Code,
    /// The third is, where the second is `__code__`.
    SetAttribute,
    Fork,
    /// The program asks what has become of its code.
    Check,
    /// It says what it does from now on.
    Context,
    Raised,
    /// A thread is about to start.
    Thread,
    Run,
    /// The first argument is the name of a module that is about to be loaded.
    Import,
    /// A limit is about to be set.
    Limit,
    Clear,
}

impl Event {
    fn named(name: &[u8]) -> Option<Self> {
        match name {
            b"exec" | b"function.__new__" => Some(Self::Code),
            b"object.__setattr__" => Some(Self::SetAttribute),
            b"os.fork" | b"os.forkpty" => Some(Self::Fork),
            b"specialist.context" => Some(Self::Context),
            b"specialist.check" => Some(Self::Check),
            b"sys.excepthook" => Some(Self::Raised),
            b"_thread.start_new_thread" | b"_thread.start_joinable_thread" => Some(Self::Thread),
            b"import" => Some(Self::Import),
            b"resource.setrlimit" | b"resource.prlimit" => Some(Self::Limit),
            b"cpython.PyInterpreterState_Clear" => Some(Self::Clear),
            name if name.starts_with(b"cpython.run_") => Some(Self::Run),
            _ => None,
        }
    }

    /// Whether it may be handled where memory and stack are what they are.
    fn has_room(self) -> bool {
        resources::on_stack()
            && match self {
                Self::Code | Self::SetAttribute | Self::Check | Self::Context | Self::Run => {
                    !resources::is_short()
                }
                Self::Fork
                | Self::Raised
                | Self::Thread
                | Self::Import
                | Self::Limit
                | Self::Clear => true,
            }
    }
}

/// Always returns 0: an audit hook that fails would stop the program.
extern "C" fn on_event(name: *const c_char, args: *mut PyObject, _: *mut c_void) -> c_int {
    // SAFETY: the interpreter passes a null-terminated name.
    let name = unsafe { CStr::from_ptr(name) };
    if name == entry::FREED {
        entry::leave_alone();
    }
    if let Some(event) = Event::named(name.to_bytes()).filter(|event| event.has_room()) {
        // A panic here is a bug of ours, and must not become the program's.
        let _ = catch_unwind(AssertUnwindSafe(|| handle(event, args)));
    }
    0
}

fn handle(event: Event, args: *mut PyObject) {
    // SAFETY: the interpreter calls hooks from a thread that is attached to it. The one call that
    // comes earlier is not among the events handled.
    let py = unsafe { Python::assume_attached() };
    if matches!(event, Event::Limit) {
        // Of the whole process, whichever interpreter sets it.
        return resources::limits_may_change();
    }
    if !interpreter::in_main_interpreter() {
        return;
    }
    if matches!(event, Event::Clear) {
        return answer::abandon();
    }
    let _pending = Pending::keep();
    // SAFETY: null or a borrowed tuple that outlives this call.
    let args = unsafe { Bound::from_borrowed_ptr_or_opt(py, args) };
    let args = args.and_then(|args| args.cast_into::<PyTuple>().ok());
    let arg = |index| args.as_ref().and_then(|args| args.get_item(index).ok());
    match event {
        Event::Code => will_run(arg(0)),
        Event::SetAttribute => {
            if arg(1).is_some_and(|name| is_code_attribute(&name)) {
                will_run(arg(2));
            }
        }
        Event::Fork => family::forks(),
        Event::Context => {
            let name = arg(0).and_then(|name| name.extract::<String>().ok());
            // Other threads may go on meanwhile, and fork: the recorder must not be held.
            let at = sampler::look_at_all().and_then(|looking| looking.wait(py));
            if let Some(at) = at.or_else(sampler::now) {
                record::with(|recorder| recorder.context(at, name));
            }
        }
        Event::Check => {
            let name = arg(1).and_then(|name| name.extract::<String>().ok());
            // Where it fails, the answer is incomplete, and its asker finds the code missing.
            let _ = arg(0).map(|reply| check::check(&reply, name.as_deref()));
        }
        Event::Raised => {
            record::with(|recorder| recorder.raised(arg(2)));
        }
        Event::Thread => {
            record::with(Recorder::thread_starts);
        }
        Event::Run => start::run(py),
        Event::Import => {
            let name = arg(0).and_then(|name| name.cast_into_exact::<PyString>().ok());
            if name.is_some_and(|name| name.to_str().is_ok_and(observer::shares)) {
                observer::share(py);
            }
        }
        Event::Limit | Event::Clear => {}
    }
}

fn is_code_attribute(name: &Bound<'_, PyAny>) -> bool {
    resources::for_a_step() && name.eq("__code__").unwrap_or(false)
}

/// Code is about to run: whoever wants to know is told.
fn will_run(code: Option<Bound<'_, PyAny>>) {
    if let Some((code, file)) = record::with(|recorder| recorder.will_run(code)).flatten() {
        // SAFETY: it was just kept, and lives until it is taken and written, before which sampling is
        // finished.
        unsafe { sampler::watch(&code) };
        observer::watch(&code, &file);
    }
}
