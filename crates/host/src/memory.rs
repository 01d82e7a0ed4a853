//! Reading this process's own memory without trusting an address.

/// Fills a buffer with what stands at an address. Fails where not all of it is mapped. The kernel
/// does the copying, so a wrong address is an error and no crash.
#[cfg(target_os = "linux")]
pub(crate) fn read_into(address: usize, buffer: &mut [u8]) -> Option<()> {
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

/// Not tried on other systems.
#[cfg(not(target_os = "linux"))]
pub(crate) fn read_into(_: usize, _: &mut [u8]) -> Option<()> {
    None
}

fn read<const N: usize>(address: usize) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    read_into(address, &mut bytes).map(|()| bytes)
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

/// The pointer that stands `at` bytes into what was read; 0 where that is too short.
pub(crate) fn word_in(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).and_then(<[u8]>::first_chunk).copied().map_or(0, usize::from_ne_bytes)
}
