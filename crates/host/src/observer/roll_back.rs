//! Putting a code object back to what it was before its operands were looked at.
//!
//! While `sys.monitoring` reports instructions they do not specialize, and those it reported once
//! start from the beginning. So that this shows neither in the final state nor in the program's
//! speed, what the interpreter itself had written into a code object is written back: the
//! executions that were looked at do not count.
//!
//! Why that is sound: the interpreter lock is held, so no instruction is under way but this one
//! and those that wait further up a stack, which have read what they need of their caches, as they
//! must where another thread may respecialize them. A specialized form checks versions and types
//! whenever it executes, and relies on nothing that happened since it was written: it might have
//! stood there all the time, not executed. Versions are never given out twice. Forms that other
//! tools or executors have put there since are left alone.

use bytecode::{CodeObject, Instruction, Kind, Progress, Version};
use pyo3::prelude::*;

use crate::probe::ForOperands;
use crate::probe::units::Units;

/// Writes back what was there `before` wherever the instruction now stands as it was compiled and
/// has not executed often enough to say anything by itself.
pub(super) fn roll_back(
    places: &ForOperands,
    code: &Bound<'_, PyAny>,
    compiled: &[u8],
    before: &[u8],
) {
    let version = places.version;
    let units = places.units.of(code);
    let now = units.read();
    if before.len() != now.len() {
        return;
    }
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
        let start = then.offset as usize;
        if let Some(bytes) = before.get(start..(then.end() as usize).min(before.len())) {
            units.write(start, bytes);
        }
    }
}

/// Puts together again what choosing events takes apart on 3.12: in place of every
/// superinstruction of a code object it writes the first of its instructions.
///
/// It writes nothing else but instrumented opcodes and, where one is taken away, a counter's first
/// value (`adaptive_counter_warmup`), whose bytes are no opcode that a superinstruction begins with.
/// So a unit is taken for what it says, without telling instructions from caches.
pub(super) fn superinstructions(version: Version, units: &Units<'_, '_>, before: &[u8]) {
    let set = version.instruction_set();
    let now = units.read();
    let (before, _) = before.as_chunks::<2>();
    let (now, _) = now.as_chunks::<2>();
    for (index, (then, is)) in before.iter().zip(now).enumerate() {
        let was = set.opcode(then[0]);
        if was.kind != Kind::Superinstruction || then[1] != is[1] {
            continue;
        }
        let covered = now.iter().skip(index + 1).take(was.covers.into());
        let mut covered = covered.map(|unit| set.opcode(unit[0]).kind);
        if set.opcode(is[0]).name == was.base && covered.all(|kind| kind != Kind::Instrumented) {
            units.write(2 * index, then);
        }
    }
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
