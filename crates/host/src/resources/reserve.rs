//! Our allocations cannot end the program's process.
//!
//! Where the system has no memory left, Rust aborts. So a little is kept from the start, from which
//! what is under way is served to its end; from then on memory is [short](crate::resources), and nothing
//! more is begun.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use crate::resources;

/// How much is kept, and the most that one request gets of it. What may be larger is asked for by
/// functions that may fail.
const SIZE: usize = 1 << 20;
const MOST: usize = 1 << 16;
/// Every piece is aligned so.
const ALIGNMENT: usize = 16;

#[global_allocator]
static ALLOCATOR: Reserving = Reserving;

/// Where the reserve is; 0 where there is none.
static START: AtomicUsize = AtomicUsize::new(0);

/// How many pieces of it are in use, in the upper half, and the end of the last one, in the lower. Once
/// none is in use, all of it is free again.
static STATE: AtomicU64 = AtomicU64::new(0);
const ONE_PIECE: u64 = 1 << 32;

/// The system's allocator, and the reserve.
struct Reserving;

/// Puts the reserve aside, in memory that is there and not only promised.
pub(crate) fn keep() {
    #[cfg(target_os = "linux")]
    const NOW: libc::c_int = libc::MAP_POPULATE;
    #[cfg(not(target_os = "linux"))]
    const NOW: libc::c_int = 0;
    if let Some(start) = resources::map(SIZE, NOW) {
        START.store(start, Ordering::Release);
    }
}

/// A piece of the reserve; null where it is used up.
fn take(layout: Layout) -> *mut u8 {
    let start = START.load(Ordering::Acquire);
    if start == 0 || layout.size() > MOST || layout.align() > ALIGNMENT {
        return std::ptr::null_mut();
    }
    let size = layout.size().next_multiple_of(ALIGNMENT) as u64;
    let taken = STATE.fetch_update(Ordering::AcqRel, Ordering::Acquire, |state| {
        let end = (state & (ONE_PIECE - 1)) + size;
        (end <= SIZE as u64).then_some(state + ONE_PIECE + size)
    });
    taken.map_or(std::ptr::null_mut(), |state| {
        let place = start + (state & (ONE_PIECE - 1)) as usize;
        std::ptr::with_exposed_provenance_mut(place)
    })
}

fn give_back() {
    let _ = STATE.fetch_update(Ordering::AcqRel, Ordering::Acquire, |state| {
        let left = state - ONE_PIECE;
        Some(if left < ONE_PIECE { 0 } else { left })
    });
}

fn is_ours(place: *mut u8) -> bool {
    let start = START.load(Ordering::Acquire);
    start != 0 && (start..start + SIZE).contains(&place.addr())
}

/// What was got from the system, or else from the reserve.
fn or_reserve(place: *mut u8, layout: Layout) -> *mut u8 {
    if !place.is_null() {
        return place;
    }
    resources::ended();
    take(layout)
}

// SAFETY: pieces of the reserve do not overlap while they are in use, are large enough and aligned;
// everything else is the system's.
unsafe impl GlobalAlloc for Reserving {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise.
        or_reserve(unsafe { System.alloc(layout) }, layout)
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise.
        let place = unsafe { System.alloc_zeroed(layout) };
        if !place.is_null() {
            return place;
        }
        let place = or_reserve(place, layout);
        if !place.is_null() {
            // SAFETY: a piece of this size.
            unsafe { place.write_bytes(0, layout.size()) };
        }
        place
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        if is_ours(place) {
            give_back();
        } else {
            // SAFETY: the caller's promise.
            unsafe { System.dealloc(place, layout) };
        }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if !is_ours(place) {
            // SAFETY: the caller's promise.
            let new = unsafe { System.realloc(place, layout, size) };
            if !new.is_null() {
                return new;
            }
        }
        // SAFETY: the caller's promise: the size is no larger than a layout may have, and what is
        // copied is in both.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !new.is_null() {
                new.copy_from_nonoverlapping(place, layout.size().min(size));
                self.dealloc(place, layout);
            }
            new
        }
    }
}
