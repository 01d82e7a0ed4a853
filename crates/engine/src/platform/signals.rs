//! A program in the place of this process: signals sent to this one are meant for the program.
//!
//! They are blocked here and taken one after the other, so there is neither a handler nor a thread.
//! What was sent to the whole process group has reached the program already. The kernel does not say
//! which that was, so a process that only waits (`witness.rs`) stands beside the program in the group
//! and tells whether it got the signal, too.

use std::io;
use std::mem::MaybeUninit;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitStatus};
use std::time::Duration;

use super::witness::Witness;
use super::{end_with_parent, is_stopped, next_signal, wake_when_continued};

/// How long to wait at most before it is asked whether the program has ended: another thread might
/// have got the signal that says so.
const PAUSE: Duration = Duration::from_millis(500);

/// Those that the program alone causes, or that tell of this process: not taken.
const OURS: [libc::c_int; 8] = [
    libc::SIGSEGV,
    libc::SIGBUS,
    libc::SIGFPE,
    libc::SIGILL,
    libc::SIGTRAP,
    libc::SIGSYS,
    libc::SIGXCPU,
    libc::SIGXFSZ,
];

/// A program that runs in the place of this process.
pub(crate) struct Supervised {
    child: libc::pid_t,
    taken: libc::sigset_t,
    before: Before,
    witness: Option<Witness>,
}

impl Supervised {
    /// Starts it. It ends with this process, however that ends.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn start(command: &mut Command) -> io::Result<Self> {
        let taken = taken();
        let before = Before::take(&taken);
        end_with_parent(command);
        // SAFETY: runs between fork and exec, and makes system calls alone.
        unsafe {
            command.pre_exec(move || {
                before.put_back();
                Ok(())
            });
        }
        match command.spawn() {
            Ok(child) => {
                let child = child.id().cast_signed();
                Ok(Self { child, taken, before, witness: Witness::start() })
            }
            Err(error) => {
                before.put_back();
                Err(error)
            }
        }
    }

    /// The kernel's number of it.
    pub(crate) fn id(&self) -> u32 {
        self.child.cast_unsigned()
    }

    /// Waits until it has ended. Afterwards signals are ours again.
    ///
    /// # Errors
    /// When the system cannot say how it ended.
    pub(crate) fn wait(mut self) -> io::Result<ExitStatus> {
        let ended = loop {
            match next_signal(&self.taken, PAUSE) {
                Some(libc::SIGCHLD) | None => {}
                Some(signal) => {
                    self.pass_on(signal);
                    continue;
                }
            }
            let mut status = 0;
            // SAFETY: the pointer is to a live number.
            match unsafe { libc::waitpid(self.child, &raw mut status, OPTIONS) } {
                0 => {}
                -1 => break Err(io::Error::last_os_error()),
                _ if libc::WIFSTOPPED(status) => self.stop(),
                _ => break Ok(ExitStatus::from_raw(status)),
            }
        };
        // What has ended the program was sent to us as well, before the program's end was told.
        while next_signal(&self.taken, Duration::ZERO).is_some() {}
        self.before.put_back();
        ended
    }

    fn pass_on(&mut self, signal: libc::c_int) {
        if !self.was_for_all(signal) {
            // SAFETY: a system call; the number is that of a child not waited for yet.
            unsafe { libc::kill(self.child, signal) };
        }
    }

    /// Whether the whole group got it. Without a witness, an interrupt counts as sent by the
    /// terminal: a second one would break off the cleaning up that the first began.
    fn was_for_all(&mut self, signal: libc::c_int) -> bool {
        let said = self.witness.as_mut().and_then(|witness| witness.has_heard(signal));
        said.unwrap_or(signal == libc::SIGINT)
    }

    /// The program has stopped, and so does this process: a shell waits for this one. Who lets the
    /// program alone continue lets this process continue.
    fn stop(&mut self) {
        let waker = wake_when_continued(self.child);
        // SAFETY: system calls on this process and a child of it.
        unsafe {
            libc::raise(libc::SIGSTOP);
            if let Some(waker) = waker {
                libc::kill(waker, libc::SIGKILL);
                libc::waitpid(waker, std::ptr::null_mut(), 0);
            }
        }
        let mut only = empty();
        // SAFETY: a set that was filled.
        unsafe { libc::sigaddset(&raw mut only, libc::SIGCONT) };
        if next_signal(&only, Duration::ZERO).is_some()
            && !self.was_for_all(libc::SIGCONT)
            && is_stopped(self.child)
        {
            // SAFETY: as above.
            unsafe { libc::kill(self.child, libc::SIGCONT) };
        }
    }
}

/// Runs `action` with signals blocked, and so every thread that it starts.
pub(crate) fn with_signals_blocked<T>(action: impl FnOnce() -> T) -> T {
    let before = Before::take(&taken());
    let result = action();
    before.put_back();
    result
}

const OPTIONS: libc::c_int = libc::WNOHANG | libc::WUNTRACED;

/// What this process does with signals when it is not supervising.
#[derive(Clone, Copy)]
struct Before {
    mask: libc::sigset_t,
    /// Where it is ignored, the kernel would keep no word of how a child ended.
    of_children: libc::sigaction,
}

impl Before {
    fn take(taken: &libc::sigset_t) -> Self {
        // SAFETY: an all-zero `sigaction` is a valid one, that of the default; the calls read and
        // write live values.
        unsafe {
            let (mut of_children, default) = std::mem::zeroed();
            let mut mask = empty();
            libc::sigaction(libc::SIGCHLD, &raw const default, &raw mut of_children);
            libc::pthread_sigmask(libc::SIG_BLOCK, taken, &raw mut mask);
            Self { mask, of_children }
        }
    }

    fn put_back(&self) {
        // SAFETY: as the system gave them out.
        unsafe {
            libc::sigaction(libc::SIGCHLD, &raw const self.of_children, std::ptr::null_mut());
            libc::pthread_sigmask(libc::SIG_SETMASK, &raw const self.mask, std::ptr::null_mut());
        }
    }
}

fn empty() -> libc::sigset_t {
    let mut set = MaybeUninit::uninit();
    // SAFETY: the call fills the set.
    unsafe {
        libc::sigemptyset(set.as_mut_ptr());
        set.assume_init()
    }
}

fn taken() -> libc::sigset_t {
    let mut set = empty();
    // SAFETY: a live set and numbers of signals.
    unsafe {
        libc::sigfillset(&raw mut set);
        for signal in OURS {
            libc::sigdelset(&raw mut set, signal);
        }
    }
    set
}
