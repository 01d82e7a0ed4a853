//! A process in our process group that does nothing with signals but say whether it got one.

use std::io::{Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// It may have been stopped.
const PATIENCE: Duration = Duration::from_secs(1);

/// The process. It ends with this value, or when this process does.
pub(super) struct Witness {
    process: libc::pid_t,
    line: UnixStream,
}

impl Witness {
    /// `None` where the system allows no more processes. To be called with signals blocked.
    pub(super) fn start() -> Option<Self> {
        let (line, other) = UnixStream::pair().ok()?;
        line.set_read_timeout(Some(PATIENCE)).ok()?;
        let (ours, its) = (line.as_raw_fd(), other.as_raw_fd());
        // SAFETY: the new process makes system calls alone, and never returns from here.
        let forked = unsafe { libc::fork() };
        match forked {
            -1 => None,
            // SAFETY: this is the new process.
            0 => unsafe { tell(ours, its) },
            process => Some(Self { process, line }),
        }
    }

    /// Whether it got the signal since that was asked last; `None` where it does not answer.
    pub(super) fn has_heard(&mut self, signal: libc::c_int) -> Option<bool> {
        let mut answer = [0];
        self.line.write_all(&[u8::try_from(signal).ok()?]).ok()?;
        self.line.read_exact(&mut answer).ok()?;
        Some(answer == [1])
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        // SAFETY: a child that is not waited for elsewhere.
        unsafe {
            libc::kill(self.process, libc::SIGKILL);
            libc::waitpid(self.process, std::ptr::null_mut(), 0);
        }
    }
}

/// What the process does: answers, until nobody asks any more.
///
/// # Safety
/// In a process of its own, made by `fork`, to which `ours` does not belong.
unsafe fn tell(ours: libc::c_int, its: libc::c_int) -> ! {
    // SAFETY: the caller's promise; what is called is allowed after a fork (signal-safety(7)), and is
    // given live values.
    unsafe {
        let (mut set, mut got): (libc::sigset_t, libc::c_int) = std::mem::zeroed();
        libc::sigfillset(&raw mut set);
        libc::pthread_sigmask(libc::SIG_BLOCK, &raw const set, std::ptr::null_mut());
        for fd in [libc::STDIN_FILENO, libc::STDOUT_FILENO, libc::STDERR_FILENO, ours] {
            if fd != its {
                libc::close(fd);
            }
        }
        let mut byte = 0_u8;
        while libc::read(its, (&raw mut byte).cast(), 1) == 1 {
            let signal = libc::c_int::from(byte);
            libc::sigpending(&raw mut set);
            byte = u8::from(libc::sigismember(&raw const set, signal) == 1);
            if byte == 1 {
                libc::sigemptyset(&raw mut set);
                libc::sigaddset(&raw mut set, signal);
                libc::sigwait(&raw const set, &raw mut got);
            }
            libc::write(its, (&raw const byte).cast(), 1);
        }
        libc::_exit(0)
    }
}
