//! What Linux and macOS share: environment and signals of a child process.

use std::ffi::{CString, OsStr, OsString};
use std::fs::Metadata;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use libc::SIGINT;

/// Adds variables to the environment of a command without disturbing the order of the others, as
/// `Command::env` would: a program can see it.
pub(crate) fn add_to_environment(
    command: &mut Command,
    variables: &[(&str, OsString)],
) -> io::Result<()> {
    let mut strings = Vec::new();
    for (name, value) in variables {
        strings.push((CString::new(*name)?, CString::new(value.as_bytes())?));
    }
    let add = move || {
        for (name, value) in &strings {
            // SAFETY: two null-terminated strings, in a process that has this one thread.
            if unsafe { libc::setenv(name.as_ptr(), value.as_ptr(), 1) } != 0 {
                return Err(io::Error::last_os_error());
            }
        }
        Ok(())
    };
    // SAFETY: runs between fork and exec, where `setenv` is the one thing it calls; the C
    // libraries keep their allocator usable there.
    unsafe { command.pre_exec(add) };
    Ok(())
}

/// Closes in the command those of standard input, output and error that were closed when this
/// process began: Python then has `None` in their place. `except` is one that was redirected.
pub(crate) fn close_what_was_closed(command: &mut Command, except: Option<i32>) {
    let closed: Vec<_> =
        STANDARD.into_iter().filter(|fd| was_closed(*fd) && Some(*fd) != except).collect();
    if closed.is_empty() {
        return;
    }
    let close = move || {
        for fd in &closed {
            // SAFETY: a descriptor of the new process alone, in which nothing uses it any more.
            unsafe { libc::close(*fd) };
        }
        Ok(())
    };
    // SAFETY: runs between fork and exec, where `close` is allowed (signal-safety(7)).
    unsafe { command.pre_exec(close) };
}

const STANDARD: [i32; 3] = [libc::STDIN_FILENO, libc::STDOUT_FILENO, libc::STDERR_FILENO];

/// A bit for each of `STANDARD`.
static CLOSED: AtomicU8 = AtomicU8::new(0);

fn was_closed(fd: i32) -> bool {
    CLOSED.load(Ordering::Relaxed) & 1 << fd != 0
}

/// Before `main`, because Rust's runtime opens /dev/null for what is closed, and then it cannot be
/// told from what was given.
#[used]
#[cfg_attr(target_os = "macos", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(not(target_os = "macos"), unsafe(link_section = ".init_array"))]
static AT_START: extern "C" fn() = note_closed;

extern "C" fn note_closed() {
    for fd in STANDARD {
        // SAFETY: only asks.
        if unsafe { libc::fcntl(fd, libc::F_GETFD) } == -1 {
            CLOSED.fetch_or(1 << fd, Ordering::Relaxed);
        }
    }
}

/// The value of the variable that loads `library` first and then what the user has there. Two colons
/// tell the preload library, which takes itself out again, that there was something: one may come from
/// a script between us and the interpreter. dyld would look for a library between the two.
pub(crate) fn preload_value(library: &OsStr, others: Option<OsString>) -> OsString {
    let mut value = library.to_owned();
    if let Some(others) = others {
        value.push(if cfg!(target_os = "macos") { ":" } else { "::" });
        value.push(others);
    }
    value
}

/// The operating system with its kernel's release, and the architecture.
pub(crate) fn system() -> (String, String) {
    let name = rustix::system::uname();
    let text = |field: &std::ffi::CStr| field.to_string_lossy().into_owned();
    (format!("{} {}", text(name.sysname()), text(name.release())), text(name.machine()))
}

/// What this machine is called.
pub(crate) fn machine_name() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// As under `nohup`.
fn is_ignored(signal: i32) -> bool {
    // SAFETY: an all-zero `sigaction` is a valid one to be overwritten.
    let mut now: libc::sigaction = unsafe { std::mem::zeroed() };
    // SAFETY: only asks; the pointer is to a live value.
    let asked = unsafe { libc::sigaction(signal, std::ptr::null(), &raw mut now) };
    asked == 0 && now.sa_sigaction == libc::SIG_IGN
}

/// When a file was written, moved here, or had its time or rights changed.
pub(crate) fn touched(file: &Metadata) -> Option<SystemTime> {
    let since = Duration::new(file.ctime().try_into().ok()?, file.ctime_nsec().try_into().ok()?);
    UNIX_EPOCH.checked_add(since)
}

/// Starts a process that uses the terminal in the place of this one: from then on Ctrl-C is heard by
/// it alone.
///
/// # Errors
/// When it cannot be started. Then Ctrl-C ends this process as before.
pub fn spawn_for_interrupts(command: &mut Command) -> io::Result<Child> {
    /// Not `SIG_IGN`, which the process would inherit.
    extern "C" fn hear_nothing(_: libc::c_int) {}
    if is_ignored(SIGINT) {
        return command.spawn();
    }
    // SAFETY: all-zero `sigaction`s are valid: one to be filled in, one to be overwritten.
    let (mut deaf, mut before): (libc::sigaction, libc::sigaction) = unsafe { std::mem::zeroed() };
    deaf.sa_sigaction = hear_nothing as extern "C" fn(libc::c_int) as libc::sighandler_t;
    deaf.sa_flags = libc::SA_RESTART;
    // SAFETY: the handler does nothing, which is allowed in one; the pointers are to live values.
    let is_deaf = unsafe { libc::sigaction(SIGINT, &raw const deaf, &raw mut before) } == 0;
    let spawned = command.spawn();
    if is_deaf && spawned.is_err() {
        // SAFETY: puts back what the system gave out.
        unsafe { libc::sigaction(SIGINT, &raw const before, std::ptr::null_mut()) };
    }
    spawned
}

/// The signal that ended a process.
pub(crate) fn signal(status: ExitStatus) -> Option<i32> {
    status.signal()
}

/// Ends this process as that signal would have, without a second core file.
pub(crate) fn die_by(signal: i32) {
    let no_core = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: system calls on this process alone; the set is filled before it is read.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        libc::sigaddset(&raw mut set, signal);
        libc::setrlimit(libc::RLIMIT_CORE, &raw const no_core);
        libc::signal(signal, libc::SIG_DFL);
        libc::pthread_sigmask(libc::SIG_UNBLOCK, &raw const set, std::ptr::null_mut());
        libc::raise(signal);
    }
}

/// The signal's name, as `SIGKILL`.
pub(crate) fn signal_name(signal: i32) -> String {
    signal_hook::low_level::signal_name(signal)
        .map_or_else(|| format!("signal {signal}"), str::to_owned)
}
