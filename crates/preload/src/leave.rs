//! The end of a process that does not pass the interpreter's own: `os._exit`, with which forks end
//! that `multiprocessing` makes.

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicPtr, Ordering};

/// The host's function to be called with the exit status.
static LEAVE: AtomicPtr<c_void> = AtomicPtr::new(std::ptr::null_mut());

/// From now on the host hears of it; not on macOS, whose linker does not let us replace a function
/// by its name.
pub(crate) fn call(leave: *mut c_void) {
    LEAVE.store(leave, Ordering::Release);
}

/// In the place of the C library's function, of which it does the same. Like that one it may be
/// called in a handler of signals, or by a child that shares this memory until it becomes another
/// program: the host looks where it is called before it does anything.
///
/// # Safety
/// There is nothing to heed.
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
