//! Linux.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use handoff::Process;
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};

/// The variable that makes the dynamic linker load a library before the program (ld.so(8)).
pub(crate) const PRELOAD_VARIABLE: Option<&str> = Some("LD_PRELOAD");

/// Has the system kill the command's process when the thread that starts it ends, however it does.
/// (`prctl(2)`, `PR_SET_PDEATHSIG`: a process that changes its user is not killed.)
pub(crate) fn end_with_parent(command: &mut Command) {
    let parent = std::process::id();
    let ask = move || {
        // SAFETY: system calls that only concern the new process.
        unsafe {
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            // It may have ended before.
            if std::os::unix::process::parent_id() != parent {
                libc::_exit(128 + libc::SIGKILL);
            }
        }
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

/// Takes the next signal of a set whose signals are blocked; `None` where none comes for so long.
pub(crate) fn next_signal(set: &libc::sigset_t, patience: Duration) -> Option<libc::c_int> {
    let patience = libc::timespec {
        tv_sec: patience.as_secs().cast_signed(),
        tv_nsec: patience.subsec_nanos().into(),
    };
    // SAFETY: the pointers are to live values; what came with the signal is not asked for.
    let signal = unsafe { libc::sigtimedwait(set, std::ptr::null_mut(), &raw const patience) };
    (signal > 0).then_some(signal)
}

/// Whether a process is stopped, as by SIGSTOP.
pub(crate) fn is_stopped(process: libc::pid_t) -> bool {
    let path = std::fs::read_to_string(format!("/proc/{process}/stat"));
    path.is_ok_and(|text| state(text.as_bytes()) == Some(b'T'))
}

/// The letter after the name, which may hold anything (`proc_pid_stat(5)`).
fn state(stat: &[u8]) -> Option<u8> {
    let name = stat.iter().rposition(|byte| *byte == b')')?;
    stat.get(name + 2).copied()
}

/// Starts a process that lets this one continue as soon as `process` is not stopped any more.
pub(crate) fn wake_when_continued(process: libc::pid_t) -> Option<libc::pid_t> {
    let path = std::ffi::CString::new(format!("/proc/{process}/stat")).ok()?;
    // SAFETY: the new process makes system calls alone, on live values, and never returns.
    unsafe {
        let asleep = libc::getpid();
        match libc::fork() {
            -1 => None,
            0 => {
                libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
                while libc::getppid() == asleep {
                    libc::usleep(20_000);
                    let mut text = [0_u8; 256];
                    let file = libc::open(path.as_ptr(), libc::O_RDONLY);
                    let length = libc::read(file, text.as_mut_ptr().cast(), text.len());
                    libc::close(file);
                    let read = text.get(..usize::try_from(length).unwrap_or(0)).unwrap_or(&[]);
                    if state(read) != Some(b'T') {
                        libc::kill(asleep, libc::SIGCONT);
                        break;
                    }
                }
                libc::_exit(0)
            }
            waker => Some(waker),
        }
    }
}

/// What the first processor is sold as. Kernels of some architectures do not say.
pub(crate) fn processor() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(line.trim_start_matches([' ', '\t', ':']).trim_end().to_owned())
}
