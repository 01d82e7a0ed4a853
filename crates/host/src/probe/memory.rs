//! Reading this process's own memory: through the kernel, without trusting an address, or directly
//! where it is known to be that of a live object.
//!
//! The crate `read-process-memory` makes the same call, but takes a read that ended at the end of a
//! mapping for a whole one, and where the call is refused it opens `/proc/PID/mem`: a descriptor that
//! the program would see. `procfs` would read all of `/proc/self/status` for the one line that is
//! asked for here.

use std::io::{self, Write};
use std::os::fd::AsRawFd;

/// The proof that memory can be read through the kernel, by whoever has one. A wrong address is then
/// an error and no crash, because the kernel does the copying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kernel(());

impl Kernel {
    /// Whether it can. A system may refuse it (a container, a security module), or kill who tries:
    /// where calls are filtered, a process of its own tries first.
    ///
    /// # Errors
    /// Where it cannot, as part of a sentence.
    pub(crate) fn check() -> Result<Self, String> {
        let allowed =
            if cfg!(target_os = "linux") && has_filter() { try_in_child() } else { try_here() };
        allowed.map(|()| Self(())).map_err(|error| {
            format!(
                "this system does not let a process read its own memory (process_vm_readv: {error})"
            )
        })
    }

    /// Fills a buffer with what stands at an address. Fails where not all of it is mapped.
    #[expect(clippy::unused_self, reason = "it is the proof")]
    pub(crate) fn read_into(self, address: usize, buffer: &mut [u8]) -> Option<()> {
        read_into(address, buffer)
    }

    fn read<const N: usize>(self, address: usize) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        self.read_into(address, &mut bytes).map(|()| bytes)
    }

    /// A byte at an address.
    pub(crate) fn byte(self, address: usize) -> Option<u8> {
        self.read(address).map(u8::from_ne_bytes)
    }

    /// A 32-bit number at an address.
    pub(crate) fn number(self, address: usize) -> Option<u32> {
        self.read(address).map(u32::from_ne_bytes)
    }

    /// What is in the eight bytes at an address.
    pub(crate) fn word(self, address: usize) -> Option<usize> {
        self.read(address).map(usize::from_ne_bytes)
    }

    /// A pointer at an address, if it is not null.
    pub(crate) fn pointer(self, address: usize) -> Option<usize> {
        self.word(address).filter(|address| *address != 0)
    }

    /// The sixteen words from an address on.
    pub(crate) fn words(self, address: usize) -> Option<[usize; 16]> {
        let bytes = self.read::<128>(address)?;
        let mut words = [0; 16];
        for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
            *word = usize::from_ne_bytes(*bytes);
        }
        Some(words)
    }

    /// Whether the kernel finds no memory under the number of this process any more: that is the
    /// number of its first thread, and nothing of a thread that has ended but the number is left.
    pub(crate) fn first_thread_has_ended(self) -> bool {
        static THERE: u8 = 0;
        let mut byte = [0];
        self.read_into((&raw const THERE).expose_provenance(), &mut byte).is_none()
            && io::Error::last_os_error().raw_os_error() == Some(libc::ESRCH)
    }
}

fn try_here() -> io::Result<()> {
    static KNOWN: u64 = 0x5045_4349_414c_4953;
    let mut bytes = [0; 8];
    match read_into((&raw const KNOWN).expose_provenance(), &mut bytes) {
        Some(()) if u64::from_ne_bytes(bytes) == KNOWN => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Whether calls of this process are filtered (`Seccomp` in `proc_pid_status(5)`), or may be.
fn has_filter() -> bool {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return true };
    let mode = status.lines().find_map(|line| line.strip_prefix("Seccomp:"));
    mode.is_some_and(|mode| mode.trim() != "0")
}

/// The same in a child, of whose end the program hears nothing.
#[cfg(target_os = "linux")]
fn try_in_child() -> io::Result<()> {
    // SAFETY: a fork that sends no signal when it ends; all arguments are 0, in whatever order.
    let child = unsafe { libc::syscall(libc::SYS_clone, 0, 0, 0, 0, 0) };
    if child == 0 {
        let error = try_here().err().map_or(0, |error| error.raw_os_error().unwrap_or(libc::EIO));
        loop {
            // SAFETY: ends the child, which has done nothing but call the system.
            unsafe { libc::syscall(libc::SYS_exit_group, error) };
        }
    }
    let mut status = 0;
    // SAFETY: waits for the child just made, if it was, and fills in a live variable.
    if unsafe {
        libc::waitpid(libc::pid_t::try_from(child).unwrap_or(-1), &raw mut status, libc::__WALL)
    } < 0
    {
        return Err(io::Error::last_os_error());
    }
    match (libc::WIFEXITED(status), libc::WEXITSTATUS(status)) {
        (true, 0) => Ok(()),
        (true, error) => Err(io::Error::from_raw_os_error(error)),
        (false, _) => Err(io::Error::other("a filter of system calls would kill the process")),
    }
}

#[cfg(not(target_os = "linux"))]
fn try_in_child() -> io::Result<()> {
    try_here()
}

#[cfg(target_os = "linux")]
fn read_into(address: usize, buffer: &mut [u8]) -> Option<()> {
    let local = libc::iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: buffer.len() };
    let there = std::ptr::with_exposed_provenance_mut(address);
    let remote = libc::iovec { iov_base: there, iov_len: buffer.len() };
    // SAFETY: `local` describes a live buffer of that length; `remote` is only for the kernel to
    // look at, which checks it.
    let copied = unsafe {
        libc::process_vm_readv(libc::getpid(), &raw const local, 1, &raw const remote, 1, 0)
    };
    (copied == buffer.len().cast_signed()).then_some(())
}

/// Not tried on other systems: there is no [`Kernel`].
#[cfg(not(target_os = "linux"))]
fn read_into(_: usize, _: &mut [u8]) -> Option<()> {
    None
}

/// Writes a word where memory may be written. Says whether it could: the kernel does the copying, and
/// out of a pipe, which no filter of calls forbids.
///
/// # Safety
/// What stands at the address is the interpreter's, it may become that word, and nobody else writes it
/// now.
pub(crate) unsafe fn write_word(address: usize, word: usize) -> bool {
    let bytes = word.to_ne_bytes();
    let Ok((output, mut input)) = io::pipe() else { return false };
    let there: *mut libc::c_void = std::ptr::with_exposed_provenance_mut(address);
    // SAFETY: the kernel checks whether it may write there; for what it writes, the caller's promise.
    input.write_all(&bytes).is_ok()
        && unsafe { libc::read(output.as_raw_fd(), there, bytes.len()) }
            == bytes.len().cast_signed()
}

/// The word at an address that is known to be good: the kernel is not asked.
///
/// # Safety
/// There are eight bytes of a live object at the address.
pub(crate) unsafe fn known_word(address: usize) -> usize {
    let mut bytes = [0; 8];
    // SAFETY: the caller's promise.
    unsafe { copy(address, &mut bytes) };
    usize::from_ne_bytes(bytes)
}

/// The 32-bit number at an address that is known to be good.
///
/// # Safety
/// There are four bytes of a live object at the address.
pub(crate) unsafe fn known_number(address: usize) -> u32 {
    let mut bytes = [0; 4];
    // SAFETY: the caller's promise.
    unsafe { copy(address, &mut bytes) };
    u32::from_ne_bytes(bytes)
}

/// # Safety
/// There are as many bytes of live objects at the address.
unsafe fn copy(address: usize, buffer: &mut [u8]) {
    let there: *const u8 = std::ptr::with_exposed_provenance(address);
    // SAFETY: the caller's promise.
    unsafe { there.copy_to_nonoverlapping(buffer.as_mut_ptr(), buffer.len()) };
}

/// What reads what is found by what is known already: the kernel while that is being proved, nobody
/// but the processor afterwards, which takes a hundredth of the time.
pub(crate) trait Reader: Copy {
    /// Fills a buffer with what stands at an address.
    ///
    /// # Safety
    /// There are as many bytes of live objects at the address, or the reader asks the [`Kernel`].
    unsafe fn fill(self, address: usize, buffer: &mut [u8]) -> Option<()>;

    /// A byte at an address.
    ///
    /// # Safety
    /// As for [`fill`](Self::fill).
    unsafe fn byte_at(self, address: usize) -> Option<u8> {
        let mut bytes = [0; 1];
        // SAFETY: the caller's promise.
        unsafe { self.fill(address, &mut bytes) }.map(|()| u8::from_ne_bytes(bytes))
    }

    /// A 32-bit number at an address.
    ///
    /// # Safety
    /// As for [`fill`](Self::fill).
    unsafe fn number_at(self, address: usize) -> Option<u32> {
        let mut bytes = [0; 4];
        // SAFETY: the caller's promise.
        unsafe { self.fill(address, &mut bytes) }.map(|()| u32::from_ne_bytes(bytes))
    }

    /// A pointer at an address, if it is not null.
    ///
    /// # Safety
    /// As for [`fill`](Self::fill).
    unsafe fn pointer_at(self, address: usize) -> Option<usize> {
        let mut bytes = [0; 8];
        // SAFETY: the caller's promise.
        unsafe { self.fill(address, &mut bytes) }?;
        Some(usize::from_ne_bytes(bytes)).filter(|address| *address != 0)
    }
}

impl Reader for Kernel {
    unsafe fn fill(self, address: usize, buffer: &mut [u8]) -> Option<()> {
        self.read_into(address, buffer)
    }
}

/// Reads directly.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Direct;

impl Reader for Direct {
    unsafe fn fill(self, address: usize, buffer: &mut [u8]) -> Option<()> {
        // SAFETY: the caller's promise, which is about this reader.
        unsafe { copy(address, buffer) };
        Some(())
    }
}

/// The pointer that stands `at` bytes into what was read; 0 where that is too short.
pub(crate) fn word_in(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).and_then(<[u8]>::first_chunk).copied().map_or(0, usize::from_ne_bytes)
}
