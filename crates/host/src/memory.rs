//! Reading this process's own memory without trusting an address.

/// The bytes at an address, or `None` where nothing is mapped. The kernel does the copying, so a
/// wrong address is an error and no crash.
#[cfg(target_os = "linux")]
fn read<const N: usize>(address: usize) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let local = libc::iovec { iov_base: bytes.as_mut_ptr().cast(), iov_len: N };
    let there = std::ptr::with_exposed_provenance_mut(address);
    let remote = libc::iovec { iov_base: there, iov_len: N };
    // SAFETY: `local` describes a live buffer of that length; `remote` is only for the kernel to
    // look at, which checks it.
    let copied = unsafe {
        libc::process_vm_readv(libc::getpid(), &raw const local, 1, &raw const remote, 1, 0)
    };
    (copied == N.cast_signed()).then_some(bytes)
}

/// Not tried on other systems.
#[cfg(not(target_os = "linux"))]
fn read<const N: usize>(_: usize) -> Option<[u8; N]> {
    None
}

/// A 32-bit number at an address.
pub(crate) fn number(address: usize) -> Option<u32> {
    read(address).map(u32::from_ne_bytes)
}

/// What is in the eight bytes at an address.
pub(crate) fn word(address: usize) -> Option<usize> {
    read(address).map(usize::from_ne_bytes)
}

/// The sixteen words from an address on.
pub(crate) fn words(address: usize) -> Option<[usize; 16]> {
    let bytes = read::<128>(address)?;
    let mut words = [0; 16];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
        *word = usize::from_ne_bytes(*bytes);
    }
    Some(words)
}

/// A pointer at an address.
pub(crate) fn pointer(address: usize) -> Option<usize> {
    word(address).filter(|address| *address != 0)
}

/// A byte at an address.
pub(crate) fn byte(address: usize) -> Option<u8> {
    read(address).map(u8::from_ne_bytes)
}
