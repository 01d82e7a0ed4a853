//! `--explain`: the operands of instructions that fail, or whose form does not last.
//!
//! From 3.12 on, `sys.monitoring` reports when code objects of interest are entered and when they jump
//! back. After a few of those, a code object is looked at: if an instruction failed, the operands of its
//! next executions are looked at, a few at first, and again from time to time. What the interpreter had
//! made of the code object is then [put back](roll_back): these executions do not count.
//!
//! 3.11 has no `sys.monitoring`: there, a second run is [traced](self::trace).

mod facts;
mod later;
mod look;
mod monitoring;
mod plan;
mod roll_back;
mod seen;
mod threads;
mod tool_ids;
mod trace;
mod unobserved;
mod watch;

use std::collections::HashMap;
use std::ffi::c_long;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;

use handoff::Observe;
use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

pub(crate) use self::later::Clock;
use self::monitoring::{Callbacks, Monitoring, Reported};
pub(crate) use self::seen::Seen;
use self::watch::{Next, Tools, Watch};
use crate::fork::is_fork;
use crate::interpreter;
use crate::interpreter::code::Nested;
use crate::probe::{ForOperands, Unproved};
use crate::resources::{self, Pending};

/// The one that is active. The interpreter lock is held whenever it is used; where it is in use
/// further up the stack, what asks is left out.
static OBSERVER: Mutex<Option<Observer>> = Mutex::new(None);

/// What was seen until observing ended before the program did.
static ENDED: Mutex<Option<Ended>> = Mutex::new(None);

/// The module that makes sub-interpreters and gives them functions.
const SHARES: &str = "_interpreters";

/// Whether this is that module's name, in whatever package it is loaded.
pub(crate) fn shares(module: &str) -> bool {
    module.rsplit('.').next() == Some(SHARES)
}

/// What is called for which event.
const CALLBACKS: Callbacks = Callbacks([
    ("PY_START", entered),
    ("PY_RESUME", entered),
    ("JUMP", jumped),
    ("INSTRUCTION", instruction),
]);

struct Ended {
    seen: HashMap<usize, Seen>,
    /// Why, where the program goes on.
    reason: Option<String>,
    /// What these addresses belong to.
    _code: Vec<Py<PyAny>>,
}

/// Measured: with 3.15's JIT on, programs crash when a callback for `INSTRUCTION` returns `DISABLE`;
/// they do not when the callback never does, nor when only progress is reported, `DISABLE` or not. The
/// sources (`TRACE_RECORD` in `Python/bytecodes.c`) suggest why: a trace may begin with an instruction that
/// reports, at a side exit, and end there as long as it does; when its last callback returns, it would be
/// taken for the next instruction and recorded a second time.
const JIT_CRASHES: &str = "with this interpreter's JIT on, programs crash when instructions that \
    reported their executions stop; run without PYTHON_JIT=1 to see them";

struct Observer {
    tools: Tools,
    /// Where code objects are to be made as if they had never been observed.
    unobserved: Option<usize>,
    /// Whether the program has asked for a tool id, so that a callback of its own may be under way at
    /// any time.
    has_company: bool,
    /// The code objects that report something, and their addresses.
    reporting: Vec<Py<PyAny>>,
    known: FxHashSet<usize>,
    /// Those that were entered, by address.
    watches: FxHashMap<usize, Watch>,
    /// The addresses in the order they were entered, and whose turn it was.
    order: Vec<usize>,
    turn: usize,
}

/// Starts observing what is asked for, before the program starts.
///
/// # Errors
/// Where it is not possible, as a sentence.
pub(crate) fn start(
    py: Python<'_>,
    places: Result<ForOperands, Unproved>,
    observe: Observe,
) -> Result<(), String> {
    let impossible = |reason: &dyn Display| format!("operands are not shown: {reason}");
    let places = places.map_err(|unproved| impossible(&unproved))?;
    let version = places.version;
    if let Observe::Traced(asked) = observe {
        trace::start(py, places, asked);
        return Ok(());
    }
    if version.jit_records_executions() && interpreter::has_jit(py) {
        return Err(impossible(&JIT_CRASHES));
    }
    let shares_nothing = version.shares_only_unobserved_code();
    if shares_nothing && interpreter::imported(py, SHARES).is_some() {
        return Err(impossible(
            &"_interpreters was imported, which gives sub-interpreters no function that is observed",
        ));
    }
    let monitoring = Monitoring::register(py, &CALLBACKS).map_err(|error| impossible(&error))?;
    let monitoring = monitoring
        .ok_or_else(|| impossible(&"other tools have taken all tool ids of sys.monitoring"))?;
    let mut unobserved = None;
    if shares_nothing {
        unobserved =
            unobserved::find(py, places.kernel, &monitoring).map_err(|error| impossible(&error))?;
        if unobserved.is_none() {
            let _ = monitoring.free(py);
            return Err(impossible(&"what code objects keep of being observed was not found"));
        }
    }
    tool_ids::listen(places.kernel, monitoring.module(py));
    let observer = Observer {
        tools: Tools { places, monitoring },
        unobserved,
        has_company: false,
        reporting: Vec::new(),
        known: FxHashSet::default(),
        watches: FxHashMap::default(),
        order: Vec::new(),
        turn: 0,
    };
    if let Ok(mut place) = OBSERVER.try_lock() {
        *place = Some(observer);
        later::start(py, version);
    }
    Ok(())
}

/// Observes a code object and those among its constants from their first execution on.
pub(crate) fn watch(code: &Bound<'_, PyAny>, file: &Path) {
    interpreter::attached(|_| {
        trace::watch(code, file);
        with_observer(|observer| observer.watch(code));
    });
}

/// Ends what is being looked at in a code object for now, so that it shows what the program made of
/// it.
pub(crate) fn settle(code: &Bound<'_, PyAny>) {
    with_observer(|observer| {
        if let Some(watch) = observer.watches.get_mut(&code.as_ptr().addr()) {
            // Where that fails, it has instrumented instructions, which are `unknown`.
            let _ = watch.close(&observer.tools, code);
        }
    });
}

/// What came of observing.
#[derive(Default)]
pub(crate) struct Observed {
    /// What was seen, by the address of the code object.
    pub(crate) seen: HashMap<usize, Seen>,
    /// That it ended before the program did, as a sentence.
    pub(crate) ended: Option<String>,
}

/// Ends observing and leaves every code object as if there had been none.
pub(crate) fn finish(py: Python<'_>) -> Observed {
    if is_fork() {
        return Observed::default();
    }
    let ended = ENDED.try_lock().ok().and_then(|mut place| place.take());
    match ended.or_else(|| end(py)) {
        Some(Ended { seen, reason, .. }) => Observed { seen, ended: reason },
        None => Observed { seen: trace::finish(py), ended: None },
    }
}

/// Ends observing. `None` where there is none.
fn end(py: Python<'_>) -> Option<Ended> {
    let observer = OBSERVER.try_lock().ok().and_then(|mut place| place.take());
    let observer = observer?;
    let unobserved = observer.unobserved();
    let Observer { tools, reporting, watches, .. } = observer;
    later::stop();
    let finish = |(address, watch): (usize, Watch)| {
        resources::is_back().then(|| (address, watch.finish(py, &tools)))
    };
    let seen = watches.into_iter().filter_map(finish).collect();
    stop_reporting(py, tools, &reporting, unobserved);
    Some(Ended { seen, reason: None, _code: reporting })
}

/// Ends observing before the program does.
fn end_early(py: Python<'_>, reason: &str) {
    let Some(ended) = end(py) else { return };
    let reason = Some(format!("operands were not looked at after {reason}"));
    if let Ok(mut place) = ENDED.try_lock() {
        *place = Some(Ended { reason, ..ended });
    }
}

/// The program imports what may give sub-interpreters functions of this one.
pub(crate) fn share(py: Python<'_>) {
    if is_fork() {
        return leave(py);
    }
    let forgets = with_observer(|observer| observer.unobserved.is_some());
    if forgets == Some(true) && resources::is_back() {
        let reason = "the program imported _interpreters: this version gives sub-interpreters no \
            function that is observed";
        end_early(py, reason);
    }
}

/// Ends observing in a fork, which goes on without.
pub(crate) fn leave(py: Python<'_>) {
    let observer = OBSERVER.try_lock().ok().and_then(|mut place| place.take());
    if let Some(observer) = observer {
        let unobserved = observer.unobserved();
        stop_reporting(py, observer.tools, &observer.reporting, unobserved);
    }
}

/// Every code object as if there had been no observer.
fn stop_reporting(
    py: Python<'_>,
    tools: Tools,
    reporting: &[Py<PyAny>],
    unobserved: Option<usize>,
) {
    for code in reporting {
        if !resources::is_back() {
            return;
        }
        let code = code.bind(py);
        // Where that fails, the final state has instrumented instructions, which are `unknown`.
        let _ = watch::report(&tools, code, Reported::NOTHING);
        if let Some(place) = unobserved {
            unobserved::forget(code, tools.places.kernel, place);
        }
    }
    // Where it fails the id stays taken, in a process that is about to end.
    let _ = tools.monitoring.free(py);
}

/// Runs `action` unless the observer is in use further up this thread's stack, or this is a fork.
fn with_observer<T>(action: impl FnOnce(&mut Observer) -> T) -> Option<T> {
    let mut place = OBSERVER.try_lock().ok()?;
    let observer = place.as_mut()?;
    (!is_fork()).then(|| action(observer))
}

unsafe extern "C" fn entered(
    tool: *mut PyObject,
    args: *mut *mut PyObject,
    count: ffi::Py_ssize_t,
) -> *mut PyObject {
    answer(tool, args, count, Observer::progressed)
}

unsafe extern "C" fn jumped(
    tool: *mut PyObject,
    args: *mut *mut PyObject,
    count: ffi::Py_ssize_t,
) -> *mut PyObject {
    answer(tool, args, count, |observer, code, offsets| match offsets {
        // Forward: nothing executes again.
        [from, to] if from <= to => Next::Disable,
        _ => observer.progressed(code, offsets),
    })
}

unsafe extern "C" fn instruction(
    tool: *mut PyObject,
    args: *mut *mut PyObject,
    count: ffi::Py_ssize_t,
) -> *mut PyObject {
    answer(tool, args, count, |observer, code, offsets| {
        let watch = observer.watches.get_mut(&code.as_ptr().addr());
        match (watch, offsets) {
            (Some(watch), [offset, ..]) => watch.instruction(&observer.tools, code, *offset),
            _ => Next::Disable,
        }
    })
}

impl Observer {
    /// Where code objects are to be made as if they had never been observed, if they can be. When the
    /// program's callback returns, the interpreter reads what would be taken out.
    fn unobserved(&self) -> Option<usize> {
        self.unobserved.filter(|_| !self.has_company)
    }

    /// Goes on under another tool id. Says whether there was one.
    fn take_another_tool(&mut self, py: Python<'_>) -> bool {
        for watch in self.watches.values_mut() {
            // Where that fails, nothing is seen of this code object any more.
            let _ = watch.pause(py, &self.tools);
        }
        let report = |tools: &Tools, reported| {
            for code in &self.reporting {
                let _ = watch::report(tools, code.bind(py), reported);
            }
        };
        report(&self.tools, Reported::NOTHING);
        let found = self.tools.monitoring.take_another(py).unwrap_or(false);
        if found {
            report(&self.tools, Reported::PROGRESS);
        }
        found
    }

    fn watch(&mut self, code: &Bound<'_, PyAny>) {
        for code in Nested::of(code.clone(), &mut self.known) {
            if watch::report(&self.tools, &code, Reported::PROGRESS).is_ok() {
                self.reporting.push(code.unbind());
            }
        }
    }

    fn progressed(&mut self, code: &Bound<'_, PyAny>, offsets: &[u32]) -> Next {
        let Some(offset) = offsets.first() else { return Next::Disable };
        let address = code.as_ptr().addr();
        if !self.watches.contains_key(&address) && !resources::for_a_step() {
            return Next::Disable;
        }
        let watch = self.watches.entry(address).or_insert_with(|| {
            self.order.push(address);
            Watch::of(code)
        });
        watch.progressed(&self.tools, code, *offset)
    }
}

/// Calls `action` with a code object and the offsets that follow it, and says to the interpreter
/// what it said. Whatever happens here, no exception comes of it.
fn answer(
    tool: *mut PyObject,
    args: *mut *mut PyObject,
    count: ffi::Py_ssize_t,
    action: impl FnOnce(&mut Observer, &Bound<'_, PyAny>, &[u32]) -> Next,
) -> *mut PyObject {
    // SAFETY: the interpreter calls back from a thread that is attached to it. What drops
    // references of its own attaches once more: otherwise they are dropped later.
    let py = unsafe { Python::assume_attached() };
    if !resources::on_stack() {
        return py.None().into_ptr();
    }
    let _pending = Pending::keep();
    let attempt = catch_unwind(AssertUnwindSafe(|| {
        let count = usize::try_from(count).ok()?;
        // SAFETY: it passes so many borrowed references.
        let args = unsafe { std::slice::from_raw_parts(args, count) };
        let (code, offsets) = args.split_first()?;
        // SAFETY: as above.
        let code = unsafe { Bound::from_borrowed_ptr(py, *code) };
        let mut numbers = [0; 2];
        let offsets = offsets.iter().zip(&mut numbers).map(|(offset, number)| {
            // SAFETY: as above; an object that is no number gives -1 and an exception.
            *number = u32::try_from(unsafe { ffi::PyLong_AsLong(*offset) }).unwrap_or(u32::MAX);
        });
        let given = offsets.count();
        // SAFETY: as above: the id that the callback was registered for.
        let tool = unsafe { ffi::PyLong_AsLong(tool) };
        with_observer(|observer| {
            // Of another id, the program's: callbacks stay registered where an id is given away.
            if c_long::from(observer.tools.monitoring.tool()) != tool {
                return py.None().into_bound(py);
            }
            let offsets = numbers.get(..given).unwrap_or_default();
            let next = if resources::is_short() {
                Next::Disable
            } else {
                action(observer, &code, offsets)
            };
            let disable = observer.tools.monitoring.disable(py);
            if next == Next::Disable { disable.clone() } else { py.None().into_bound(py) }
        })
    }));
    // Without an observer (a fork, the end), nothing would be lost by further calls but time.
    attempt.ok().flatten().unwrap_or_else(|| py.None().into_bound(py)).into_ptr()
}
