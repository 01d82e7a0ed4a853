//! The frames of a running thread, read while it runs.
//!
//! What is read may change in between or be gone: a frame that no longer is one gives nonsense,
//! which callers hold against the code they know. The kernel does the reading.

use crate::probe::ForSamples;
use crate::probe::frames::{Head, START};

/// Deeper, nobody looks.
const DEEPEST: usize = 1000;
const PAGE: usize = 4096;

/// The frames of a thread, the innermost first.
pub(super) struct Walk {
    places: ForSamples,
    next: usize,
    left: usize,
    /// The memory from `start` on. Frames stand one behind another, so a page holds many.
    start: usize,
    length: usize,
    bytes: [u8; PAGE + START],
}

impl Walk {
    pub(super) fn of(places: ForSamples, thread: usize) -> Self {
        let next = places.frames.current(places.kernel, thread).unwrap_or(0);
        Self { places, next, left: DEEPEST, start: 0, length: 0, bytes: [0; PAGE + START] }
    }

    /// The start of the frame at `next`.
    fn frame(&mut self) -> Option<&[u8]> {
        let end = self.next.checked_add(START)?;
        if self.next < self.start || end > self.start + self.length {
            // From the start of its page, which is mapped because the frame is.
            self.start = self.next & !(PAGE - 1);
            self.length = end - self.start;
            let read = self.places.kernel.read_into(self.start, self.bytes.get_mut(..self.length)?);
            if read.is_none() {
                self.length = 0;
                return None;
            }
        }
        self.bytes.get(self.next - self.start..)
    }
}

impl Iterator for Walk {
    type Item = Head;

    fn next(&mut self) -> Option<Head> {
        self.left = self.left.checked_sub(1)?;
        if self.next == 0 {
            return None;
        }
        let frames = self.places.frames;
        let head = frames.head_in(self.frame()?);
        self.next = head.previous;
        Some(head)
    }
}
