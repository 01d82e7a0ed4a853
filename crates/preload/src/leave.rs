//! Handles processes that end without the interpreter's own shutdown: with `os._exit`, as forks of
//! `multiprocessing` do.

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicPtr, Ordering};

/// The host's function that is called with the exit status.
static LEAVE: AtomicPtr<c_void> = AtomicPtr::new(std::ptr::null_mut());

/// From now on, the host is notified. Not on macOS, whose linker does not let us replace a function
/// by its name.
pub(crate) fn call(leave: *mut c_void) {
    LEAVE.store(leave, Ordering::Release);
}

/// Replaces the C library's function, and does the same. Like that one, it may be called in a
/// signal handler, or by a child that shares this memory until it becomes another program: the host
/// checks where it is called before it does anything.
///
/// # Safety
/// There are no requirements.
#[cfg(target_os = "linux")]
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn _exit(status: c_int) -> ! {
    let leave = LEAVE.load(Ordering::Acquire);
    if !leave.is_null() {
        // SAFETY: the host of the same build defines it with this signature.
        let leave: extern "C" fn(c_int) = unsafe { std::mem::transmute(leave) };
        leave(status);
    }
    loop {
        // SAFETY: ends the process.
        unsafe { libc::syscall(libc::SYS_exit_group, status) };
    }
}
