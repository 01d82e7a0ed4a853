//! The operands of an instruction that is about to execute, taken from the frame it is in.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyTuple};
use recording::{Operands, Seen};

use super::plan::Planned;
use crate::observer::facts::{self, Site};
use crate::probe::ForOperands;
use crate::probe::frames::Slot;

/// Shapes of operands kept of an instruction while the program runs, and in the end.
const MOST_KEPT: usize = 32;
const MOST_SHOWN: usize = 8;

/// Looks at the operands of an instruction, which the innermost frame of this thread is about to
/// execute. `None` where that frame executes something else, or what is found there is not what
/// the instruction needs.
pub(super) fn look(
    places: &ForOperands,
    code: &Bound<'_, PyAny>,
    planned: &Planned,
) -> Option<Seen> {
    let py = code.py();
    let ForOperands { version, frames, units, .. } = *places;
    let (frame, head) = frames.innermost(py)?;
    let first = units.place(code).start;
    if head.code != code.as_ptr().addr() || head.instruction != first + planned.offset as usize {
        return None;
    }
    let read = |place: &usize| {
        // SAFETY: the frame executes this code, and what is planned has its place in it (`plan`).
        match unsafe { frames.slot(frame, *place) } {
            Slot::Empty => None,
            // SAFETY: it is about to execute this instruction: every value on its stack is a
            // reference it owns or borrows from one that lives as long.
            Slot::Object(address) => Some(unsafe { object(py, address) }),
            Slot::Number(number) => Some(PyInt::new(py, number).into_any()),
        }
    };
    // A call has an empty place where there is no `self`.
    let operands: Vec<_> = planned.slots.iter().map(read).collect();
    let may_lack = planned.opcode.contains("CALL");
    if !may_lack && operands.iter().any(Option::is_none) {
        return None;
    }
    let operands: Vec<_> = operands.into_iter().flatten().collect();
    let on_stack = planned.keywords_slot.as_ref().and_then(read);
    let on_stack = on_stack.and_then(|names| names.cast_into::<PyTuple>().ok());
    // SAFETY: the frame owns or borrows both.
    let namespace = |address| unsafe { object(py, address) }.cast_into::<PyDict>().ok();
    let globals = namespace(head.globals);
    let builtins = namespace(head.builtins);
    let site = Site {
        version,
        code,
        offset: planned.offset,
        opcode: planned.opcode,
        operator: planned.operator,
        name: planned.name.as_ref().map(|name| name.bind(py)),
        keywords: planned.keywords.as_ref().map(|names| names.bind(py)).or(on_stack.as_ref()),
        globals: globals.as_ref(),
        builtins: builtins.as_ref(),
    };
    Some(facts::look(&site, &operands))
}

/// A new reference to an object.
///
/// # Safety
/// There is a live object at the address.
unsafe fn object(py: Python<'_>, address: usize) -> Bound<'_, PyAny> {
    let pointer = std::ptr::with_exposed_provenance_mut(address);
    // SAFETY: the caller's promise.
    unsafe { Bound::from_borrowed_ptr(py, pointer) }
}

/// What was seen of the operands of one instruction.
#[derive(Default)]
pub(super) struct Tally {
    executions: u32,
    /// In order of first sight.
    seen: Vec<Seen>,
}

impl Tally {
    /// Adds an execution.
    pub(super) fn add(&mut self, seen: Seen) {
        self.executions += 1;
        let same = |known: &&mut Seen| known.types == seen.types && known.facts == seen.facts;
        if let Some(known) = self.seen.iter_mut().find(same) {
            known.count += 1;
        } else if self.seen.len() < MOST_KEPT {
            self.seen.push(seen);
        }
    }

    /// The most frequent first; among equals, what was seen first.
    pub(super) fn operands(&self) -> Operands {
        let mut seen = self.seen.clone();
        seen.sort_by_key(|seen| std::cmp::Reverse(seen.count));
        seen.truncate(MOST_SHOWN);
        Operands { executions: self.executions, seen }
    }
}
