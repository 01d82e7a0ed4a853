//! A handler of ours where SIGTERM would do what it does by default, of which the program sees
//! nothing: whoever asks is told of the default, and whoever sets the default gets the handler.
//!
//! `sigaction` may be called anywhere, in handlers, too. So there is no lock here.

use std::ffi::{CStr, c_int};
use std::mem::transmute;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicI32, AtomicU64, AtomicUsize, Ordering};

use libc::{SIG_DFL, SIGTERM, sighandler_t};

type Sigaction = unsafe extern "C" fn(c_int, *const libc::sigaction, *mut libc::sigaction) -> c_int;
type Signal = unsafe extern "C" fn(c_int, sighandler_t) -> sighandler_t;

/// The host's handler; 0 where there is none.
static HANDLER: AtomicUsize = AtomicUsize::new(0);

/// What the program has set beside the default.
static FLAGS: AtomicI32 = AtomicI32::new(0);
static MASK: AtomicU64 = AtomicU64::new(0);

/// The C library's function of a name, behind ours.
fn next(name: &CStr, found: &AtomicUsize) -> usize {
    let known = found.load(Ordering::Acquire);
    if known != 0 {
        return known;
    }
    // SAFETY: a null-terminated name.
    let function = unsafe { libc::dlsym(libc::RTLD_NEXT, name.as_ptr()) }.expose_provenance();
    found.store(function, Ordering::Release);
    function
}

fn real() -> Option<Sigaction> {
    static FOUND: AtomicUsize = AtomicUsize::new(0);
    let function = next(c"sigaction", &FOUND);
    // SAFETY: the C library's function of this name has this signature; 0 is `None`.
    unsafe { transmute::<usize, Option<Sigaction>>(function) }
}

fn real_signal() -> Option<Signal> {
    static FOUND: AtomicUsize = AtomicUsize::new(0);
    let function = next(c"signal", &FOUND);
    // SAFETY: the C library's function of this name has this signature; 0 is `None`.
    unsafe { transmute::<usize, Option<Signal>>(function) }
}

/// Looks the C library's functions up, as long as that is sure to be allowed.
pub(crate) fn prepare() {
    real();
    real_signal();
}

fn action(handler: usize, flags: c_int) -> libc::sigaction {
    // SAFETY: an all-zero `sigaction` is a valid one.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = handler;
    action.sa_flags = flags;
    action
}

const OURS: c_int = libc::SA_SIGINFO | libc::SA_RESTART | libc::SA_ONSTACK;

/// Has the handler stand in for the default from now on; with 0, has the default be in force.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn specialist_stand_in(handler: usize) {
    let Some(real) = real() else { return };
    let mut now = action(0, 0);
    // SAFETY: the pointers are to live values; the host's handler does what is allowed in one.
    unsafe {
        real(SIGTERM, std::ptr::null(), &raw mut now);
        let is_default = now.sa_sigaction == SIG_DFL;
        HANDLER.store(handler, Ordering::Release);
        if handler == 0 {
            real(SIGTERM, &action(SIG_DFL, 0), null_mut());
        } else if is_default {
            keep(&now);
            real(SIGTERM, &action(handler, OURS), null_mut());
        }
    }
}

/// Keeps what is said beside the default.
fn keep(asked: &libc::sigaction) {
    let mask: *const libc::sigset_t = &raw const asked.sa_mask;
    // SAFETY: a set has at least as many bytes as there are signals in eight.
    MASK.store(unsafe { mask.cast::<u64>().read() }, Ordering::Relaxed);
    FLAGS.store(asked.sa_flags, Ordering::Relaxed);
}

/// What is told instead of the handler.
fn pretended() -> libc::sigaction {
    let mut told = action(SIG_DFL, FLAGS.load(Ordering::Relaxed));
    let mask: *mut libc::sigset_t = &raw mut told.sa_mask;
    // SAFETY: as above.
    unsafe { mask.cast::<u64>().write(MASK.load(Ordering::Relaxed)) };
    told
}

/// In the place of the C library's function.
///
/// # Safety
/// As that one's: each pointer is null or to a live value.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn sigaction(
    signal: c_int,
    new: *const libc::sigaction,
    old: *mut libc::sigaction,
) -> c_int {
    let Some(real) = real() else { return -1 };
    let handler = HANDLER.load(Ordering::Acquire);
    if signal != SIGTERM || handler == 0 {
        // SAFETY: as asked.
        return unsafe { real(signal, new, old) };
    }
    // SAFETY: the caller's promise.
    let asked = unsafe { new.as_ref() }.copied();
    let sets_default = asked.filter(|asked| asked.sa_sigaction == SIG_DFL);
    let instead = if sets_default.is_some() { Some(action(handler, OURS)) } else { asked };
    let mut before = action(0, 0);
    let new = instead.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: the pointers are to live values.
    let done = unsafe { real(signal, new, &raw mut before) };
    if done != 0 {
        return done;
    }
    // SAFETY: the caller's promise.
    if let Some(old) = unsafe { old.as_mut() } {
        *old = if before.sa_sigaction == handler { pretended() } else { before };
    }
    if let Some(asked) = sets_default {
        keep(&asked);
    }
    0
}

/// In the place of the C library's function, which does not go through the one above.
///
/// # Safety
/// As that one's.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn signal(signal: c_int, handler: sighandler_t) -> sighandler_t {
    if signal != SIGTERM || HANDLER.load(Ordering::Acquire) == 0 {
        // SAFETY: as asked.
        return real_signal().map_or(libc::SIG_ERR, |real| unsafe { real(signal, handler) });
    }
    let asked = action(handler, libc::SA_RESTART);
    let mut before = action(0, 0);
    // SAFETY: the pointers are to live values.
    match unsafe { sigaction(signal, &raw const asked, &raw mut before) } {
        0 => before.sa_sigaction,
        _ => libc::SIG_ERR,
    }
}
