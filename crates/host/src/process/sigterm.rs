//! SIGTERM, by which `multiprocessing` ends the workers of a pool.
//!
//! Where the program leaves it to its default, the answer is written before it takes effect: a
//! handler stands in for the default (`stand_in.rs` of the preload library), the sampler's thread looks whether it has come, and a thread of its own then waits for the
//! interpreter's lock, writes, and has the signal do what it does by default. Where that lock is not
//! to be had, it does so soon anyway.

use std::ffi::{c_int, c_void};
use std::mem::MaybeUninit;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use pyo3::{Python, ffi};

use crate::{interpreter, record};

/// The process whose sampler's thread looks; 0 where none does.
static WATCHED: AtomicU32 = AtomicU32::new(0);

static STATE: AtomicU8 = AtomicU8::new(NONE);
const NONE: u8 = 0;
/// The signal has come.
const ASKED: u8 = 1;
/// The answer is being written.
const ANSWERING: u8 = 2;
/// The same, and the signal has come.
const ASKED_MEANWHILE: u8 = 3;

/// The preload library's function that has a handler stand in for the signal's default, unseen by
/// the program; 0 has the default be in force.
static STAND_IN: OnceLock<extern "C" fn(usize)> = OnceLock::new();

/// Hears of the signal from now on, wherever its default would be taken.
pub(crate) fn listen() {
    // SAFETY: a null-terminated name, looked up among everything that is loaded.
    let found = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"specialist_stand_in".as_ptr()) };
    if found.is_null() {
        return;
    }
    // SAFETY: the preload library of the same build defines it with this signature.
    let stand_in = unsafe { std::mem::transmute::<*mut c_void, extern "C" fn(usize)>(found) };
    let handler: extern "C" fn(c_int, *const libc::siginfo_t, *mut c_void) = on_signal;
    STAND_IN.get_or_init(|| stand_in)(handler as usize);
}

extern "C" fn on_signal(_: c_int, info: *const libc::siginfo_t, _: *mut c_void) {
    // While the answer is written nobody looks. A child that shares this memory until it becomes
    // another program is none of ours.
    if WATCHED.load(Ordering::Acquire) != std::process::id() && !is_writing() {
        die();
        return;
    }
    if !change(NONE, ASKED) {
        change(ANSWERING, ASKED_MEANWHILE);
    }
    // SAFETY: the system passes a live value, in which these fields are what it sends with a signal.
    let (code, sender) = unsafe { ((*info).si_code, sender(info)) };
    let by_kill = matches!(code, libc::SI_USER | libc::SI_TKILL);
    if by_kill && sender.cast_unsigned() == std::process::id() && !is_writing() {
        hold();
    }
}

/// # Safety
/// The value is live and of a signal that a process has sent.
unsafe fn sender(info: *const libc::siginfo_t) -> libc::pid_t {
    #[cfg(target_os = "linux")]
    // SAFETY: the caller's promise.
    return unsafe { (*info).si_pid() };
    #[cfg(not(target_os = "linux"))]
    // SAFETY: the caller's promise.
    return unsafe { (*info).si_pid };
}

/// The program has ended itself: nothing more of it may run in this thread, which is in the system
/// call that sends the signal. The lock, if it has it, is for the thread that writes.
fn hold() {
    if interpreter::holds_lock() {
        // SAFETY: this thread is attached, and never comes back from here.
        unsafe { ffi::PyEval_SaveThread() };
    }
    loop {
        // SAFETY: a system call that is allowed in a handler.
        unsafe { libc::poll(std::ptr::null_mut(), 0, 1000) };
    }
}

fn change(from: u8, to: u8) -> bool {
    STATE.compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire).is_ok()
}

/// The process in which a thread writes the answer; 0 where none does. A fork made meanwhile has
/// this number, but not the thread: of a lock it would wait for ever.
static WRITING: AtomicU32 = AtomicU32::new(0);

/// Whether this thread is the one to write from now on.
fn begin_writing() -> bool {
    let (own, before) = (std::process::id(), WRITING.load(Ordering::Acquire));
    before != own
        && WRITING.compare_exchange(before, own, Ordering::AcqRel, Ordering::Acquire).is_ok()
}

fn is_writing() -> bool {
    WRITING.load(Ordering::Acquire) == std::process::id()
}

fn wait_for_writing() {
    while is_writing() {
        thread::sleep(Duration::from_millis(1));
    }
}

/// Writes the answer, and lets nothing be cut off by the signal, which takes effect afterwards.
pub(crate) fn write_first(py: Python<'_>, write: impl FnOnce()) {
    if !begin_writing() {
        // Another thread has come to do it because of the signal, and waits for the interpreter's
        // lock. There will be nothing left to do.
        py.detach(wait_for_writing);
        return;
    }
    let before = STATE.swap(ANSWERING, Ordering::AcqRel);
    write();
    WRITING.store(0, Ordering::Release);
    let meanwhile = STATE.swap(before, Ordering::AcqRel) == ASKED_MEANWHILE;
    if before == ASKED || meanwhile {
        take_effect();
    }
}

/// Says how the process ends, and has it end so.
pub(super) fn take_effect() {
    record::with(|recorder| recorder.place.ended(128 + libc::SIGTERM));
    die();
}

/// The signal does what it does by default, in this thread: in others it may be blocked.
pub(super) fn die() {
    if let Some(stand_in) = STAND_IN.get() {
        stand_in(0);
    }
    let mut only = MaybeUninit::uninit();
    // SAFETY: system calls alone; the set is filled before it is read.
    unsafe {
        libc::sigemptyset(only.as_mut_ptr());
        libc::sigaddset(only.as_mut_ptr(), libc::SIGTERM);
        libc::kill(libc::getpid(), libc::SIGTERM);
        libc::pthread_sigmask(libc::SIG_UNBLOCK, only.as_ptr(), std::ptr::null_mut());
    }
}

/// From now on the sampler's thread will look.
pub(crate) fn watch() {
    WATCHED.store(std::process::id(), Ordering::Release);
}

/// It ends. What it has not seen takes effect.
pub(crate) fn stop_watching() {
    WATCHED.store(0, Ordering::Release);
    if STATE.load(Ordering::Acquire) == ASKED {
        die();
    }
}

/// In a fork: whatever was asked was asked of the parent. What is asked of the fork waits until it
/// has a thread that looks.
pub(crate) fn begin_anew() {
    STATE.store(NONE, Ordering::Release);
    watch();
}

/// Whether it has come and nobody has begun to answer. From now on the caller does.
pub(super) fn is_asked() -> bool {
    change(ASKED, ANSWERING)
}

/// Runs `write` once nobody else is writing.
pub(super) fn write_after_others(write: impl FnOnce()) {
    while !begin_writing() {
        wait_for_writing();
    }
    write();
    WRITING.store(0, Ordering::Release);
}
