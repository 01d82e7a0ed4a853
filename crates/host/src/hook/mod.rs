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

use std::ffi::{CStr, c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, OnceLock, PoisonError};

use pyo3::ffi::PyObject;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

use crate::probe::memory;
use crate::process::{at_exit, family, forks, sigterm};
use crate::record::Collector;
use crate::record::check;
use crate::record::names::Names;
use crate::resources::limits;
use crate::resources::{self, Pending};
use crate::sampler::Sampler;
use crate::{interpreter, observer};

static COLLECTOR: OnceLock<Mutex<Collector>> = OnceLock::new();

/// Starts listening. Returns 0 on success.
pub(crate) fn install(collector: Collector) -> c_int {
    if COLLECTOR.set(Mutex::new(collector)).is_err() {
        return 1;
    }
    entry::add_audit_hook(on_event)
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
    if !interpreter::in_main_interpreter() {
        return;
    }
    if matches!(event, Event::Clear) {
        return without_interpreter();
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
            // Other threads may go on meanwhile, and fork: the collector must not be held.
            let looking = with_collector(|collector| collector.look_at_all()).flatten();
            let at = looking.and_then(|looking| looking.wait(py));
            with_collector(|collector| collector.context(at, name));
        }
        Event::Check => {
            let name = arg(1).and_then(|name| name.extract::<String>().ok());
            // Where it fails, the answer is incomplete, and its asker finds the code missing.
            let _ = arg(0).map(|reply| check::check(&reply, name.as_deref()));
        }
        Event::Raised => {
            with_collector(|collector| collector.raised(arg(2)));
        }
        Event::Thread => {
            with_collector(Collector::thread_starts);
        }
        Event::Run => {
            prepare(py);
            with_collector(Collector::program_starts);
            if with_collector(|collector| collector.is_in_family()) == Some(true) {
                follow(py);
            }
            sample(py);
            at_exit::register(py);
        }
        Event::Import => {
            let name = arg(0).and_then(|name| name.cast_into_exact::<PyString>().ok());
            if name.is_some_and(|name| name.to_str().is_ok_and(observer::shares)) {
                observer::share(py);
            }
        }
        Event::Limit => resources::limits_may_change(),
        Event::Clear => {}
    }
}

fn is_code_attribute(name: &Bound<'_, PyAny>) -> bool {
    resources::for_a_step() && name.eq("__code__").unwrap_or(false)
}

/// Runs `action` unless the collector is in use further up this thread's stack.
pub(crate) fn with_collector<T>(action: impl FnOnce(&mut Collector) -> T) -> Option<T> {
    Some(action(&mut *COLLECTOR.get()?.try_lock().ok()?))
}

fn will_run(code: Option<Bound<'_, PyAny>>) {
    if let Some((code, file)) = with_collector(|collector| collector.will_run(code)).flatten() {
        observer::watch(&code, &file);
    }
}

/// Finds out what can be read, and starts to look at operands if that was asked for; once: `__main__`
/// may run several times in a process.
fn prepare(py: Python<'_>) {
    static PREPARED: OnceLock<()> = OnceLock::new();
    if PREPARED.set(()).is_ok() {
        with_collector(|collector| {
            if let (true, Err(reason)) = (collector.reads_memory(), memory::check()) {
                collector.cannot_read_memory(&reason);
            }
        });
        // Runs code, which comes back to this hook: the collector must not be held.
        let names = Names::prepare(py);
        observe(py);
        let described = interpreter::described(py);
        with_collector(|collector| {
            collector.prepared(names);
            collector.describe(described);
        });
    }
}

/// Starts to look at operands, if that was asked for.
fn observe(py: Python<'_>) {
    let observe = with_collector(|collector| collector.observe()).unwrap_or_default();
    let Some(version) = interpreter::version(py) else { return };
    let started = observer::start(py, version, observe);
    if let Err(warning) = started {
        with_collector(|collector| collector.warn(warning));
    }
}

/// Starts to sample, if that is asked for and has not been done.
fn sample(py: Python<'_>) {
    let mut wanted = false;
    with_collector(|collector| wanted = collector.wants_sampler());
    if wanted {
        // Runs code, which comes back to the hook.
        let sampler = Sampler::prepare(py);
        let works = sampler.is_ok();
        with_collector(|collector| collector.sample(py, sampler));
        if works {
            sigterm::listen();
        }
        // Where it fails, forks may warn of one thread more.
        let _ = forks::pause_around_forks(py);
    }
}

/// Has children recorded, once.
fn follow(py: Python<'_>) {
    static FOLLOWED: OnceLock<()> = OnceLock::new();
    if FOLLOWED.set(()).is_ok() {
        // Where it fails, forks are not recorded.
        let _ = family::follow(py);
    }
}

/// Writes the answer, once, and only in the process that collected: a fork is not the program,
/// unless it has joined the family.
pub(crate) fn hand_over(py: Python<'_>) {
    sigterm::write_first(py, || write_answer(py));
}

/// The same, where nothing can come between.
pub(crate) fn write_answer(py: Python<'_>) {
    let Some(collector) = COLLECTOR.get() else { return };
    if !interpreter::is_whole() {
        return;
    }
    let observed = observer::finish(py);
    let taken = collector.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(mut taken) = taken {
        taken.observed = observed;
        // Nobody is left to tell; the engine sees an answer without its end.
        let _lifted = limits::Lifted::new();
        let _ = taken.write(py);
    }
}

/// The interpreter is being cleared. If it did not come by its exit callbacks, what was to be read of
/// it is gone, or may be: nothing of it is touched, references are not given back, and no answer is
/// written.
fn without_interpreter() {
    std::mem::forget(with_collector(Collector::take));
}
