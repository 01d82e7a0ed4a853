//! Linux.

use std::os::unix::process::CommandExt;
use std::process::Command;

/// The variable that makes the dynamic linker load a library before the program (ld.so(8)).
pub(crate) const PRELOAD_VARIABLE: Option<&str> = Some("LD_PRELOAD");

/// Has the system kill the command's process when this one ends, however it does.
pub(crate) fn end_with_parent(command: &mut Command) {
    let ask = || {
        // SAFETY: a system call that only sets a flag of the new process.
        unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) };
        Ok(())
    };
    // SAFETY: runs between fork and exec, where a system call is allowed.
    unsafe { command.pre_exec(ask) };
}

/// What the first processor is sold as. Kernels of some architectures do not say.
pub(crate) fn processor() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(line.trim_start_matches([' ', '\t', ':']).trim_end().to_owned())
}
