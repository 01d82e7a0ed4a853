//! Who executes: the holder of the global interpreter lock.
//!
//! `struct _gil_runtime_state`, somewhere in `_PyRuntime`, has on all versions the switch interval
//! in microseconds, the thread state that holds the lock or held it last, and whether it is held.
//! All three are known before the program starts, and the third changes when we let go of the
//! lock: where all fit is the place, if it is the only one.

use std::sync::atomic::{AtomicI32, AtomicUsize, Ordering};
use std::time::Duration;

use pyo3::prelude::*;

use super::frames;
use super::memory::{Kernel, word_in};
use crate::interpreter;

/// More than `_PyRuntime` has on any version, in bytes.
const RUNTIME: usize = 1 << 20;
const PAGE: usize = 4096;
const POINTER: usize = size_of::<usize>();

/// The lock of the main interpreter, by the address of its last holder. It lies in `_PyRuntime`,
/// which is static and so never freed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gil(usize);

impl Gil {
    /// The thread that executes Python code or a C function without having released the lock.
    pub(crate) fn holder(self) -> Option<usize> {
        let last = std::ptr::with_exposed_provenance_mut(self.0);
        let held = std::ptr::with_exposed_provenance_mut(self.0 + POINTER);
        // SAFETY: both are in static memory, aligned (`find` goes by pointers), and written by the
        // interpreter as atomic variables are.
        let (last, held) = unsafe { (AtomicUsize::from_ptr(last), AtomicI32::from_ptr(held)) };
        (held.load(Ordering::Acquire) == 1).then(|| last.load(Ordering::Relaxed))
    }

    /// Looks for it. To be called in a thread that holds it; lets go of it for a moment.
    pub(crate) fn find(py: Python<'_>, kernel: Kernel) -> PyResult<Option<Self>> {
        let Some(sys) = interpreter::imported(py, "sys") else { return Ok(None) };
        let interval: f64 = sys.call_method0("getswitchinterval")?.extract()?;
        let interval = Duration::try_from_secs_f64(interval).unwrap_or_default();
        let interval = interval.as_micros() as usize;
        // SAFETY: a null-terminated name, looked up among everything that is loaded.
        let runtime = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"_PyRuntime".as_ptr()) };
        let runtime = runtime.expose_provenance();
        let thread = frames::thread(py);
        if runtime == 0 {
            return Ok(None);
        }
        let looks_so = |bytes: &[u8]| {
            word_in(bytes, 0).abs_diff(interval) <= 1
                && word_in(bytes, POINTER) == thread
                && is_held(bytes)
        };
        let bytes = readable(kernel, runtime, RUNTIME);
        let places = (0..bytes.len()).step_by(POINTER);
        let held = places.filter(|at| looks_so(bytes.get(*at..).unwrap_or_default()));
        let held: Vec<_> = held.map(|at| Self(runtime + at + POINTER)).collect();
        let mut right = py.detach(|| {
            held.into_iter().filter(|gil| gil.holder() != Some(thread)).collect::<Vec<_>>()
        });
        Ok(right.pop().filter(|gil| right.is_empty() && gil.holder() == Some(thread)))
    }
}

/// The number behind the last holder: 1 or 0, or -1 before there is a lock.
fn is_held(bytes: &[u8]) -> bool {
    bytes.get(2 * POINTER..2 * POINTER + 4) == Some(&1_i32.to_ne_bytes())
}

/// What can be read from an address on, in pages.
fn readable(kernel: Kernel, from: usize, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    let pages = bytes.chunks_mut(PAGE).zip((from..).step_by(PAGE));
    let read = pages.map_while(|(page, address)| kernel.read_into(address, page)).count();
    bytes.truncate(read * PAGE);
    bytes
}
