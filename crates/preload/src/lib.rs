//! The small library that brings the host into a process, if that process is CPython.
//!
//! The dynamic linker loads it into the interpreter (`LD_PRELOAD`, `DYLD_INSERT_LIBRARIES`) and, if
//! `python` is a shell script that finds the interpreter, into that shell first. So it needs
//! nothing from Python to load, and if the process is not CPython, it does nothing at all: the
//! environment that loaded it is passed on to the next process. If the process is CPython, it loads
//! the host from its own directory. It removes from the environment what was meant for this process
//! alone, before the interpreter reads it; what is meant for a family of processes stays.
//!
//! Deliberately absent: any knowledge of what is recorded.
#![cfg(unix)]

mod leave;
mod preloaded;
#[cfg(target_os = "linux")]
mod stand_in;

use std::ffi::{CStr, CString, OsStr, OsString, c_char, c_int, c_void};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use crate::preloaded::Without;

/// The variable from which the dynamic linker read our path.
const LINKER_VARIABLE: &str =
    if cfg!(target_os = "macos") { "DYLD_INSERT_LIBRARIES" } else { "LD_PRELOAD" };

/// The same names as in the `handoff` crate; this library has no dependencies, so that it loads
/// fast.
const DIRECTORY_VARIABLE: &str = "SPECIALIST_HANDOFF";
const FAMILY_VARIABLE: &str = "SPECIALIST_FAMILY";
const START_SYMBOL: &CStr = c"specialist_host_start";
const JOIN_SYMBOL: &CStr = c"specialist_host_join";
const LEAVE_SYMBOL: &CStr = c"specialist_host_leave";

/// Only CPython has this function, and the host needs it.
const SIGN_OF_CPYTHON: &CStr = c"PySys_AddAuditHook";

#[used]
#[cfg_attr(target_os = "macos", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(not(target_os = "macos"), unsafe(link_section = ".init_array"))]
static AT_LOAD: extern "C" fn() = at_load;

extern "C" fn at_load() {
    #[cfg(target_os = "linux")]
    stand_in::prepare();
    // SAFETY: a null-terminated name, looked up among everything that is loaded.
    if unsafe { libc::dlsym(libc::RTLD_DEFAULT, SIGN_OF_CPYTHON.as_ptr()) }.is_null() {
        return;
    }
    let Some(this) = this_library() else { return };
    if let Some(directory) = std::env::var_os(DIRECTORY_VARIABLE) {
        let preloaded = std::env::var_os(LINKER_VARIABLE).unwrap_or_default();
        // SAFETY: the dynamic linker runs this before the process has a second thread.
        unsafe {
            std::env::remove_var(DIRECTORY_VARIABLE);
            match preloaded::without(preloaded.as_bytes(), this.as_os_str().as_bytes()) {
                Without::Unchanged => {}
                Without::Nothing => std::env::remove_var(LINKER_VARIABLE),
                Without::Others(others) => {
                    std::env::set_var(LINKER_VARIABLE, OsString::from_vec(others));
                }
            }
        }
        start(START_SYMBOL, &this, &directory);
    } else if let Some(family) = std::env::var_os(FAMILY_VARIABLE) {
        start(JOIN_SYMBOL, &this, &family);
    }
}

/// Loads the host from this library's directory, and calls its function of that name with a
/// directory.
fn start(function: &CStr, this: &Path, directory: &OsStr) {
    let host = host(this).and_then(|path| CString::new(path.into_os_string().into_vec()).ok());
    let (Some(host), Ok(directory)) = (host, CString::new(directory.as_bytes())) else { return };
    // SAFETY: a path to a library whose initialisers only set up Rust's own runtime. Where it
    // cannot be loaded the program runs unrecorded, and the engine says so.
    let library = unsafe { libc::dlopen(host.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) };
    if library.is_null() {
        return;
    }
    // SAFETY: a live handle and a null-terminated name.
    let find = |name: &CStr| unsafe { libc::dlsym(library, name.as_ptr()) };
    let function = find(function);
    if function.is_null() {
        return;
    }
    // SAFETY: the host of the same build defines the symbol with this signature.
    let function: extern "C" fn(*const c_char) -> c_int = unsafe { std::mem::transmute(function) };
    if function(directory.as_ptr()) == 0 {
        leave::call(find(LEAVE_SYMBOL));
    }
}

/// The path of the host beside this library: `libspecialist_preload.so` → `libspecialist_host.so`,
/// with the platform's file name extension.
fn host(this: &Path) -> Option<PathBuf> {
    let name = this.file_name()?.to_string_lossy().replace("preload", "host");
    Some(this.with_file_name(name))
}

/// The path from which this library was loaded, according to the dynamic linker.
fn this_library() -> Option<PathBuf> {
    let mut found = std::mem::MaybeUninit::<libc::Dl_info>::uninit();
    let inside = at_load as *const c_void;
    // SAFETY: an address in this library; what is returned is filled in where the call succeeds.
    let name = unsafe {
        if libc::dladdr(inside, found.as_mut_ptr()) == 0 {
            return None;
        }
        found.assume_init().dli_fname
    };
    // SAFETY: the linker's own null-terminated name of this library, which stays loaded.
    let name = unsafe { CStr::from_ptr(name) }.to_bytes();
    Some(PathBuf::from(OsStr::from_bytes(name)))
}
