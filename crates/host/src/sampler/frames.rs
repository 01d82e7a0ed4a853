//! The frames of a running thread, read while it runs.
//!
//! What is read may change in between or be gone: a frame that no longer is one gives nonsense,
//! which callers hold against the code they know. The kernel does the reading.

use super::place::{Frames, untagged};
use crate::memory::{read_into, word_in};

/// Deeper, nobody looks.
const DEEPEST: usize = 1000;
const PAGE: usize = 4096;
/// More than the start of a frame takes.
const MOST: usize = 256;

/// What a frame says.
pub(super) struct Frame {
    /// The address of its code object, or of something else in frames of C.
    pub(super) code: usize,
    /// Where it is in the code units.
    pub(super) instruction: usize,
}

/// The frames of a thread, the innermost first.
pub(super) struct Walk {
    place: Frames,
    next: usize,
    left: usize,
    /// The memory from `start` on. Frames stand one behind another, so a page holds many.
    start: usize,
    length: usize,
    bytes: [u8; PAGE + MOST],
}

impl Walk {
    pub(super) fn of(place: Frames, thread: usize) -> Self {
        let next = place.current(thread).unwrap_or(0);
        Self { place, next, left: DEEPEST, start: 0, length: 0, bytes: [0; PAGE + MOST] }
    }

    /// The start of the frame at `next`.
    fn frame(&mut self) -> Option<&[u8]> {
        let size = self.place.size().min(MOST);
        let is_there = self.next >= self.start && self.next + size <= self.start + self.length;
        if !is_there {
            // From the start of its page, which is mapped because the frame is.
            self.start = self.next & !(PAGE - 1);
            self.length = self.next.checked_add(size)? - self.start;
            let read = read_into(self.start, self.bytes.get_mut(..self.length)?);
            if read.is_none() {
                self.length = 0;
                return None;
            }
        }
        self.bytes.get(self.next - self.start..)
    }
}

impl Iterator for Walk {
    type Item = Frame;

    fn next(&mut self) -> Option<Frame> {
        self.left = self.left.checked_sub(1)?;
        if self.next == 0 {
            return None;
        }
        let place = self.place;
        let bytes = self.frame()?;
        let found = Frame {
            code: untagged(word_in(bytes, place.code)),
            instruction: word_in(bytes, place.instruction),
        };
        self.next = word_in(bytes, place.previous);
        Some(found)
    }
}
