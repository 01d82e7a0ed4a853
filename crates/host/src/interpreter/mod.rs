//! What the interpreter exports and PyO3 does not offer in the stable ABI.

pub(crate) mod class;
pub(crate) mod code;

use std::ffi::{CStr, c_char, c_int, c_void};

use bytecode::Version;
use pyo3::ffi::{self, PyObject, PyTypeObject};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::resources;

/// An audit hook, as `PySys_AddAuditHook` takes it.
pub(crate) type AuditHook = extern "C" fn(*const c_char, *mut PyObject, *mut c_void) -> c_int;

// Exported by every CPython since 3.8 with these signatures, and not part of the limited API.
unsafe extern "C" {
    fn PyCompile_OpcodeStackEffectWithJump(opcode: c_int, arg: c_int, jump: c_int) -> c_int;
    static mut PyFunction_Type: PyTypeObject;
    static mut PyCell_Type: PyTypeObject;
    static mut PyClassMethod_Type: PyTypeObject;
    static mut PyStaticMethod_Type: PyTypeObject;
}

/// Runs `action` in a callback of the interpreter's, whose thread is attached to it already, so
/// that PyO3 knows: references that are dropped where it does not are kept until it does, and
/// with them objects of the program. `None` where it cannot be told.
pub(crate) fn attached<T>(action: impl FnOnce(Python<'_>) -> T) -> Option<T> {
    // SAFETY: the caller's thread is attached.
    let (own, known) = unsafe { (ffi::PyThreadState_Get(), ffi::PyGILState_GetThisThreadState()) };
    // What PyO3 calls would otherwise wait for the lock that this thread has.
    if own == known { Python::try_attach(action) } else { None }
}

/// Whether this thread holds the interpreter's lock and may call it.
pub(crate) fn holds_lock() -> bool {
    // The same function, which the limited API has under neither name.
    let names = [c"PyThreadState_GetUnchecked", c"_PyThreadState_UncheckedGet"];
    // SAFETY: null-terminated names, looked up among everything that is loaded.
    let mut found =
        names.iter().map(|name| unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) });
    let Some(current) = found.find(|function| !function.is_null()) else { return false };
    // SAFETY: both may be called in any thread at any time, and have this signature.
    let (current, own) = unsafe {
        let current: extern "C" fn() -> *mut ffi::PyThreadState = std::mem::transmute(current);
        (current(), ffi::PyGILState_GetThisThreadState())
    };
    // Up to 3.11 the first is that of any thread that holds it.
    !current.is_null() && current == own
}

/// The version in a text as `Py_GetVersion` gives it; `None` where it is not known.
pub(crate) fn parsed_version(text: &str) -> Option<Version> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).map(str::parse);
    Version::from_parts(numbers.next()?.ok()?, numbers.next()?.ok()?)
}

/// What the interpreter says of itself.
pub(crate) fn described(py: Python<'_>) -> handoff::Python {
    let sys = imported(py, "sys");
    let text = |object: Option<Bound<'_, PyAny>>| {
        let text = object.and_then(|object| object.cast_into_exact::<PyString>().ok());
        text.map(|text| text.to_string_lossy().into_owned())
    };
    let implementation =
        sys.as_ref().and_then(|sys| sys.getattr(intern!(py, "implementation")).ok());
    let implementation = implementation.and_then(|it| it.getattr(intern!(py, "name")).ok());
    let executable = sys.as_ref().and_then(|sys| sys.getattr(intern!(py, "executable")).ok());
    handoff::Python {
        version: released(py),
        implementation: text(implementation).unwrap_or_default(),
        executable: executable.and_then(|path| path.extract().ok()).unwrap_or_default(),
    }
}

/// As `sys.version_info` has it: `3.15.0alpha2` of `3.15.0a2`.
fn released(py: Python<'_>) -> String {
    let info = py.version_info();
    let (major, minor, patch) = (info.major, info.minor, info.patch);
    let suffix = info.suffix.unwrap_or_default().trim_end_matches('+');
    let serial = suffix.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let level = match suffix.strip_suffix(serial) {
        Some("a") => "alpha",
        Some("b") => "beta",
        Some("rc") => "candidate",
        _ => "",
    };
    format!("{major}.{minor}.{patch}{level}{serial}")
}

/// The interpreter's version; `None` where it is not known.
pub(crate) fn version(py: Python<'_>) -> Option<Version> {
    let info = py.version_info();
    Version::from_parts(info.major.into(), info.minor.into())
}

/// Whether the interpreter compiles what executes often.
pub(crate) fn has_jit(py: Python<'_>) -> bool {
    let jit = py.import("sys").and_then(|sys| sys.getattr("_jit"));
    let enabled = jit.and_then(|jit| jit.call_method0("is_enabled"));
    enabled.and_then(|enabled| enabled.extract()).unwrap_or(false)
}

/// What an instruction does to the depth of the evaluation stack, if it jumps or if it does not.
pub(crate) fn stack_effect(opcode: u8, arg: u32, jumps: bool) -> Option<i32> {
    let arg = c_int::try_from(arg).ok()?;
    // SAFETY: a function of numbers.
    let effect = unsafe { PyCompile_OpcodeStackEffectWithJump(opcode.into(), arg, jumps.into()) };
    // `PY_INVALID_STACK_EFFECT`: an opcode it does not know.
    (effect != c_int::MAX).then_some(effect)
}

/// A built-in object that is a function or may hold one.
#[derive(Clone, Copy)]
pub(crate) enum Holder {
    /// A Python function.
    Function,
    /// A variable of a closure.
    Cell,
    /// A `classmethod` or `staticmethod`.
    Method,
    Property,
}

/// What an object is, if exactly that: an attribute of a subclass's object might be the program's.
pub(crate) fn holder(object: &Bound<'_, PyAny>) -> Option<Holder> {
    // SAFETY: a live object's type is read.
    let class = unsafe { ffi::Py_TYPE(object.as_ptr()) };
    let known = [
        (&raw mut PyFunction_Type, Holder::Function),
        (&raw mut PyCell_Type, Holder::Cell),
        (&raw mut PyClassMethod_Type, Holder::Method),
        (&raw mut PyStaticMethod_Type, Holder::Method),
        (&raw mut ffi::PyProperty_Type, Holder::Property),
    ];
    known.into_iter().find(|(known, _)| class == *known).map(|(_, holder)| holder)
}

/// Whether the thread is executing Python code further up its stack.
pub(crate) fn is_executing(_: Python<'_>) -> bool {
    // SAFETY: this thread is attached; the frame is borrowed and only compared.
    !unsafe { ffi::PyEval_GetFrame() }.is_null()
}

/// Whether this is the thread in which the interpreter ends.
pub(crate) fn is_main_thread() -> bool {
    #[cfg(target_os = "macos")]
    // SAFETY: takes nothing and cannot fail.
    return unsafe { libc::pthread_main_np() } == 1;
    #[cfg(not(target_os = "macos"))]
    // SAFETY: as above.
    return u32::try_from(unsafe { libc::gettid() }) == Ok(std::process::id());
}

/// Whether the interpreter has started, and not begun to take itself apart.
pub(crate) fn is_whole() -> bool {
    // SAFETY: may be called at any time, and reads a variable.
    unsafe { ffi::Py_IsInitialized() != 0 }
}

/// `sys.modules`.
pub(crate) fn modules(py: Python<'_>) -> Option<Bound<'_, PyDict>> {
    // SAFETY: a null-terminated name; the reference is borrowed from `sys`, which outlives it.
    let modules =
        unsafe { Bound::from_borrowed_ptr_or_opt(py, ffi::PySys_GetObject(c"modules".as_ptr())) };
    modules?.cast_into().ok()
}

/// A module that is imported already, without asking the program's `__import__`.
pub(crate) fn imported<'py>(py: Python<'py>, name: &str) -> Option<Bound<'py, PyAny>> {
    modules(py)?.get_item(name).ok()?
}

/// Sees to it that a thread can run Python code when no other does any more, in a fork made by a
/// thread that Python did not begin with. Up to 3.12 the first of all states would be given out again,
/// and found in use (`new_threadstate` in pystate.c).
pub(crate) fn keep_a_state(_: Python<'_>) {
    // SAFETY: this thread is attached. The new state never becomes current; the interpreter frees it
    // with the others.
    unsafe {
        if ffi::PyThreadState_GetID(ffi::PyThreadState_Get()) != 1 {
            ffi::PyThreadState_New(ffi::PyInterpreterState_Get());
        }
    }
}

/// How many threads have run Python code beside the main one: each got a state, and states are
/// numbered.
pub(crate) fn threads_started(_: Python<'_>) -> u32 {
    // 3.11 crashes where it has no memory for one.
    if !resources::is_back() {
        return 0;
    }
    // SAFETY: this thread is attached to the interpreter. The new state never becomes current, and is
    // cleared and deleted as the interpreter asks for.
    let number = unsafe {
        let state = ffi::PyThreadState_New(ffi::PyInterpreterState_Get());
        if state.is_null() {
            return 0;
        }
        let number = ffi::PyThreadState_GetID(state);
        ffi::PyThreadState_Clear(state);
        ffi::PyThreadState_Delete(state);
        number
    };
    // The main thread's is 1, and this one is nobody's.
    u32::try_from(number.saturating_sub(2)).unwrap_or(u32::MAX)
}

/// Code of a sub-interpreter may be freed with it, and runs under a lock of its own: left alone.
pub(crate) fn in_main_interpreter() -> bool {
    // SAFETY: this thread is attached to an interpreter.
    unsafe { ffi::PyInterpreterState_GetID(ffi::PyInterpreterState_Get()) == 0 }
}

/// Whether this interpreter is one that can be watched; asked before it has started.
pub(crate) fn is_usable() -> bool {
    // SAFETY: may be called at any time; gives a static text.
    let text = unsafe { CStr::from_ptr(ffi::Py_GetVersion()) }.to_string_lossy();
    parsed_version(&text).is_some() && !text.contains("free-threading")
}
