//! macOS.

use std::time::{Duration, Instant};

/// The variable that makes the dynamic linker load a library before the program (dyld(1)). System
/// Integrity Protection removes it for Apple's own binaries, `/usr/bin/python3` among them.
pub(crate) const PRELOAD_VARIABLE: Option<&str> = Some("DYLD_INSERT_LIBRARIES");

/// There is no way to ask for that.
pub(crate) fn end_with_parent(_: &mut std::process::Command) {}

/// Whether a process of this number runs.
pub(crate) fn is_running(process: u32, _: Option<u64>) -> bool {
    let process = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
    process.is_some_and(|process| rustix::process::test_kill_process(process).is_ok())
}

/// There are no files in memory.
pub(crate) fn in_memory(_: &str, _: &[u8]) -> std::io::Result<(std::fs::File, std::path::PathBuf)> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Takes the next signal of a set whose signals are blocked; `None` where none comes for so long.
pub(crate) fn next_signal(set: &libc::sigset_t, patience: Duration) -> Option<libc::c_int> {
    const PAUSE: Duration = Duration::from_millis(5);
    let deadline = Instant::now() + patience;
    loop {
        // SAFETY: an all-zero set is a valid one to be overwritten; numbers are those of signals.
        let pending = unsafe {
            let mut pending: libc::sigset_t = std::mem::zeroed();
            libc::sigpending(&raw mut pending);
            (1..32).any(|it| {
                libc::sigismember(&raw const pending, it) == 1 && libc::sigismember(set, it) == 1
            })
        };
        if pending {
            let mut signal = 0;
            // SAFETY: the pointers are to live values.
            return (unsafe { libc::sigwait(set, &raw mut signal) } == 0).then_some(signal);
        }
        if Instant::now() >= deadline {
            return None;
        }
        std::thread::sleep(PAUSE);
    }
}

/// Not asked: to let one continue that is not stopped does no harm.
pub(crate) fn is_stopped(_: libc::pid_t) -> bool {
    true
}

/// Not done.
pub(crate) fn wake_when_continued(_: libc::pid_t) -> Option<libc::pid_t> {
    None
}

/// What the processor is sold as.
pub(crate) fn processor() -> Option<String> {
    const NAME: &std::ffi::CStr = c"machdep.cpu.brand_string";
    let mut text = [0_u8; 128];
    let mut length = text.len();
    let (to, nothing) = (text.as_mut_ptr().cast(), std::ptr::null_mut());
    // SAFETY: writes at most `length` bytes to `text`, which are there, and sets nothing.
    let asked = unsafe { libc::sysctlbyname(NAME.as_ptr(), to, &raw mut length, nothing, 0) };
    let text = text.get(..length).filter(|_| asked == 0)?;
    Some(String::from_utf8_lossy(text).trim_end_matches('\0').to_owned())
}
