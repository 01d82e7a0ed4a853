//! The library inside the user's interpreter: sees what runs, hands over its code.
//!
//! The process *is* `python program.py`; this library was loaded before `main` and hears of what
//! happens through an audit hook, so no frame, module or variable of ours is there for the program
//! to find; one more callback in `atexit` is all. Code objects that run are kept alive; when the program has ended, their bytes are
//! written out as they stand.
//!
//! Modules need each other in one direction, from `hook` down to `resources`; ARCHITECTURE says what each
//! is for.
//!
//! Deliberately absent: what a recording says of the bytes. `bytecode` is asked what they mean only
//! where something has to be decided while the program runs.
#![cfg(unix)]

mod fork;
mod hook;
mod interpreter;
mod observer;
mod probe;
mod process;
mod record;
mod resources;
mod sampler;

use std::ffi::{CStr, OsStr, c_char, c_int};
use std::os::unix::ffi::OsStrExt;
use std::panic::catch_unwind;
use std::path::Path;

use handoff::{Answer, Member, Request};

use crate::process::family;
use crate::record::Recorder;

/// Called by the preload library before the interpreter starts. Returns 0 when it listens.
///
/// # Safety
/// `directory` is a null-terminated path, and no other thread runs yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn specialist_host_start(directory: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    let directory = unsafe { CStr::from_ptr(directory) };
    let directory = Path::new(OsStr::from_bytes(directory.to_bytes()));
    listen(directory, directory, false).map_or(1, hook::install)
}

/// The same in a process that inherits its environment: it records where it can be watched.
///
/// # Safety
/// `family` is a null-terminated path, and no other thread runs yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn specialist_host_join(family: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    let family = unsafe { CStr::from_ptr(family) };
    let family = Path::new(OsStr::from_bytes(family.to_bytes()));
    let member = interpreter::is_usable().then(|| record::join(family, false)).flatten();
    let recorder = member.and_then(|Member { directory, .. }| listen(family, &directory, true));
    recorder.map_or(1, hook::install)
}

/// Called by the preload library when the process is about to leave by `_exit`.
#[unsafe(no_mangle)]
pub extern "C" fn specialist_host_leave(status: c_int) {
    // A panic here is a bug of ours, and must not become the program's.
    let _ = catch_unwind(|| family::leave(status));
}

/// What records as the request asks, and answers in a directory; `None` where it cannot.
fn listen(request: &Path, answer: &Path, joined: bool) -> Option<Recorder> {
    // What goes wrong here must not speak into the program's output.
    std::panic::set_hook(Box::new(|_| {}));
    resources::reserve::keep();
    resources::prepare();
    let request = Request::read(request).ok()?;
    let recorder = Recorder::new(answer, &request, joined).ok()?;
    if !fork::note_forks() {
        return None;
    }
    Answer::announce(answer).ok()?;
    Some(recorder)
}
