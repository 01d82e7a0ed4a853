//! What observing leaves to be told of a code object.

use bytecode::{CodeObject, Kind};
use pyo3::prelude::*;
use recording::{Operands, Watched};

use crate::interpreter::code::compiled;
use crate::probe::ForOperands;

/// What was seen of one code object.
#[derive(Default)]
pub(crate) struct Seen {
    /// Operands, by the offset of the instruction.
    pub(super) operands: Vec<(u32, Operands)>,
    /// The code units with entries into executors of the JIT, which do not survive that the code
    /// object reports nothing any more, by their offset.
    pub(super) executors: Vec<(usize, [u8; 2])>,
}

impl Seen {
    /// Adds it to what the interpreter holds of the code object, and to what else was seen.
    pub(crate) fn tell(self, object: &mut CodeObject, watched: &mut Watched) {
        watched.operands = self.operands;
        for (offset, unit) in self.executors {
            if let Some(there) = object.adaptive.get_mut(offset..offset + 2) {
                there.copy_from_slice(&unit);
            }
        }
    }
}

/// The entries into executors in a code object, as they stand now.
pub(super) fn executors(
    places: &ForOperands,
    code: &Bound<'_, PyAny>,
) -> PyResult<Vec<(usize, [u8; 2])>> {
    let version = places.version;
    let set = version.instruction_set();
    let is_entry = |unit: &[u8; 2]| set.opcode(unit[0]).kind == Kind::Executor;
    let adaptive = places.units.of(code).read();
    if !adaptive.as_chunks().0.iter().any(is_entry) {
        return Ok(Vec::new());
    }
    let object = CodeObject { code: compiled(code)?, adaptive, ..CodeObject::default() };
    let entries = bytecode::instructions(version, &object)
        .filter(|found| found.present.kind == Kind::Executor)
        .filter_map(|found| {
            let offset = found.offset as usize;
            Some((offset, *object.adaptive.get(offset..)?.first_chunk()?))
        });
    Ok(entries.collect())
}
