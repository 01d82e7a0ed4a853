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

/// Whether a process runs that the kernel made at this time, in ticks since the machine started.
pub(crate) fn is_running(process: u32, born: Option<u64>) -> bool {
    let Ok(text) = std::fs::read_to_string(format!("/proc/{process}/stat")) else { return false };
    // The second field is a name with anything in it, in parentheses (proc_pid_stat(5)).
    let mut fields = text.rsplit(") ").next().unwrap_or_default().split(' ');
    let state = fields.next();
    let started = fields.nth(22 - 4).and_then(|field| field.parse().ok());
    state != Some("Z") && (born.is_none() || started == born)
}

/// What the first processor is sold as. Kernels of some architectures do not say.
pub(crate) fn processor() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(line.trim_start_matches([' ', '\t', ':']).trim_end().to_owned())
}
