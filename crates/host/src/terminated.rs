//! SIGTERM, by which `multiprocessing` ends the workers of a pool.
//!
//! Where the program leaves it to its default, the answer is written before it takes effect: the
//! sampler's thread looks whether it has come, and a thread of its own then waits for the
//! interpreter's lock, writes, and has the signal do what it does by default. Where that lock is not
//! to be had, it does so soon anyway.

use std::ffi::c_int;
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use pyo3::Python;

use crate::hook::{with_collector, write_answer};

/// How long to wait for the interpreter's lock. Whoever ended the process may be waiting.
const PATIENCE: Duration = Duration::from_secs(2);

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

/// Hears of the signal from now on, if its default is to be taken. The interpreter has looked by
/// now what signals do, so that the program is told what it was told before.
pub(crate) fn listen() {
    let mut now = MaybeUninit::<libc::sigaction>::uninit();
    // SAFETY: only asks; what is returned is filled in where the call succeeds.
    let is_default = unsafe {
        libc::sigaction(libc::SIGTERM, std::ptr::null(), now.as_mut_ptr()) == 0
            && now.assume_init().sa_sigaction == libc::SIG_DFL
    };
    if is_default {
        let handler: extern "C" fn(c_int) = on_signal;
        act(handler as libc::sighandler_t, libc::SA_RESTART);
    }
}

fn act(handler: libc::sighandler_t, flags: c_int) {
    // SAFETY: an all-zero `sigaction` is a valid one; the handler does what is allowed in one.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = handler;
        action.sa_flags = flags;
        libc::sigaction(libc::SIGTERM, &raw const action, std::ptr::null_mut());
    }
}

extern "C" fn on_signal(_: c_int) {
    if change(ANSWERING, ASKED_MEANWHILE) || STATE.load(Ordering::Acquire) == ASKED_MEANWHILE {
        return;
    }
    if WATCHED.load(Ordering::Acquire) == std::process::id() {
        change(NONE, ASKED);
    } else {
        die();
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

fn wait_for_writing() {
    while WRITING.load(Ordering::Acquire) == std::process::id() {
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
    let meanwhile = STATE.swap(before, Ordering::AcqRel) == ASKED_MEANWHILE;
    if before == ASKED || meanwhile {
        take_effect();
    }
    WRITING.store(0, Ordering::Release);
}

/// Says how the process ends, and has it end so.
fn take_effect() {
    with_collector(|collector| collector.ended(128 + libc::SIGTERM));
    die();
}

/// The signal does what it does by default, for which it must not be blocked here.
fn die() {
    act(libc::SIG_DFL, 0);
    // SAFETY: system calls alone.
    unsafe { libc::kill(libc::getpid(), libc::SIGTERM) };
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

/// Looks whether it has come, in the sampler's thread; `since` is when it was seen.
pub(crate) fn look(since: &mut Option<Instant>) {
    match since {
        None if change(ASKED, ANSWERING) => {
            *since = Some(Instant::now());
            if thread::Builder::new().name("specialist-end".into()).spawn(answer).is_err() {
                die();
            }
        }
        Some(seen) if seen.elapsed() > PATIENCE => die(),
        _ => {}
    }
}

fn answer() {
    while !begin_writing() {
        wait_for_writing();
    }
    // Where the interpreter is about to end it cannot be attached to, and has written already.
    let _ = Python::try_attach(|py| {
        write_answer(py);
        // Before the program goes on.
        take_effect();
    });
    WRITING.store(0, Ordering::Release);
    die();
}
