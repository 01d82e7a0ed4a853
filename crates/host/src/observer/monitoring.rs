//! `sys.monitoring`, as far as it is used here.

use std::ffi::{CStr, c_int};

use pyo3::ffi;
use pyo3::prelude::*;

/// A tool registered with the interpreter.
pub(super) struct Monitoring {
    tool: c_int,
    module: Py<PyAny>,
    set_local_events: Py<PyAny>,
    disable: Py<PyAny>,
    events: Events,
}

/// The bits of events in a set of them.
#[derive(Clone, Copy)]
struct Events {
    progress: c_int,
    instruction: c_int,
}

/// Which events of a code object are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reported {
    /// That it is entered, resumed, or jumps.
    pub(super) progress: bool,
    /// Each instruction about to execute.
    pub(super) instructions: bool,
}

impl Reported {
    /// Nothing.
    pub(super) const NOTHING: Self = Self { progress: false, instructions: false };
    /// Only progress.
    pub(super) const PROGRESS: Self = Self { progress: true, instructions: false };
}

/// A callback as the interpreter calls it: with a borrowed array of arguments.
pub(super) type Callback = unsafe extern "C" fn(
    *mut ffi::PyObject,
    *mut *mut ffi::PyObject,
    ffi::Py_ssize_t,
) -> *mut ffi::PyObject;

/// What is called when: when a code object is entered or resumed, when it jumps, and before
/// each of its instructions.
pub(super) struct Callbacks {
    pub(super) entered: Callback,
    pub(super) jumped: Callback,
    pub(super) instruction: Callback,
}

/// The tool ids without a meaning of their own first.
const TOOLS: [c_int; 6] = [3, 4, 5, 2, 1, 0];

impl Monitoring {
    /// Registers a tool. `None` where every id is taken.
    pub(super) fn register(py: Python<'_>, callbacks: &Callbacks) -> PyResult<Option<Self>> {
        let module = py.import("sys")?.getattr("monitoring")?;
        let free =
            |tool: &c_int| module.call_method1("get_tool", (*tool,)).is_ok_and(|t| t.is_none());
        let Some(tool) = TOOLS.into_iter().find(free) else { return Ok(None) };
        module.call_method1("use_tool_id", (tool, "specialist"))?;
        let names = module.getattr("events")?;
        let event = |name: &str| names.getattr(name)?.extract::<c_int>();
        let mut progress = 0;
        for (name, callback) in [
            ("PY_START", callbacks.entered),
            ("PY_RESUME", callbacks.entered),
            ("JUMP", callbacks.jumped),
            ("INSTRUCTION", callbacks.instruction),
        ] {
            let event = event(name)?;
            module.call_method1("register_callback", (tool, event, function(py, callback)?))?;
            progress |= if name == "INSTRUCTION" { 0 } else { event };
        }
        Ok(Some(Self {
            tool,
            set_local_events: module.getattr("set_local_events")?.unbind(),
            disable: module.getattr("DISABLE")?.unbind(),
            events: Events { progress, instruction: event("INSTRUCTION")? },
            module: module.unbind(),
        }))
    }

    /// Chooses the events of a code object. Those of other tools stay as they are.
    pub(super) fn report(&self, code: &Bound<'_, PyAny>, reported: Reported) -> PyResult<()> {
        let chosen = |chosen: bool, events| if chosen { events } else { 0 };
        let events = chosen(reported.progress, self.events.progress)
            | chosen(reported.instructions, self.events.instruction);
        self.set_local_events.bind(code.py()).call1((self.tool, code, events))?;
        Ok(())
    }

    /// What a callback returns to hear no more of this place.
    pub(super) fn disable<'py>(&self, py: Python<'py>) -> &Bound<'py, PyAny> {
        self.disable.bind(py)
    }

    /// Gives the tool id back. No code object may report anything any more.
    pub(super) fn free(self, py: Python<'_>) -> PyResult<()> {
        self.module.bind(py).call_method1("free_tool_id", (self.tool,))?;
        Ok(())
    }
}

/// A function object for a callback.
fn function(py: Python<'_>, callback: Callback) -> PyResult<Bound<'_, PyAny>> {
    const NAME: &CStr = c"specialist";
    // Function objects point to their definition for as long as they live.
    let definition = Box::leak(Box::new(ffi::PyMethodDef {
        ml_name: NAME.as_ptr(),
        ml_meth: ffi::PyMethodDefPointer { PyCFunctionFast: callback },
        ml_flags: ffi::METH_FASTCALL,
        ml_doc: std::ptr::null(),
    }));
    let none = std::ptr::null_mut();
    // SAFETY: the definition is never freed and says how the callback takes its arguments.
    unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyCFunction_NewEx(definition, none, none)) }
}
