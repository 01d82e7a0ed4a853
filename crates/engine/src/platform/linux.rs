//! Linux.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use handoff::Process;
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};

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

/// A file in memory that nobody can change any more, and a path under which this user's processes find
/// it as long as this process has it open. They inherit no descriptor of it.
pub(crate) fn in_memory(name: &str, bytes: &[u8]) -> io::Result<(File, PathBuf)> {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    // It is to be mapped, not started. Kernels before 6.3 do not know this flag, and some after that
    // are set to demand it.
    let made = memfd_create(name, flags | MemfdFlags::NOEXEC_SEAL);
    let mut file = File::from(made.or_else(|_| memfd_create(name, flags))?);
    file.write_all(bytes)?;
    fcntl_add_seals(&file, SealFlags::WRITE | SealFlags::SHRINK | SealFlags::GROW)?;
    let path = format!("/proc/{}/fd/{}", std::process::id(), file.as_raw_fd());
    Ok((file, path.into()))
}

/// What the first processor is sold as. Kernels of some architectures do not say.
pub(crate) fn processor() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(line.trim_start_matches([' ', '\t', ':']).trim_end().to_owned())
}
