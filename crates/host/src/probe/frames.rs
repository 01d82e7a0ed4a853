//! Where the interpreter keeps the frames that execute.
//!
//! The structures are private and differ between versions, so nothing is assumed: before the
//! program starts, a function of ours calls another, which calls us, and the two frames are looked
//! for from the thread state on. What is not found for both alike, or not alone, is not used.

use std::ffi::CStr;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict};

use super::memory::{Kernel, known_word, word_in};
use super::units::UnitsAt;

/// Each function looks from where it is.
const CHECK: &CStr = c"
def inner(first, second):
    look()
def outer(first, second):
    look()
    inner(second, first)
";

/// How far into a thread state is looked, in bytes.
const THREAD: usize = 256;

/// How much of a frame is looked at, local variables left out, in bytes.
pub(crate) const START: usize = 128;

/// The low bits of a reference in a frame are tags from 3.14 on.
const TAGS: usize = 7;

/// Those of a number that is no object (`Py_INT_TAG` in `pycore_stackref.h`).
const INTEGER: usize = 3;

/// Offsets in thread states and frames, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frames {
    /// The way from a thread state to its innermost frame: the offset of a pointer, then, up to
    /// 3.12, that of another in what it points at.
    current: (usize, Option<usize>),
    /// The code object.
    code: usize,
    /// The frame that called this one.
    previous: usize,
    /// The instruction that executes, or a unit of its cache, as an address.
    instruction: usize,
    globals: usize,
    builtins: usize,
    /// Local variables, then the evaluation stack.
    locals: usize,
}

impl Frames {
    /// Runs the check. `None` where the frames are not what they are on the versions known.
    pub(crate) fn find(py: Python<'_>, kernel: Kernel, units: UnitsAt) -> PyResult<Option<Self>> {
        let namespace = PyDict::new(py);
        py.run(CHECK, Some(&namespace), None)?;
        let item = |name: &str| namespace.as_any().get_item(name);
        // Two objects that nothing else refers to.
        let (first, second) = (PyDict::new(py), PyDict::new(py));
        let known = |function: &str, locals: [&Bound<'_, PyDict>; 2]| -> PyResult<Known> {
            let code = item(function)?.getattr("__code__")?;
            Ok(Known {
                units: units.place(&code),
                code: code.as_ptr().addr(),
                globals: namespace.as_ptr().addr(),
                builtins: item("__builtins__")?.as_ptr().addr(),
                locals: locals.map(|object| object.as_ptr().addr()),
            })
        };
        let inner = known("inner", [&second, &first])?;
        let outer = known("outer", [&first, &second])?;
        let found = Arc::new(Mutex::new(Vec::new()));
        let results = Arc::clone(&found);
        let look = PyCFunction::new_closure(py, None, None, move |args, _| {
            let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
            let thread = thread(args.py());
            // The outer function comes first.
            let known = if results.is_empty() { (&outer, None) } else { (&inner, Some(&outer)) };
            results.push(Search { kernel, known: known.0, caller: known.1 }.all(thread));
        })?;
        namespace.set_item("look", look)?;
        item("outer")?.call1((first, second))?;
        // The function, its namespace and the closure hold each other.
        namespace.clear();
        let found = std::mem::take(&mut *found.lock().unwrap_or_else(PoisonError::into_inner));
        let [outer, inner] = found.as_slice() else { return Ok(None) };
        Ok(inner.iter().find(|frames| outer.iter().any(|other| frames.fits(other))).copied())
    }

    /// Whether another finding, in which the caller was not known, says the same.
    fn fits(&self, other: &Self) -> bool {
        *self == Self { previous: self.previous, ..*other }
    }

    /// The innermost frame of a thread, which may end meanwhile.
    pub(crate) fn current(&self, kernel: Kernel, thread: usize) -> Option<usize> {
        follow(kernel, thread, self.current)
    }

    /// The innermost frame of this thread, and what it is about.
    pub(crate) fn innermost(&self, py: Python<'_>) -> Option<(usize, Head)> {
        // SAFETY: the ways and places are those at which `find` has seen, on this interpreter, what
        // belongs there; this thread and what it executes are alive while it is here.
        let at = |place: usize| unsafe { known_word(place) };
        let (to, on) = self.current;
        let there = at(thread(py) + to);
        let frame = match on {
            Some(on) if there != 0 => at(there + on),
            _ => there,
        };
        (frame != 0).then(|| (frame, self.head_at(frame, at)))
    }

    /// What a frame is about whose first [`START`] bytes have been read.
    pub(crate) fn head_in(&self, start: &[u8]) -> Head {
        self.head_at(0, |place| word_in(start, place))
    }

    fn head_at(&self, frame: usize, word: impl Fn(usize) -> usize) -> Head {
        Head {
            code: word(frame + self.code) & !TAGS,
            previous: word(frame + self.previous),
            instruction: word(frame + self.instruction),
            globals: word(frame + self.globals),
            builtins: word(frame + self.builtins),
        }
    }

    /// What is in a frame's place of this index: local variables, cells and free variables, then
    /// the evaluation stack.
    ///
    /// # Safety
    /// The frame is alive, and its code object has so many places.
    pub(crate) unsafe fn slot(&self, frame: usize, index: usize) -> Slot {
        // SAFETY: the caller's promise; the places are where `find` has seen them.
        Slot::of(unsafe { known_word(frame + self.locals + 8 * index) })
    }
}

/// What a frame executes, and where: addresses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    /// Something else in frames that are of C code.
    pub(crate) code: usize,
    /// The frame that called this one; 0 where none did.
    pub(crate) previous: usize,
    pub(crate) instruction: usize,
    pub(crate) globals: usize,
    pub(crate) builtins: usize,
}

/// What a frame holds in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Nothing.
    Empty,
    /// An object at this address.
    Object(usize),
    /// A number that is no object.
    Number(isize),
}

impl Slot {
    fn of(word: usize) -> Self {
        match word & !TAGS {
            _ if word & INTEGER == INTEGER => Self::Number(word.cast_signed() >> 2),
            0 => Self::Empty,
            address => Self::Object(address),
        }
    }
}

/// The state of the thread that runs.
pub(crate) fn thread(_: Python<'_>) -> usize {
    // SAFETY: this thread is attached, so it has one.
    unsafe { ffi::PyThreadState_Get() }.addr()
}

/// What a function of ours is known to have in its frame, as addresses.
struct Known {
    code: usize,
    units: Range<usize>,
    globals: usize,
    builtins: usize,
    locals: [usize; 2],
}

/// The search for a known frame.
struct Search<'a> {
    kernel: Kernel,
    known: &'a Known,
    caller: Option<&'a Known>,
}

impl Search<'_> {
    /// Every way to a frame that is as the known one, and the places in it, shortest way first.
    fn all(&self, thread: usize) -> Vec<Frames> {
        let direct = offsets(0..THREAD).map(|at| (at, None));
        let through =
            offsets(0..THREAD).flat_map(|at| offsets(0..32).map(move |on| (at, Some(on))));
        let ways = direct.chain(through);
        ways.filter_map(|way| self.at(way, follow(self.kernel, thread, way)?)).collect()
    }

    fn at(&self, current: (usize, Option<usize>), frame: usize) -> Option<Frames> {
        let Self { kernel, known, caller } = *self;
        let words = kernel.words(frame)?;
        let at =
            |fits: &dyn Fn(usize) -> bool| Some(8 * words.iter().position(|word| fits(*word))?);
        let code = at(&|word| word & !TAGS == known.code)?;
        let is_caller = |frame: usize| {
            let code = kernel.pointer(frame + code).map(|word| word & !TAGS);
            caller.is_none_or(|caller| code == Some(caller.code))
        };
        let locals =
            words.map(|word| word & !TAGS).windows(2).position(|two| *two == known.locals)?;
        Some(Frames {
            current,
            code,
            previous: at(&|word| word != 0 && is_caller(word))?,
            instruction: at(&|word| known.units.contains(&word))?,
            globals: at(&|word| word == known.globals)?,
            builtins: at(&|word| word == known.builtins)?,
            locals: 8 * locals,
        })
    }
}

/// Every place a pointer can have.
fn offsets(range: Range<usize>) -> impl Iterator<Item = usize> {
    range.step_by(8)
}

fn follow(kernel: Kernel, thread: usize, (at, on): (usize, Option<usize>)) -> Option<usize> {
    let there = kernel.pointer(thread + at)?;
    on.map_or(Some(there), |on| kernel.pointer(there + on))
}
