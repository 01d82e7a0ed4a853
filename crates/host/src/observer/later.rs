//! Looking again from time to time: what fails late in a long run is seen, too.

use std::ffi::{c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytecode::Version;
use pyo3::ffi;
use pyo3::prelude::*;

use super::{Observer, with_observer};
use crate::fork::is_fork;
use crate::interpreter;
use crate::resources::{self, Pending};

/// The time to the next look is a quarter of that since the program started, within these.
const SOONEST: u64 = 50_000;
const LATEST: u64 = 2_000_000;

/// How long one look at all code objects may take; those that are left have their turn next time.
const BUDGET: Duration = Duration::from_micros(500);

/// Asks the interpreter to call [`look`] soon, from a thread that does not have its lock.
type Ask = Box<dyn Fn() + Send>;

/// `None` while nobody wants it.
static ASK: Mutex<Option<Ask>> = Mutex::new(None);

/// `_PyEval_AddPendingCall` of 3.12: the interpreter, the function, its argument, and whether only
/// the main thread may call it.
type AddPendingCall = unsafe extern "C" fn(
    *mut ffi::PyInterpreterState,
    extern "C" fn(*mut c_void) -> c_int,
    *mut c_void,
    c_int,
) -> c_int;

/// From now on the clock has effect.
pub(super) fn start(_: Python<'_>, version: Version) {
    let ask = if version.interrupts_for_pending_calls() { Some(public()) } else { internal() };
    *ASK.lock().unwrap_or_else(PoisonError::into_inner) = ask;
}

fn public() -> Ask {
    Box::new(|| {
        // SAFETY: may be called from any thread while the interpreter lives, which first comes to
        // `stop`; the function takes no argument. Where there is no room, the next time will do.
        let _ = unsafe { ffi::Py_AddPendingCall(Some(look), std::ptr::null_mut()) };
    })
}

/// On 3.12 a call that only the main thread may make does not interrupt it when another thread
/// asks (`COMPUTE_EVAL_BREAKER` in `Python/ceval_gil.c`). This asks for one that any thread may
/// make.
fn internal() -> Option<Ask> {
    // SAFETY: a null-terminated name, looked up among everything that is loaded.
    let call = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"_PyEval_AddPendingCall".as_ptr()) };
    if call.is_null() {
        return None;
    }
    // SAFETY: exported by 3.12 with this signature, and asked for there only.
    let call = unsafe { std::mem::transmute::<*mut c_void, AddPendingCall>(call) };
    // SAFETY: this thread is attached to an interpreter.
    let interpreter = unsafe { ffi::PyInterpreterState_Get() }.expose_provenance();
    Some(Box::new(move || {
        let interpreter = std::ptr::with_exposed_provenance_mut(interpreter);
        // SAFETY: as for the public function.
        unsafe { call(interpreter, look, std::ptr::null_mut(), 0) };
    }))
}

/// From now on it has none.
pub(super) fn stop() {
    *ASK.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

/// A clock for looks, in a thread that does not have the interpreter's lock. Times are in
/// microseconds since the program started.
#[derive(Default)]
pub(crate) struct Clock {
    due: AtomicU64,
}

impl Clock {
    /// Asks for a look, if it is time. A thread of the program then looks between two instructions.
    pub(crate) fn tick(&self, now: u64) {
        // A fork is not observed, and may have been made while its parent's clock held the lock.
        if now < self.due.load(Ordering::Relaxed) || is_fork() {
            return;
        }
        self.due.store(now + (now / 4).clamp(SOONEST, LATEST), Ordering::Relaxed);
        if let Some(ask) = &*ASK.lock().unwrap_or_else(PoisonError::into_inner) {
            ask();
        }
    }
}

/// Always returns 0: what fails here is not the program's.
extern "C" fn look(_: *mut c_void) -> c_int {
    if !resources::on_stack() {
        return 0;
    }
    let look = || {
        interpreter::attached(|py| {
            let _pending = Pending::keep();
            with_observer(|observer| observer.again(py))
        })
    };
    let _ = catch_unwind(AssertUnwindSafe(look));
    0
}

impl Observer {
    fn again(&mut self, py: Python<'_>) {
        if !resources::for_a_step() {
            return;
        }
        let began = Instant::now();
        for _ in 0..self.order.len() {
            self.turn = (self.turn + 1) % self.order.len();
            let watch = self.order.get(self.turn).and_then(|code| self.watches.get_mut(code));
            if let Some(watch) = watch {
                // Where that fails, nothing is seen of this code object any more.
                let _ = watch.again(py, &self.tools);
            }
            if began.elapsed() > BUDGET {
                break;
            }
        }
    }
}
