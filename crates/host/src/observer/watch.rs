//! One code object that is observed.

use std::collections::BTreeMap;

use bytecode::CodeObject;
use pyo3::prelude::*;

use super::look::{Tally, look};
use super::monitoring::{Monitoring, Reported};
use super::plan::{self, Planned};
use super::roll_back;
use super::seen::{self, Seen};
use crate::interpreter::code::compiled;
use crate::probe::ForOperands;
use crate::probe::altered::altered;
use crate::{interpreter, resources};

/// At which entry, or at which turn of a loop, a code object is looked at, and how many executions
/// of an instruction of interest then are. Nothing can have failed before the third: the first
/// attempt is made when an instruction executes for the second time.
const STAGES: [(u32, u32); 4] = [(3, 2), (8, 4), (32, 8), (128, 16)];

/// How many are when it is looked at again later.
const LATER: u32 = 16;

/// What all watches need.
pub(super) struct Tools {
    pub(super) places: ForOperands,
    pub(super) monitoring: Monitoring,
}

/// What a callback wants of the place it was called for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// To be called again.
    Again,
    /// Not to be called again, until the events of the code object are chosen anew.
    Disable,
}

/// A code object and how far it is.
pub(super) struct Watch {
    code: Py<PyAny>,
    /// How often it was entered or resumed, and jumped back, by the offset where.
    progress: Vec<(u32, u32)>,
    /// What is being looked at.
    window: Option<Window>,
    /// What is needed for that, from the first time on.
    known: Option<Known>,
    seen: BTreeMap<u32, Tally>,
}

/// What does not change about a code object.
struct Known {
    compiled: Vec<u8>,
    planned: Vec<Planned>,
}

/// A time during which instructions are looked at.
struct Window {
    /// `_co_code_adaptive` when it began.
    before: Vec<u8>,
    /// The instructions of interest, in order, and how many of their executions are left.
    left: Vec<(u32, u32)>,
}

impl Watch {
    /// Of a code object that is entered for the first time.
    pub(super) fn of(code: &Bound<'_, PyAny>) -> Self {
        Self {
            code: code.clone().unbind(),
            progress: Vec::new(),
            window: None,
            known: None,
            seen: BTreeMap::new(),
        }
    }

    /// It was entered, or jumped back.
    pub(super) fn progressed(
        &mut self,
        tools: &Tools,
        code: &Bound<'_, PyAny>,
        offset: u32,
    ) -> Next {
        let known = self.progress.iter().position(|(at, _)| *at == offset);
        let index = known.unwrap_or(self.progress.len());
        if known.is_none() {
            self.progress.push((offset, 0));
        }
        let Some((_, count)) = self.progress.get_mut(index) else { return Next::Disable };
        *count += 1;
        let count = *count;
        let stage = STAGES.iter().find(|(at, _)| *at == count);
        if let Some((_, executions)) = stage.filter(|_| resources::for_a_step()) {
            // Where that fails, nothing is seen of this code object any more.
            interpreter::attached(|_| self.open(tools, code, *executions).is_ok());
        }
        match STAGES.last() {
            Some((last, _)) if count < *last => Next::Again,
            _ => Next::Disable,
        }
    }

    /// Looks at the next executions of what is of interest now, at most so many of each.
    pub(super) fn open(
        &mut self,
        tools: &Tools,
        code: &Bound<'_, PyAny>,
        executions: u32,
    ) -> PyResult<()> {
        self.close(tools, code)?;
        let known = match self.known.take() {
            Some(known) => known,
            None => Known { compiled: compiled(code)?, planned: Vec::new() },
        };
        let object = CodeObject {
            code: known.compiled,
            adaptive: tools.places.units.of(code).read(),
            ..CodeObject::default()
        };
        let of_interest: Vec<_> = bytecode::instructions(tools.places.version, &object)
            .filter(|found| plan::is_of_interest(tools.places.version, found))
            .map(|found| (found.offset, executions))
            .collect();
        let CodeObject { code: compiled, adaptive: before, .. } = object;
        let mut known = Known { compiled, ..known };
        if !of_interest.is_empty() {
            if known.planned.is_empty() {
                known.planned = plan::plan(&tools.places, code)?;
            }
            self.window = Some(Window { before, left: of_interest });
            altered().add(code.as_ptr().addr());
        }
        self.known = Some(known);
        self.report(tools, code)
    }

    /// Ends what [`open`](Self::open) began, and puts the code object back to what it was.
    pub(super) fn close(&mut self, tools: &Tools, code: &Bound<'_, PyAny>) -> PyResult<()> {
        let Some(window) = self.window.take() else { return Ok(()) };
        self.report(tools, code)?;
        let Some(known) = &self.known else { return Ok(()) };
        roll_back::roll_back(&tools.places, code, &known.compiled, &window.before);
        altered().remove(code.as_ptr().addr());
        Ok(())
    }

    /// Ends what was begun, whatever has come of it.
    pub(super) fn pause(&mut self, py: Python<'_>, tools: &Tools) -> PyResult<()> {
        let code = self.code.clone_ref(py).into_bound(py);
        self.close(tools, &code)
    }

    /// Looks again. What was begun and has come to no end yet, because what is
    /// of interest was not executed any more, is ended instead.
    pub(super) fn again(&mut self, py: Python<'_>, tools: &Tools) -> PyResult<()> {
        let code = self.code.clone_ref(py).into_bound(py);
        if self.window.is_some() {
            self.close(tools, &code)
        } else {
            self.open(tools, &code, LATER)
        }
    }

    fn report(&self, tools: &Tools, code: &Bound<'_, PyAny>) -> PyResult<()> {
        report(tools, code, Reported { progress: true, instructions: self.window.is_some() })
    }

    /// An instruction is about to execute.
    pub(super) fn instruction(
        &mut self,
        tools: &Tools,
        code: &Bound<'_, PyAny>,
        offset: u32,
    ) -> Next {
        let (Some(window), Some(known)) = (&mut self.window, &self.known) else {
            return Next::Disable;
        };
        let of_interest = window.left.binary_search_by_key(&offset, |(offset, _)| *offset);
        let planned = known.planned.binary_search_by_key(&offset, |planned| planned.offset);
        let (Some((_, left)), Some(planned)) = (
            of_interest.ok().and_then(|at| window.left.get_mut(at)),
            planned.ok().and_then(|at| known.planned.get(at)),
        ) else {
            return Next::Disable;
        };
        if *left == 0 || !resources::for_a_step() {
            return Next::Disable;
        }
        *left -= 1;
        let is_last = *left == 0;
        // What executes rarely is waited for: an inner loop is through long before.
        let are_all = is_last && window.left.iter().all(|(_, left)| *left == 0);
        interpreter::attached(|_| {
            if let Some(seen) = look(&tools.places, code, planned) {
                self.seen.entry(offset).or_default().add(seen);
            }
        });
        if are_all {
            // Where that fails, nothing is seen of this code object any more.
            interpreter::attached(|_| self.close(tools, code).is_ok());
        }
        // After closing, nothing reports here anyway, and the place is to report again when asked.
        if is_last && !are_all { Next::Disable } else { Next::Again }
    }

    /// Ends what was begun. Gives what was seen.
    pub(super) fn finish(mut self, py: Python<'_>, tools: &Tools) -> Seen {
        let code = self.code.clone_ref(py).into_bound(py);
        let executors = seen::executors(&tools.places, &code).unwrap_or_default();
        // Where that fails, the final state has instrumented instructions, which are `unknown`.
        let _ = self.close(tools, &code);
        let operands = self.seen.into_iter().map(|(offset, tally)| (offset, tally.operands()));
        Seen { operands: operands.collect(), executors }
    }
}

/// Chooses what a code object reports. On 3.12 that changes more of it than the instructions that
/// report: it takes all superinstructions apart, which are put together again.
pub(super) fn report(tools: &Tools, code: &Bound<'_, PyAny>, reported: Reported) -> PyResult<()> {
    if !tools.places.version.superinstructions_exist_at_birth() {
        return tools.monitoring.report(code, reported);
    }
    // Nobody else looks meanwhile.
    let _altered = altered();
    let units = tools.places.units.of(code);
    let before = units.read();
    tools.monitoring.report(code, reported)?;
    roll_back::superinstructions(tools.places.version, &units, &before);
    Ok(())
}
