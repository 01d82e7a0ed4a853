//! Whether this process is the one that was started. A fork of it is not the program.

use std::sync::atomic::{AtomicBool, Ordering};

static FORKED: AtomicBool = AtomicBool::new(false);

/// From now on, forks know that they are. Returns whether they will.
pub(crate) fn note_forks() -> bool {
    // SAFETY: the function lives as long as the process, and does what is allowed in a fork.
    unsafe { libc::pthread_atfork(None, None, Some(forked)) == 0 }
}

unsafe extern "C" fn forked() {
    FORKED.store(true, Ordering::Relaxed);
}

/// Whether this is a fork. To ask the kernel for the process's number takes a hundred times as
/// long.
pub(crate) fn is_fork() -> bool {
    FORKED.load(Ordering::Relaxed)
}
