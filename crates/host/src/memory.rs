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
    Access::CHECKED.read(address)
}

/// A 32-bit number at an address.
pub(crate) fn number(address: usize) -> Option<u32> {
    Access::CHECKED.number(address)
}

/// The 32-bit numbers at many addresses: a thousand for the price of a few.
pub(crate) fn numbers(addresses: &[usize]) -> Vec<Option<u32>> {
    read_many(addresses).into_iter().map(|bytes| bytes.map(u32::from_ne_bytes)).collect()
}

/// The words at many addresses.
pub(crate) fn words_at(addresses: &[usize]) -> Vec<Option<usize>> {
    read_many(addresses).into_iter().map(|bytes| bytes.map(usize::from_ne_bytes)).collect()
}

fn read_many<const N: usize>(addresses: &[usize]) -> Vec<Option<[u8; N]>> {
    // The kernel takes 1024 places at once (`IOV_MAX`).
    let found = addresses.chunks(1024).flat_map(|addresses| {
        // It stops at the first place where nothing is mapped.
        read_at_once(addresses)
            .unwrap_or_else(|| addresses.iter().map(|address| read(*address)).collect())
    });
    found.collect()
}

/// Fails where not all of it is mapped.
#[cfg(target_os = "linux")]
fn read_at_once<const N: usize>(addresses: &[usize]) -> Option<Vec<Option<[u8; N]>>> {
    let mut found = vec![[0; N]; addresses.len()];
    let length = size_of_val(found.as_slice());
    let local = libc::iovec { iov_base: found.as_mut_ptr().cast(), iov_len: length };
    let there = |address: &usize| libc::iovec {
        iov_base: std::ptr::with_exposed_provenance_mut(*address),
        iov_len: N,
    };
    let remote: Vec<_> = addresses.iter().map(there).collect();
    // SAFETY: `local` describes a live buffer of that length; `remote` are so many places, only for
    // the kernel to look at, which checks them.
    let copied = unsafe {
        let count = remote.len() as libc::c_ulong;
        libc::process_vm_readv(libc::getpid(), &raw const local, 1, remote.as_ptr(), count, 0)
    };
    (copied == length.cast_signed()).then(|| found.into_iter().map(Some).collect())
}

#[cfg(not(target_os = "linux"))]
fn read_at_once<const N: usize>(_: &[usize]) -> Option<Vec<Option<[u8; N]>>> {
    None
}

/// What is in the eight bytes at an address.
pub(crate) fn word(address: usize) -> Option<usize> {
    Access::CHECKED.word(address)
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

/// # Safety
/// There are as many bytes of live objects at the address.
unsafe fn copy(address: usize, buffer: &mut [u8]) {
    let there: *const u8 = std::ptr::with_exposed_provenance(address);
    // SAFETY: the caller's promise.
    unsafe { there.copy_to_nonoverlapping(buffer.as_mut_ptr(), buffer.len()) };
}

/// Reading with or without trust.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Access {
    trusts: bool,
}

impl Access {
    /// Asks the kernel, as [`read_into()`].
    pub(crate) const CHECKED: Self = Self { trusts: false };

    /// Does not, which takes a hundredth of the time.
    ///
    /// # Safety
    /// Whatever is read with it are bytes of live objects.
    pub(crate) unsafe fn trusting() -> Self {
        Self { trusts: true }
    }

    /// As [`read_into()`].
    pub(crate) fn read_into(self, address: usize, buffer: &mut [u8]) -> Option<()> {
        if !self.trusts {
            return read_into(address, buffer);
        }
        // SAFETY: promised to `trusting`.
        unsafe { copy(address, buffer) };
        Some(())
    }

    fn read<const N: usize>(self, address: usize) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        self.read_into(address, &mut bytes).map(|()| bytes)
    }

    /// As [`number()`].
    pub(crate) fn number(self, address: usize) -> Option<u32> {
        self.read(address).map(u32::from_ne_bytes)
    }

    /// As [`word()`].
    pub(crate) fn word(self, address: usize) -> Option<usize> {
        self.read(address).map(usize::from_ne_bytes)
    }

    /// As [`pointer()`].
    pub(crate) fn pointer(self, address: usize) -> Option<usize> {
        self.word(address).filter(|address| *address != 0)
    }

    /// A byte at an address.
    pub(crate) fn byte(self, address: usize) -> Option<u8> {
        self.read(address).map(u8::from_ne_bytes)
    }
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
    Access::CHECKED.pointer(address)
}

/// The pointer that stands `at` bytes into what was read; 0 where that is too short.
pub(crate) fn word_in(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).and_then(<[u8]>::first_chunk).copied().map_or(0, usize::from_ne_bytes)
}
