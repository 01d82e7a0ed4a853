//! The library inside the user's interpreter: sees what runs, hands over its code.
//!
//! The process *is* `python program.py`; this library was loaded before `main` and hears of what
//! happens through an audit hook, so no frame, module or variable of ours is there for the program
//! to find; one more callback in `atexit` is all. Code objects that run are kept alive; when the program has ended, their bytes are
//! written out as they stand.
//!
//! Deliberately absent: what any of the bytes mean.
#![cfg(unix)]

mod collector;
mod facts;
mod fork;
mod frames;
mod functions;
mod hook;
mod memory;
mod names;
mod observer;
mod offsets;
mod python;
mod raised;
mod sampler;
mod snapshot;
mod sought;

use std::ffi::{CStr, OsStr, c_char, c_int};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use handoff::{Answer, Request};

use crate::collector::Collector;

/// Called by the preload library before the interpreter starts. Returns 0 when it listens.
///
/// # Safety
/// `directory` is a null-terminated path, and no other thread runs yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn specialist_host_start(directory: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    let directory = unsafe { CStr::from_ptr(directory) };
    let directory = Path::new(OsStr::from_bytes(directory.to_bytes()));
    // What goes wrong here must not speak into the program's output.
    std::panic::set_hook(Box::new(|_| {}));
    let Ok(request) = Request::read(directory) else { return 1 };
    let Ok(collector) = Collector::new(directory, &request) else { return 1 };
    if Answer::announce(directory).is_err() {
        return 1;
    }
    hook::install(collector)
}
