//! The small library that brings the host into a process, if that process is CPython.
//!
//! The dynamic linker loads it into the interpreter (`LD_PRELOAD`, `DYLD_INSERT_LIBRARIES`) and,
//! where `python` is a shell script that finds the interpreter, into that shell first. So it needs
//! nothing from Python to load, and where it finds no CPython it does nothing at all: the
//! environment that brought it goes on to the next process. Where it finds one it takes itself out
//! of the environment, before the interpreter reads it, and loads the host from its own directory.
//!
//! Deliberately absent: anything that knows what is recorded.
#![cfg(unix)]

use std::ffi::{CStr, CString, OsStr, OsString, c_char, c_int};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;

/// The variable the dynamic linker read our path from.
const LINKER_VARIABLE: &str =
    if cfg!(target_os = "macos") { "DYLD_INSERT_LIBRARIES" } else { "LD_PRELOAD" };

/// As the `handoff` crate names them; this library stays without dependencies to load fast.
const DIRECTORY_VARIABLE: &str = "SPECIALIST_HANDOFF";
const START_SYMBOL: &CStr = c"specialist_host_start";

/// Only CPython has this function, and the host cannot do without it.
const SIGN_OF_CPYTHON: &CStr = c"PySys_AddAuditHook";

#[used]
#[cfg_attr(target_os = "macos", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(not(target_os = "macos"), unsafe(link_section = ".init_array"))]
static AT_LOAD: extern "C" fn() = at_load;

extern "C" fn at_load() {
    // SAFETY: a null-terminated name, looked up among everything that is loaded.
    if unsafe { libc::dlsym(libc::RTLD_DEFAULT, SIGN_OF_CPYTHON.as_ptr()) }.is_null() {
        return;
    }
    let (Some(directory), Some(preloaded)) =
        (std::env::var_os(DIRECTORY_VARIABLE), std::env::var_os(LINKER_VARIABLE))
    else {
        return;
    };
    let (ours, others) = first_entry(&preloaded);
    // SAFETY: the dynamic linker runs this before the process has a second thread.
    unsafe {
        std::env::remove_var(DIRECTORY_VARIABLE);
        match others {
            Some(others) => std::env::set_var(LINKER_VARIABLE, others),
            None => std::env::remove_var(LINKER_VARIABLE),
        }
    }
    let host = Path::new(&ours).with_file_name(host_name(&ours));
    start(host.as_os_str(), &directory);
}

/// Our own path, which the engine put first, and what was there before.
fn first_entry(preloaded: &OsStr) -> (OsString, Option<OsString>) {
    let bytes = preloaded.as_bytes();
    let own = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
    match bytes.iter().position(|byte| *byte == b':') {
        Some(at) => (own(&bytes[..at]), Some(own(&bytes[at + 1..]))),
        None => (own(bytes), None),
    }
}

/// `libspecialist_preload.so` → `libspecialist_host.so`, whatever the platform's ending.
fn host_name(preload: &OsStr) -> String {
    let name = Path::new(preload).file_name().unwrap_or_default().to_string_lossy();
    name.replace("preload", "host")
}

fn start(host: &OsStr, directory: &OsStr) {
    let (Ok(host), Ok(directory)) =
        (CString::new(host.as_bytes()), CString::new(directory.as_bytes()))
    else {
        return;
    };
    // SAFETY: a path to a library whose initialisers only set up Rust's own runtime. Where it
    // cannot be loaded the program runs unrecorded, and the engine says so.
    let library = unsafe { libc::dlopen(host.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) };
    if library.is_null() {
        return;
    }
    // SAFETY: a live handle and a null-terminated name.
    let symbol = unsafe { libc::dlsym(library, START_SYMBOL.as_ptr()) };
    if symbol.is_null() {
        return;
    }
    // SAFETY: the host of the same build defines the symbol with this signature.
    let start: extern "C" fn(*const c_char) -> c_int = unsafe { std::mem::transmute(symbol) };
    start(directory.as_ptr());
}
