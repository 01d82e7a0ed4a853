//! The interpreter's entry for our audit hook, in memory that is ours.
//!
//! The entry is allocated when the hook is registered, before the interpreter has chosen an
//! allocator, and freed with the one it chose (`_PySys_ClearAuditHooks` in Python/sysmodule.c). The
//! two need not fit: `-X dev`, `PYTHONMALLOC` and `-E` decide, and only the interpreter reads them.
//! So the entry stands in a static, and the allocator is told to leave that alone when it is freed.

use std::cell::UnsafeCell;
use std::ffi::{CStr, c_int, c_void};
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::interpreter::AuditHook;

/// The event with which the interpreter says that it is about to free all entries.
pub(crate) const FREED: &CStr = c"cpython._PySys_ClearAuditHooks";

/// `PYMEM_DOMAIN_RAW`, from which entries come.
const RAW_DOMAIN: c_int = 0;

/// `PyMemAllocatorEx`.
#[repr(C)]
#[derive(Clone, Copy)]
struct Allocator {
    context: *mut c_void,
    malloc: Option<extern "C" fn(*mut c_void, usize) -> *mut c_void>,
    calloc: Option<extern "C" fn(*mut c_void, usize, usize) -> *mut c_void>,
    realloc: Option<extern "C" fn(*mut c_void, *mut c_void, usize) -> *mut c_void>,
    free: Option<extern "C" fn(*mut c_void, *mut c_void)>,
}

// SAFETY: functions of the raw domain and their context may be used by any thread.
unsafe impl Send for Allocator {}
// SAFETY: as above.
unsafe impl Sync for Allocator {}

// Exported by every CPython since 3.8 with these signatures, and not part of the limited API.
unsafe extern "C" {
    fn PySys_AddAuditHook(hook: AuditHook, user_data: *mut c_void) -> c_int;
    fn PyMem_GetAllocator(domain: c_int, allocator: *mut Allocator);
    fn PyMem_SetAllocator(domain: c_int, allocator: *mut Allocator);
}

/// Room for an entry, which is three pointers large.
#[repr(C, align(16))]
struct Room(UnsafeCell<[u8; 64]>);

// SAFETY: it is given away once, and then the interpreter's.
unsafe impl Sync for Room {}

static ROOM: Room = Room(UnsafeCell::new([0; 64]));
static IS_GIVEN: AtomicBool = AtomicBool::new(false);
/// The allocator while the hook is registered, and the one that frees its entry.
static AT_START: OnceLock<Allocator> = OnceLock::new();
static AT_END: OnceLock<Allocator> = OnceLock::new();

/// Registers a hook before the interpreter is initialized. 0 is success.
pub(crate) fn add_audit_hook(hook: AuditHook) -> c_int {
    let mut before = current();
    if AT_START.set(before).is_ok() {
        let mut ours = Allocator { malloc: Some(give), ..before };
        // SAFETY: allowed before initialization, while this is the only thread; the functions keep
        // their context, and what was there is put back, so that initialization finds it. The hook
        // lives as long as the process.
        unsafe {
            PyMem_SetAllocator(RAW_DOMAIN, &raw mut ours);
            let result = PySys_AddAuditHook(hook, ptr::null_mut());
            PyMem_SetAllocator(RAW_DOMAIN, &raw mut before);
            result
        }
    } else {
        1
    }
}

/// To be called at [`FREED`]: whatever allocator there is leaves our entry alone from now on.
pub(crate) fn leave_alone() {
    let before = current();
    if IS_GIVEN.load(Ordering::Relaxed) && AT_END.set(before).is_ok() {
        let mut ours = Allocator { free: Some(free_others), ..before };
        // SAFETY: threads that allocate meanwhile find the same context, whichever `free` they see.
        unsafe { PyMem_SetAllocator(RAW_DOMAIN, &raw mut ours) };
    }
}

fn current() -> Allocator {
    let mut allocator = Allocator {
        context: ptr::null_mut(),
        malloc: None,
        calloc: None,
        realloc: None,
        free: None,
    };
    // SAFETY: may be called at any time; fills in the five fields.
    unsafe { PyMem_GetAllocator(RAW_DOMAIN, &raw mut allocator) };
    allocator
}

/// Gives the room to the first who asks for so little.
extern "C" fn give(context: *mut c_void, size: usize) -> *mut c_void {
    if size <= size_of::<Room>() && !IS_GIVEN.swap(true, Ordering::Relaxed) {
        return ROOM.0.get().cast();
    }
    let malloc = AT_START.get().and_then(|allocator| allocator.malloc);
    malloc.map_or(ptr::null_mut(), |malloc| malloc(context, size))
}

extern "C" fn free_others(context: *mut c_void, memory: *mut c_void) {
    if memory != ROOM.0.get().cast() {
        let free = AT_END.get().and_then(|allocator| allocator.free);
        if let Some(free) = free {
            free(context, memory);
        }
    }
}
