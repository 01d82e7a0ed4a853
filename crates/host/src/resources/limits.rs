//! Limits of this process: those on memory, and those on files, which are not meant for the answer.

use std::mem::MaybeUninit;

/// How large files may be, and how many may be open.
const LIMITS: [Limit; 2] = [libc::RLIMIT_FSIZE, libc::RLIMIT_NOFILE];

#[cfg(all(target_os = "linux", target_env = "gnu"))]
type Limit = libc::__rlimit_resource_t;
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
type Limit = libc::c_int;

/// As long as this lives, what is limited is limited only by what the program could allow itself,
/// and a file that comes to be too large is an error, and does not end the process.
pub(crate) struct Lifted {
    before: [Option<libc::rlimit>; LIMITS.len()],
    signals: libc::sigset_t,
}

impl Lifted {
    pub(crate) fn new() -> Self {
        let mut signals = MaybeUninit::uninit();
        let mut before = MaybeUninit::uninit();
        // SAFETY: the calls fill one set and read it, and write the other.
        let signals = unsafe {
            libc::sigemptyset(signals.as_mut_ptr());
            libc::sigaddset(signals.as_mut_ptr(), libc::SIGXFSZ);
            libc::pthread_sigmask(libc::SIG_BLOCK, signals.as_ptr(), before.as_mut_ptr());
            before.assume_init()
        };
        Self { before: LIMITS.map(lift), signals }
    }
}

/// Whether this process may have as much memory as it asks for.
pub(crate) fn memory_is_unlimited() -> bool {
    let is_unlimited = |limit: libc::rlimit| limit.rlim_cur == libc::RLIM_INFINITY;
    [libc::RLIMIT_AS, libc::RLIMIT_DATA]
        .into_iter()
        .all(|limit| get(limit).is_some_and(is_unlimited))
}

/// Whether the kernel gives no more memory than it has (vm(5), `overcommit_memory`).
pub(crate) fn promises_are_kept() -> bool {
    std::fs::read("/proc/sys/vm/overcommit_memory").is_ok_and(|mode| mode.starts_with(b"2"))
}

fn get(limit: Limit) -> Option<libc::rlimit> {
    let mut found = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: fills in a live variable.
    (unsafe { libc::getrlimit(limit, &raw mut found) } == 0).then_some(found)
}

fn lift(limit: Limit) -> Option<libc::rlimit> {
    let before = get(limit)?;
    let lifted = libc::rlimit { rlim_cur: before.rlim_max, ..before };
    // SAFETY: reads a live variable.
    (unsafe { libc::setrlimit(limit, &raw const lifted) } == 0).then_some(before)
}

impl Drop for Lifted {
    fn drop(&mut self) {
        for (limit, before) in LIMITS.into_iter().zip(&self.before) {
            if let Some(before) = before {
                // SAFETY: reads a live variable.
                unsafe { libc::setrlimit(limit, &raw const *before) };
            }
        }
        take_signal(&self.signals);
        // SAFETY: the set was filled in by the call that blocked.
        unsafe {
            libc::pthread_sigmask(libc::SIG_SETMASK, &raw const self.signals, std::ptr::null_mut());
        }
    }
}

/// Takes the signal that we have caused; one that was blocked before is left to the program.
#[cfg(target_os = "linux")]
fn take_signal(before: &libc::sigset_t) {
    let mut signals = MaybeUninit::uninit();
    let now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the calls fill a set and read it; waiting for no time only takes what is there.
    unsafe {
        if libc::sigismember(before, libc::SIGXFSZ) == 0 {
            libc::sigemptyset(signals.as_mut_ptr());
            libc::sigaddset(signals.as_mut_ptr(), libc::SIGXFSZ);
            libc::sigtimedwait(signals.as_ptr(), std::ptr::null_mut(), &raw const now);
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn take_signal(_: &libc::sigset_t) {}
