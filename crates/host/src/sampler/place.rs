//! Where the interpreter keeps what it is executing.
//!
//! The structures are private and differ between versions and builds, so nothing is assumed: a
//! small program of ours calls back, and what is known of it at that moment (its thread, its code
//! objects, which instructions call, the switch interval) must be found, once only, along the
//! way that leads there. What is searched has the same shape on all versions:
//!
//! * thread state → (3.11 and 3.12: `cframe` →) current frame;
//! * frame → code object (tagged from 3.14 on), frame that called it, last instruction;
//! * `struct _gil_runtime_state` in `_PyRuntime`: interval, last holder, whether it is held.

use std::ops::Range;
use std::time::Duration;

use bytecode::Version;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict, PyTuple};

use super::table::Array;
use crate::memory::{pointer, read_into, word_in};
use crate::snapshot;

/// The two functions call at different places, one of them before its end.
const CHECK: &std::ffi::CStr = c"
def inner(look):
    return look(inner.__code__, outer.__code__)
def outer(look):
    found = [None, inner(look)]
    return found[1]
found = outer(look)
";

/// How much of a thread state and of a frame is searched, in bytes.
const THREAD: usize = 512;
const FRAME: usize = 128;
/// How much of what a thread state points at.
const BESIDE: usize = 32;
/// More than `_PyRuntime` has on any version.
const RUNTIME: usize = 1 << 20;
const POINTER: usize = size_of::<usize>();

/// Addresses and offsets of what is executed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) gil: Gil,
    pub(super) frames: Frames,
    /// The size of the part of a code object before its code units.
    pub(super) fixed: usize,
}

/// From a thread state to its frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frames {
    /// Where a thread state points to its current frame, or to what does.
    first: usize,
    second: Option<usize>,
    /// In a frame: its code object, the frame that called it, the instruction.
    pub(super) code: usize,
    pub(super) previous: usize,
    pub(super) instruction: usize,
}

/// The global interpreter lock of the main interpreter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gil {
    /// Of the pointer to the thread state that holds it or held it last; whether it is held
    /// stands behind it, the switch interval before it.
    last_holder: usize,
}

impl Place {
    /// Runs the check; otherwise says what was not found.
    pub(super) fn find(py: Python<'_>, version: Version) -> PyResult<Result<Self, &'static str>> {
        let look = PyCFunction::new_closure(py, None, None, move |args, _| {
            Frames::find(version, args).map(|found| found.map(Frames::numbers))
        })?;
        let namespace = PyDict::new(py);
        namespace.set_item("look", look)?;
        py.run(CHECK, Some(&namespace), None)?;
        let item = |name| namespace.as_any().get_item(name);
        let code = item("outer")?.getattr("__code__")?;
        let fixed = code.get_type().getattr("__basicsize__")?.extract()?;
        if !Array::of(&code, fixed).is_right(&code)? {
            return Ok(Err("code units"));
        }
        let found: Option<[usize; 5]> = item("found")?.extract()?;
        let Some(frames) = found.map(Frames::from_numbers) else { return Ok(Err("frames")) };
        let gil = Gil::find(py)?.ok_or("the interpreter lock");
        Ok(gil.map(|gil| Self { gil, frames, fixed }))
    }
}

impl Frames {
    /// The frame that a thread executes.
    pub(super) fn current(self, thread: usize) -> Option<usize> {
        let first = pointer(thread + self.first)?;
        self.second.map_or(Some(first), |second| pointer(first + second))
    }

    /// To be called by the check, with the code objects of the caller and of its caller.
    fn find(version: Version, args: &Bound<'_, PyTuple>) -> PyResult<Option<Self>> {
        let caller = Call::of(version, &args.get_item(0)?)?;
        let outer = Call::of(version, &args.get_item(1)?)?;
        let (Some(caller), Some(outer)) = (caller, outer) else { return Ok(None) };
        // SAFETY: this thread is attached to the interpreter.
        let thread = unsafe { ffi::PyThreadState_Get() }.addr();
        let direct = (0..THREAD).step_by(POINTER).map(|first| (first, None));
        let through = (0..THREAD)
            .step_by(POINTER)
            .flat_map(|first| (0..BESIDE).step_by(POINTER).map(move |at| (first, Some(at))));
        let layout = Self { first: 0, second: None, code: 0, previous: 0, instruction: 0 };
        let mut fitting = direct.chain(through).filter_map(|(first, second)| {
            let place = Self { first, second, ..layout };
            place.current(thread).and_then(|frame| place.fit(frame, &caller, &outer))
        });
        Ok(fitting.next().filter(|_| fitting.next().is_none()))
    }

    /// With where things stand in this frame, if it is the caller's.
    fn fit(self, frame: usize, caller: &Call, outer: &Call) -> Option<Self> {
        let mut one = [0; FRAME];
        read_into(frame, &mut one)?;
        let offsets = || (0..FRAME).step_by(POINTER);
        let code = offsets().find(|at| untagged(word_in(&one, *at)) == caller.code)?;
        offsets().find_map(|previous| {
            let mut other = [0; FRAME];
            read_into(word_in(&one, previous), &mut other)?;
            (untagged(word_in(&other, code)) == outer.code).then_some(())?;
            let instruction = offsets()
                .find(|at| caller.is_at(word_in(&one, *at)) && outer.is_at(word_in(&other, *at)))?;
            Some(Self { code, previous, instruction, ..self })
        })
    }

    fn numbers(self) -> [usize; 5] {
        // No place in a thread state is that far.
        let second = self.second.unwrap_or(usize::MAX);
        [self.first, second, self.code, self.previous, self.instruction]
    }

    fn from_numbers([first, second, code, previous, instruction]: [usize; 5]) -> Self {
        let second = (second != usize::MAX).then_some(second);
        Self { first, second, code, previous, instruction }
    }

    /// How much of a frame has to be read.
    pub(super) fn size(self) -> usize {
        self.code.max(self.previous).max(self.instruction) + POINTER
    }
}

/// Without the low bits, which from 3.14 on say how a reference is counted. Code objects are
/// aligned to 16 bytes.
pub(super) fn untagged(reference: usize) -> usize {
    reference & !7
}

/// A function of the check, at its only call.
struct Call {
    code: usize,
    array: Array,
    /// The calling instruction, from its start to the end of its cache, in bytes.
    bytes: Range<usize>,
}

impl Call {
    fn of(version: Version, code: &Bound<'_, PyAny>) -> PyResult<Option<Self>> {
        let fixed = code.get_type().getattr("__basicsize__")?.extract()?;
        let array = Array::of(code, fixed);
        let (object, _) = snapshot::read(code, "".as_ref())?;
        let mut calls = bytecode::instructions(version, &object)
            .filter(|instruction| instruction.base.name == "CALL")
            .map(|call| call.offset as usize..call.end() as usize);
        let only = calls.next().filter(|_| calls.next().is_none());
        Ok(only.map(|bytes| Self { code: code.as_ptr().addr(), array, bytes }))
    }

    fn is_at(&self, address: usize) -> bool {
        address.checked_sub(self.array.address).is_some_and(|at| self.bytes.contains(&at))
    }
}

impl Gil {
    /// The thread that executes Python code or a C function without having released the lock.
    pub(super) fn holder(self) -> Option<usize> {
        let mut found = [0; 2 * POINTER];
        read_into(self.last_holder, &mut found)?;
        is_held(&found).then(|| word_in(&found, 0))
    }

    fn find(py: Python<'_>) -> PyResult<Option<Self>> {
        let interval: f64 = py.import("sys")?.call_method0("getswitchinterval")?.extract()?;
        let interval = Duration::try_from_secs_f64(interval).unwrap_or_default();
        let interval = interval.as_micros() as usize;
        // SAFETY: a null-terminated name, looked up among everything that is loaded.
        let runtime = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"_PyRuntime".as_ptr()) }.addr();
        // SAFETY: this thread is attached to the interpreter.
        let thread = unsafe { ffi::PyThreadState_Get() }.addr();
        if runtime == 0 {
            return Ok(None);
        }
        let looks_so = |bytes: &[u8]| {
            word_in(bytes, 0).abs_diff(interval) <= 1
                && word_in(bytes, POINTER) == thread
                && is_held(bytes.get(POINTER..).unwrap_or_default())
        };
        let bytes = readable(runtime, RUNTIME);
        let places = (0..bytes.len()).step_by(POINTER);
        let held = places.filter(|at| looks_so(bytes.get(*at..).unwrap_or_default()));
        let held: Vec<_> = held.map(|at| Self { last_holder: runtime + at + POINTER }).collect();
        let mut right = py.detach(|| {
            held.into_iter().filter(|gil| gil.holder() != Some(thread)).collect::<Vec<_>>()
        });
        Ok(right.pop().filter(|gil| right.is_empty() && gil.holder() == Some(thread)))
    }
}

/// The number behind the last holder: 1 or 0, or -1 before there is a lock.
fn is_held(bytes: &[u8]) -> bool {
    bytes.get(POINTER..POINTER + 4) == Some(&1_i32.to_ne_bytes())
}

/// What can be read from an address on, in pages.
fn readable(from: usize, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    let pages = bytes.chunks_mut(4096).zip((from..).step_by(4096));
    let read = pages.map_while(|(page, address)| read_into(address, page)).count();
    bytes.truncate(read * 4096);
    bytes
}
