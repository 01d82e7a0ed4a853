//! Putting a code object back to what it was before its operands were looked at.
//!
//! While `sys.monitoring` reports instructions they do not specialise, and those it reported once
//! start from the beginning. So that this shows neither in the final state nor in the program's
//! speed, what the interpreter itself had written into a code object is written back: the
//! executions that were looked at do not count.
//!
//! Why that is sound: the interpreter lock is held, so no instruction is under way but this one
//! and those that wait further up a stack, which have read what they need of their caches, as they
//! must where another thread may respecialise them. A specialised form checks versions and types
//! whenever it executes, and relies on nothing that happened since it was written: it might have
//! stood there all the time, not executed. Versions are never given out twice. Forms that other
//! tools or executors have put there since are left alone.

use bytecode::{CodeObject, Instruction, Kind, Progress, Version};
use pyo3::prelude::*;

use super::plan;
use crate::frames;

/// Writes back what was there `before` wherever the instruction now stands as it was compiled and
/// has not executed often enough to say anything by itself.
pub(super) fn roll_back(
    version: Version,
    code: &Bound<'_, PyAny>,
    compiled: &[u8],
    before: &[u8],
) -> PyResult<()> {
    let now = plan::adaptive(code)?;
    let units = frames::units(code)?;
    if before.len() != now.len() || units.len() != now.len() {
        return Ok(());
    }
    let start: *mut u8 = std::ptr::with_exposed_provenance_mut(units.start);
    let object = |adaptive: &[u8]| CodeObject {
        code: compiled.to_vec(),
        adaptive: adaptive.to_vec(),
        ..CodeObject::default()
    };
    let (then, now) = (object(before), object(&now));
    let now: Vec<_> = bytecode::instructions(version, &now).collect();
    for (index, then) in bytecode::instructions(version, &then).enumerate() {
        let Some(after) = now.get(index..) else { break };
        if !is_restorable(version, &then, after) {
            continue;
        }
        let range = then.offset as usize..(then.end() as usize).min(before.len());
        let Some(bytes) = before.get(range.clone()) else { continue };
        // SAFETY: the array has the length of `before`, checked above; the object is alive and
        // nothing else reads or writes it while this thread has the interpreter lock.
        unsafe { start.add(range.start).copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
    }
    Ok(())
}

/// Whether an instruction may get its form of `then` again; `now` starts with it as it is.
fn is_restorable(version: Version, then: &Instruction<'_>, now: &[Instruction<'_>]) -> bool {
    let covered = 1..=usize::from(then.present.covers);
    let is_bare = |at: usize| now.get(at).is_some_and(|now| now.present.kind != Kind::Instrumented);
    let known = !matches!(
        then.present.kind,
        Kind::Instrumented | Kind::Executor | Kind::Unknown | Kind::Reserved | Kind::Cache
    );
    let fresh = now.first().is_some_and(|now| {
        let progress = bytecode::progress(version, now);
        now.present.number == then.base.number
            && matches!(progress, Progress::NoCounter | Progress::Untouched | Progress::Executed)
    });
    known && fresh && covered.into_iter().all(is_bare)
}
