//! `sys.monitoring`, as far as it is used here.

use std::ffi::{CStr, c_int};

use pyo3::ffi;
use pyo3::prelude::*;

/// A tool registered with the interpreter.
pub(super) struct Monitoring {
    tool: c_int,
    /// The ids for which callbacks are registered. Registering one is an audit event, which the
    /// program could hear once it runs.
    prepared: Vec<c_int>,
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

/// What is called when, by the names of events.
pub(super) struct Callbacks(pub(super) [(&'static str, Callback); 4]);

/// All tool ids, those without a meaning of their own first.
const TOOLS: [c_int; 6] = [4, 3, 5, 2, 1, 0];

impl Monitoring {
    /// Registers a tool, under an id that the program's start has left free. `None` where none is.
    pub(super) fn register(py: Python<'_>, callbacks: &Callbacks) -> PyResult<Option<Self>> {
        let module = py.import("sys")?.getattr("monitoring")?;
        let prepared: Vec<_> = TOOLS.into_iter().filter(|tool| is_free(&module, *tool)).collect();
        let Some(&tool) = prepared.first() else { return Ok(None) };
        let names = module.getattr("events")?;
        let event = |name: &str| names.getattr(name)?.extract::<c_int>();
        let mut progress = 0;
        for (name, callback) in callbacks.0 {
            let event = event(name)?;
            let definition = definition(callback);
            for tool in &prepared {
                let function = function(py, definition, *tool)?;
                module.call_method1("register_callback", (*tool, event, function))?;
            }
            progress |= if name == "INSTRUCTION" { 0 } else { event };
        }
        use_id(&module, tool)?;
        Ok(Some(Self {
            tool,
            prepared,
            set_local_events: module.getattr("set_local_events")?.unbind(),
            disable: module.getattr("DISABLE")?.unbind(),
            events: Events { progress, instruction: event("INSTRUCTION")? },
            module: module.unbind(),
        }))
    }

    /// The id of the tool.
    pub(super) fn tool(&self) -> c_int {
        self.tool
    }

    /// The module.
    pub(super) fn module<'py>(&self, py: Python<'py>) -> &Bound<'py, PyAny> {
        self.module.bind(py)
    }

    /// Takes another id, which the program never asked for. No code object may report anything
    /// any more. Says whether there is one; where none is, the old one is given back alone.
    pub(super) fn take_another(&mut self, py: Python<'_>) -> PyResult<bool> {
        self.refuse(self.tool);
        let module = self.module.bind(py);
        module.call_method1("free_tool_id", (self.tool,))?;
        let Some(&tool) = self.prepared.iter().find(|tool| is_free(module, **tool)) else {
            return Ok(false);
        };
        use_id(module, tool)?;
        self.tool = tool;
        Ok(true)
    }

    /// The program may have its own callbacks there.
    pub(super) fn refuse(&mut self, tool: c_int) {
        self.prepared.retain(|prepared| *prepared != tool);
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

fn is_free(module: &Bound<'_, PyAny>, tool: c_int) -> bool {
    module.call_method1("get_tool", (tool,)).is_ok_and(|tool| tool.is_none())
}

fn use_id(module: &Bound<'_, PyAny>, tool: c_int) -> PyResult<()> {
    module.call_method1("use_tool_id", (tool, "specialist")).map(drop)
}

/// Callbacks are called by it.
const NAME: &CStr = c"specialist";

/// The definition of a callback. Function objects point to it for as long as they live.
fn definition(callback: Callback) -> *mut ffi::PyMethodDef {
    Box::leak(Box::new(ffi::PyMethodDef {
        ml_name: NAME.as_ptr(),
        ml_meth: ffi::PyMethodDefPointer { PyCFunctionFast: callback },
        ml_flags: ffi::METH_FASTCALL,
        ml_doc: std::ptr::null(),
    }))
}

/// A function object for a callback, whose `self` is the tool id it is registered for.
fn function(
    py: Python<'_>,
    definition: *mut ffi::PyMethodDef,
    tool: c_int,
) -> PyResult<Bound<'_, PyAny>> {
    let tool = tool.into_pyobject(py)?;
    // SAFETY: the definition is never freed and says how the callback takes its arguments.
    unsafe {
        let function = ffi::PyCFunction_NewEx(definition, tool.as_ptr(), std::ptr::null_mut());
        Bound::from_owned_ptr_or_err(py, function)
    }
}

/// Whether an object, or null, is a function object for a callback.
pub(super) fn is_callback(object: *mut ffi::PyObject) -> bool {
    // SAFETY: null or a live object; it is asked for its function only if it is one in C.
    let function = unsafe {
        if object.is_null() || ffi::PyCFunction_Check(object) == 0 {
            return false;
        }
        ffi::PyCFunction_GetFunction(object)
    };
    let ours = super::CALLBACKS.0.iter().map(|(_, callback)| *callback as usize);
    function.is_some_and(|function| ours.into_iter().any(|ours| ours == function as usize))
}
