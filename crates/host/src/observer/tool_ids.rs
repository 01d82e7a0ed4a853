//! What the program asks of `sys.monitoring`: it finds every tool id as if there were no observer.
//!
//! Nothing tells that an id is about to be used: there is no audit event, and a function of ours in the
//! place of the interpreter's could be seen. So the interpreter's function objects stay, and the
//! definitions they point to (`PyMethodDef`, in writable memory) name C functions of ours, which first
//! let the observer give the id away and then call what was there.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicPtr, Ordering};

use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;

use super::monitoring::is_callback;
use super::{OBSERVER, end_early, leave, with_observer};
use crate::fork::is_fork;
use crate::interpreter;
use crate::interpreter::in_main_interpreter;
use crate::probe::memory::{self, Kernel};
use crate::resources::{self, Pending};

/// A C function that takes an array of arguments (`METH_FASTCALL`), and one that takes one
/// (`METH_O`).
type Fast =
    unsafe extern "C" fn(*mut PyObject, *const *mut PyObject, ffi::Py_ssize_t) -> *mut PyObject;
type One = unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> *mut PyObject;

/// The functions whose first argument is a tool id, how they take arguments and what is called
/// instead. Not every version has all of them.
const FUNCTIONS: [(&str, c_int, *const c_void); 9] = [
    ("use_tool_id", ffi::METH_FASTCALL, fast::<0> as Fast as *const c_void),
    ("register_callback", ffi::METH_FASTCALL, fast::<REGISTER> as Fast as *const c_void),
    ("set_events", ffi::METH_FASTCALL, fast::<2> as Fast as *const c_void),
    ("get_local_events", ffi::METH_FASTCALL, fast::<3> as Fast as *const c_void),
    ("set_local_events", ffi::METH_FASTCALL, fast::<4> as Fast as *const c_void),
    ("get_tool", ffi::METH_O, one::<GET> as One as *const c_void),
    ("free_tool_id", ffi::METH_O, one::<6> as One as *const c_void),
    ("clear_tool_id", ffi::METH_O, one::<7> as One as *const c_void),
    ("get_events", ffi::METH_O, one::<8> as One as *const c_void),
];
const REGISTER: usize = 1;
const GET: usize = 5;

/// What each of them calls in the end.
static ORIGINAL: [AtomicPtr<c_void>; 9] = [const { AtomicPtr::new(std::ptr::null_mut()) }; 9];

/// Where a function object points to its definition (`PyCFunctionObject.m_ml` in
/// `Include/cpython/methodobject.h`).
const DEFINITION: usize = 16;
/// `PyMethodDef.ml_meth`, after `ml_name`.
const FUNCTION: usize = 8;

/// Hears from now on what the program asks. Where a definition is not what is known of it, or cannot
/// be written to, its function stays as it is.
pub(super) fn listen(kernel: Kernel, module: &Bound<'_, PyAny>) {
    for ((name, flags, ours), original) in FUNCTIONS.iter().zip(&ORIGINAL) {
        let Ok(function) = module.getattr(*name) else { continue };
        let Some((definition, there)) = definition(kernel, &function, name, *flags) else {
            continue;
        };
        original.store(there.cast_mut(), Ordering::Relaxed);
        // SAFETY: of a definition, whose C function is replaced by one that is called in the same way,
        // while this thread has the interpreter lock.
        unsafe { memory::write_word(definition + FUNCTION, ours.expose_provenance()) };
    }
}

/// The address of a function's definition, and the C function in it.
fn definition(
    kernel: Kernel,
    function: &Bound<'_, PyAny>,
    name: &str,
    flags: c_int,
) -> Option<(usize, *const c_void)> {
    let object = function.as_ptr();
    // SAFETY: a live object; the others are asked only of a function in C.
    let (there, has) = unsafe {
        if ffi::PyCFunction_Check(object) == 0 {
            return None;
        }
        (ffi::PyCFunction_GetFunction(object)? as *const c_void, ffi::PyCFunction_GetFlags(object))
    };
    let definition = kernel.pointer(object.addr() + DEFINITION)?;
    let named: *const c_char = std::ptr::with_exposed_provenance(kernel.pointer(definition)?);
    let mut start = [0; 32];
    kernel.read_into(named.addr(), &mut start)?;
    let fits = has == flags
        && kernel.word(definition + FUNCTION)? == there.addr()
        && CStr::from_bytes_until_nul(&start).ok()?.to_str() == Ok(name);
    fits.then_some((definition, there))
}

unsafe extern "C" fn fast<const AT: usize>(
    module: *mut PyObject,
    args: *const *mut PyObject,
    count: ffi::Py_ssize_t,
) -> *mut PyObject {
    if count > 0 {
        // SAFETY: the interpreter passes so many borrowed references, from an attached thread.
        with_id(unsafe { *args }, give_away);
    }
    // SAFETY: what was there takes its arguments so (`definition`), and lives with the interpreter.
    let result = unsafe {
        let original: Fast = std::mem::transmute(original::<AT>());
        original(module, args, count)
    };
    if AT == REGISTER && is_callback(result) {
        // SAFETY: a new reference, in an attached thread: to the program, nothing was there.
        unsafe {
            ffi::Py_DecRef(result);
            return ffi::Py_NewRef(ffi::Py_None());
        }
    }
    result
}

unsafe extern "C" fn one<const AT: usize>(
    module: *mut PyObject,
    arg: *mut PyObject,
) -> *mut PyObject {
    let is_ours = with_id(arg, |py, tool| {
        if AT == GET {
            return has_tool(tool);
        }
        give_away(py, tool);
        false
    });
    if is_ours == Some(true) {
        // SAFETY: the interpreter calls from an attached thread.
        return unsafe { ffi::Py_NewRef(ffi::Py_None()) };
    }
    // SAFETY: as in `fast`.
    unsafe {
        let original: One = std::mem::transmute(original::<AT>());
        original(module, arg)
    }
}

/// Never null where ours is called: it was stored before.
fn original<const AT: usize>() -> *mut c_void {
    ORIGINAL.get(AT).map_or(std::ptr::null_mut(), |original| original.load(Ordering::Relaxed))
}

/// Calls `action` with the tool id that is asked for, in the interpreter that is observed.
fn with_id<T>(id: *mut PyObject, action: impl FnOnce(Python<'_>, c_int) -> T) -> Option<T> {
    if !resources::on_stack() {
        return None;
    }
    let _pending = Pending::keep();
    let attempt = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: a borrowed reference, in an attached thread. Of an `int` no method is called.
        let id = unsafe { (ffi::PyLong_Check(id) != 0).then(|| ffi::PyLong_AsLong(id))? };
        interpreter::attached(|py| {
            let tool = c_int::try_from(id).ok().filter(|_| in_main_interpreter())?;
            Some(action(py, tool))
        })
        .flatten()
    }));
    attempt.ok().flatten()
}

/// Whether this is the id of the observer's tool.
fn has_tool(tool: c_int) -> bool {
    let place = OBSERVER.try_lock().ok();
    place.is_some_and(|place| {
        place.as_ref().is_some_and(|observer| observer.tools.monitoring.tool() == tool)
    })
}

/// The program asks for a tool id: it gets it as if nobody had had it.
fn give_away(py: Python<'_>, tool: c_int) {
    if has_tool(tool) && is_fork() {
        return leave(py);
    }
    let goes_on = with_observer(|observer| {
        observer.has_company = true;
        if observer.tools.monitoring.tool() == tool {
            // Where there is no memory for that, the id stays taken.
            return !resources::is_back() || observer.take_another_tool(py);
        }
        observer.tools.monitoring.refuse(tool);
        true
    });
    if goes_on == Some(false) {
        end_early(py, "the program took the last tool id of sys.monitoring");
    }
}
