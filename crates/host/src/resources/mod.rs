//! Whether there is room for us beside the program: memory, and stack.
//!
//! A program may live with little of either: catch `MemoryError`, or run threads on small stacks. So
//! before anything is begun that allocates, in Rust or in the interpreter, the system is asked for
//! more than that will take, and gets it back at once. Where it has not as much, observing ends for
//! good, and the program goes on. Where nothing limits the process, the system is not asked: Linux
//! promises whatever a step takes.

pub(crate) mod limits;
pub(crate) mod reserve;

use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use pyo3::ffi;

use self::limits::{memory_is_unlimited, promises_are_kept};

/// More than one step takes, with an arena of the interpreter's allocator (`ARENA_SIZE` in
/// Objects/obmalloc.c), in bytes.
const STEP: usize = 8 << 20;

/// Two arenas.
const ARENAS: usize = 2 << 20;

/// More than our deepest calls take of the stack, in bytes.
const STACK: usize = 64 << 10;

static SHORT: AtomicBool = AtomicBool::new(false);
static LIMITED: AtomicBool = AtomicBool::new(false);

/// Memory has been short: nothing is begun any more.
pub(crate) fn is_short() -> bool {
    SHORT.load(Ordering::Relaxed)
}

/// Memory is short from now on.
pub(crate) fn ended() {
    SHORT.store(true, Ordering::Relaxed);
}

/// Whether a step may be made that allocates.
pub(crate) fn for_a_step() -> bool {
    if is_short() {
        return false;
    }
    if !is_back() {
        ended();
    }
    !is_short()
}

/// Whether there is memory for a step now, whatever was before.
pub(crate) fn is_back() -> bool {
    for_bytes(STEP) && for_objects()
}

/// Whether the interpreter's allocator gives anything: a program may have replaced it. To be asked in
/// a thread that is attached.
fn for_objects() -> bool {
    // SAFETY: this thread is attached; what is got is given back, and null may be.
    unsafe {
        let (data, object) = (ffi::PyMem_Malloc(64), ffi::PyObject_Malloc(64));
        ffi::PyMem_Free(data);
        ffi::PyObject_Free(object);
        !data.is_null() && !object.is_null()
    }
}

/// What a step takes that handles so many bytes of code.
pub(crate) fn for_code(length: usize) -> bool {
    /// Copies, texts, and what is known of each instruction.
    const TIMES: usize = 64;
    for_bytes(ARENAS.saturating_add(length.saturating_mul(TIMES))) && for_objects()
}

/// Whether the system has so many bytes.
pub(crate) fn for_bytes(size: usize) -> bool {
    if size <= STEP && is_unlimited() {
        return true;
    }
    let Some(place) = map(size, 0) else { return false };
    // SAFETY: what was just mapped, which nobody uses.
    unsafe { libc::munmap(std::ptr::with_exposed_provenance_mut(place), size) };
    true
}

/// Whether nothing limits the memory of this process, so that the system need not be asked: to map
/// memory and give it back takes ten times as long as many a look at operands.
fn is_unlimited() -> bool {
    /// How long it is believed that nobody else has set a limit, in milliseconds.
    const BELIEVED: u64 = 10;
    static UNTIL: AtomicU64 = AtomicU64::new(0);
    if LIMITED.load(Ordering::Relaxed) {
        return false;
    }
    let now = now();
    if now < UNTIL.load(Ordering::Relaxed) {
        return true;
    }
    let unlimited = memory_is_unlimited();
    if unlimited {
        UNTIL.store(now + BELIEVED, Ordering::Relaxed);
    } else {
        limits_may_change();
    }
    unlimited
}

/// Milliseconds, of a clock that is read without a system call.
fn now() -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: fills in a live variable.
    unsafe { libc::clock_gettime(CLOCK, &raw mut now) };
    now.tv_sec.unsigned_abs() * 1000 + now.tv_nsec.unsigned_abs() / 1_000_000
}

#[cfg(target_os = "linux")]
const CLOCK: libc::clockid_t = libc::CLOCK_MONOTONIC_COARSE;
#[cfg(not(target_os = "linux"))]
const CLOCK: libc::clockid_t = libc::CLOCK_MONOTONIC;

/// The program is about to set a limit: from now on the system is asked before each step.
pub(crate) fn limits_may_change() {
    LIMITED.store(true, Ordering::Relaxed);
}

/// New memory.
pub(crate) fn map(size: usize, flags: libc::c_int) -> Option<usize> {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | flags;
    let access = libc::PROT_READ | libc::PROT_WRITE;
    // SAFETY: maps memory where there is none.
    let place = unsafe { libc::mmap(std::ptr::null_mut(), size, access, flags, -1, 0) };
    (place != libc::MAP_FAILED).then(|| place.expose_provenance())
}

/// The key under which each thread has the lowest address that we may come to on its stack.
static LOWEST: OnceLock<Option<libc::pthread_key_t>> = OnceLock::new();

/// Makes what is needed to look at stacks.
pub(crate) fn prepare() {
    if promises_are_kept() {
        limits_may_change();
    }
    LOWEST.get_or_init(|| {
        let mut key = 0;
        // SAFETY: fills in a live variable.
        (unsafe { libc::pthread_key_create(&raw mut key, None) } == 0).then_some(key)
    });
}

/// Whether this thread may go into our code at all. The first time, the loader gives it its copy of
/// our thread-local variables, and ends the process if it cannot: memory is looked for before.
pub(crate) fn on_stack() -> bool {
    let Some(Some(key)) = LOWEST.get() else { return true };
    // SAFETY: a key that was made and is never deleted.
    let known = unsafe { libc::pthread_getspecific(*key) }.addr();
    let lowest = if known == 0 {
        if !for_a_step() {
            return false;
        }
        let lowest = lowest().unwrap_or(1);
        // SAFETY: as above; the value is no pointer to anything.
        unsafe { libc::pthread_setspecific(*key, std::ptr::without_provenance::<c_void>(lowest)) };
        lowest
    } else {
        known
    };
    let here = 0_u8;
    (&raw const here).addr() > lowest
}

/// Where this thread's stack ends, with what we need added.
#[cfg(target_os = "linux")]
fn lowest() -> Option<usize> {
    let mut attributes = MaybeUninit::<libc::pthread_attr_t>::uninit();
    let (mut lowest, mut size) = (std::ptr::null_mut(), 0);
    // SAFETY: what the first call fills in, the second reads and the third gives back.
    unsafe {
        if libc::pthread_getattr_np(libc::pthread_self(), attributes.as_mut_ptr()) != 0 {
            return None;
        }
        let found =
            libc::pthread_attr_getstack(attributes.as_ptr(), &raw mut lowest, &raw mut size);
        libc::pthread_attr_destroy(attributes.as_mut_ptr());
        (found == 0).then(|| lowest.addr() + STACK)
    }
}

#[cfg(not(target_os = "linux"))]
fn lowest() -> Option<usize> {
    None
}

/// The exception that the program had on its way when we were called. Nothing of ours takes its
/// place.
pub(crate) struct Pending([*mut ffi::PyObject; 3]);

impl Pending {
    /// To be called in a thread that is attached to the interpreter, as long as this lives.
    pub(crate) fn keep() -> Self {
        let [mut kind, mut value, mut traceback] = [std::ptr::null_mut(); 3];
        // SAFETY: this thread is attached; fills in live variables.
        unsafe {
            if !ffi::PyErr_Occurred().is_null() {
                ffi::PyErr_Fetch(&raw mut kind, &raw mut value, &raw mut traceback);
            }
        }
        Self([kind, value, traceback])
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        let Self([kind, value, traceback]) = *self;
        // SAFETY: this thread is attached; the references are those that were given, or null, which
        // clears what we left.
        unsafe {
            if !kind.is_null() || !ffi::PyErr_Occurred().is_null() {
                ffi::PyErr_Restore(kind, value, traceback);
            }
        }
    }
}
