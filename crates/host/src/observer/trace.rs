//! 3.11: operands in a run made for nothing else, by tracing the code objects asked for.
//!
//! Tracing leaves specialization alone there, but is slow; and what fails is known only when the
//! program has ended. So the program runs a second time.

use std::collections::{BTreeMap, HashMap};
use std::ffi::c_int;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use handoff::Traced;
use pyo3::ffi::{PyFrameObject, PyObject};
use pyo3::intern;
use pyo3::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::look::{Tally, look};
use super::plan::{self, Planned};
use super::{Seen, threads};
use crate::fork::is_fork;
use crate::interpreter;
use crate::interpreter::code::{Nested, code_of_frame};
use crate::probe::ForOperands;
use crate::resources::{self, Pending};

/// Every execution of an instruction is looked at up to this one, then every so many: a prime number,
/// for operands may come in turns.
const EVERY_UP_TO: u32 = 32;
const THEN_EVERY: u32 = 61;

/// Of how many instructions of a code object the interpreter reports that they execute. Each time
/// half of what was left has gone, fewer of its executions are traced, so that something is left
/// for what comes late.
const MOST_REPORTS: u32 = 1 << 16;

/// What the interpreter reports (`PyTrace_CALL` and so on).
const CALL: c_int = 0;
const OPCODE: c_int = 7;

static TRACER: Mutex<Option<Tracer>> = Mutex::new(None);

/// The same code object may be compiled more than once: these tell what it is.
type Key = (PathBuf, String, i32);

struct Tracer {
    places: ForOperands,
    /// Offsets of the instructions that are asked for.
    wanted: HashMap<Key, Vec<u32>>,
    traced: FxHashMap<usize, Code>,
}

/// A code object that is traced.
struct Code {
    object: Py<PyAny>,
    planned: Vec<Planned>,
    seen: BTreeMap<u32, (u32, Tally)>,
    /// How many reports are left.
    left: u32,
    entries: u32,
}

impl Code {
    /// Says whether its instructions are to be reported this time.
    fn entered(&mut self) -> bool {
        self.entries = self.entries.wrapping_add(1);
        let halved = (MOST_REPORTS / self.left.max(1)).checked_ilog2().unwrap_or(0);
        self.left > 0 && self.entries.is_multiple_of(THEN_EVERY.saturating_pow(halved))
    }
}

/// Starts tracing, before the program starts.
pub(super) fn start(py: Python<'_>, places: ForOperands, asked: Vec<Traced>) {
    let wanted =
        asked.into_iter().map(|it| ((it.filename, it.qualname, it.first_line), it.offsets));
    let tracer = Tracer { places, wanted: wanted.collect(), traced: HashMap::default() };
    if let Ok(mut place) = TRACER.try_lock() {
        *place = Some(tracer);
        threads::trace(py, Some(report));
    }
}

/// Traces a code object, and those among its constants, if they are asked for.
pub(super) fn watch(code: &Bound<'_, PyAny>, file: &Path) {
    with_tracer(|tracer| {
        for code in Nested::of(code.clone(), &mut FxHashSet::default()) {
            // What cannot be read is not traced.
            let _ = tracer.add(&code, file);
        }
    });
}

/// Ends tracing. Gives what was seen, by the address of the code object.
pub(super) fn finish(py: Python<'_>) -> HashMap<usize, Seen> {
    let tracer = TRACER.try_lock().ok().and_then(|mut place| place.take());
    let Some(tracer) = tracer else { return HashMap::new() };
    threads::trace(py, None);
    let seen = tracer.traced.into_iter().map(|(address, code)| {
        let operands = code.seen.into_iter();
        let operands = operands.map(|(offset, (_, tally))| (offset, tally.operands())).collect();
        (address, Seen { operands, ..Seen::default() })
    });
    seen.collect()
}

fn with_tracer<T>(action: impl FnOnce(&mut Tracer) -> T) -> Option<T> {
    let mut place = TRACER.try_lock().ok()?;
    let tracer = place.as_mut()?;
    (!is_fork()).then(|| action(tracer))
}

impl Tracer {
    fn add(&mut self, code: &Bound<'_, PyAny>, file: &Path) -> PyResult<()> {
        let py = code.py();
        let qualname = code.getattr(intern!(py, "co_qualname"))?.extract()?;
        let first_line = code.getattr(intern!(py, "co_firstlineno"))?.extract()?;
        let Some(offsets) = self.wanted.get(&(file.to_owned(), qualname, first_line)) else {
            return Ok(());
        };
        let mut planned = plan::plan(&self.places, code)?;
        planned.retain(|planned| offsets.contains(&planned.offset));
        let object = code.clone().unbind();
        let traced =
            Code { object, planned, seen: BTreeMap::new(), left: MOST_REPORTS, entries: 0 };
        self.traced.entry(code.as_ptr().addr()).or_insert(traced);
        Ok(())
    }

    /// A frame starts or goes on: chooses what will be reported of it.
    fn entered(&mut self, frame: &Bound<'_, PyAny>, code: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = frame.py();
        let wanted = self.traced.get_mut(&code.as_ptr().addr()).is_some_and(Code::entered);
        frame.setattr(intern!(py, "f_trace_lines"), false)?;
        frame.setattr(intern!(py, "f_trace_opcodes"), wanted)
    }

    /// An instruction is about to execute. Says whether to report further ones of this frame.
    fn instruction(&mut self, code: &Bound<'_, PyAny>) -> Option<bool> {
        let traced = self.traced.get_mut(&code.as_ptr().addr())?;
        traced.left = traced.left.checked_sub(1)?;
        let (_, head) = self.places.frames.innermost(code.py())?;
        let offset = head.instruction.checked_sub(self.places.units.place(code).start)?;
        let known = traced.planned.binary_search_by_key(&offset, |it| it.offset as usize);
        if let Some(planned) = known.ok().and_then(|at| traced.planned.get(at)) {
            let (executions, tally) = traced.seen.entry(planned.offset).or_default();
            *executions += 1;
            if *executions <= EVERY_UP_TO || (*executions).is_multiple_of(THEN_EVERY) {
                resources::for_a_step().then_some(())?;
                let seen = look(&self.places, traced.object.bind(code.py()), planned);
                if let Some(seen) = seen {
                    tally.add(seen);
                }
            }
        }
        Some(traced.left > 0)
    }
}

/// The interpreter reports something. Always returns 0: a trace function that fails would raise.
extern "C" fn report(
    _: *mut PyObject,
    frame: *mut PyFrameObject,
    what: c_int,
    _: *mut PyObject,
) -> c_int {
    if (what != CALL && what != OPCODE) || !resources::on_stack() || resources::is_short() {
        return 0;
    }
    let report = |py: Python<'_>| {
        let _pending = Pending::keep();
        threads::trace_new(py, self::report);
        // SAFETY: a borrowed reference to the frame that executes.
        let frame = unsafe { Bound::from_borrowed_ptr(py, frame.cast()) };
        let code = code_of_frame(&frame);
        with_tracer(|tracer| {
            if what == CALL {
                let _ = tracer.entered(&frame, &code);
            } else if tracer.instruction(&code) != Some(true) {
                let _ = frame.setattr(intern!(py, "f_trace_opcodes"), false);
            }
        });
    };
    // A panic here is a bug of ours, and must not become the program's.
    let _ = catch_unwind(AssertUnwindSafe(|| interpreter::attached(report)));
    0
}
