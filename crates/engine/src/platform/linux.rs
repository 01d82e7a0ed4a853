//! Linux.

use std::os::unix::process::CommandExt;
use std::process::Command;

use handoff::Process;

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

/// Whether a process runs that the kernel made at this time, in ticks since the machine started.
pub(crate) fn is_running(process: u32, born: Option<u64>) -> bool {
    Process::read(&process.to_string())
        .is_some_and(|found| !found.is_zombie && born.is_none_or(|born| found.born == born))
}

/// What the first processor is sold as. Kernels of some architectures do not say.
pub(crate) fn processor() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(line.trim_start_matches([' ', '\t', ':']).trim_end().to_owned())
}
