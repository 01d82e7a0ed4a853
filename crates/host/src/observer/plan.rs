//! What of a code object has to be known to look at its operands.

use bytecode::{CodeObject, Instruction, Kind, Operand, Version};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::interpreter;
use crate::interpreter::code::{bytes, compiled};
use crate::probe::ForOperands;

/// An instruction of a family, and where its operands will be.
pub(super) struct Planned {
    pub(super) offset: u32,
    pub(super) opcode: &'static str,
    /// What it computes, as `+` or `[]`.
    pub(super) operator: Option<&'static str>,
    /// The attribute or the global variable that it names.
    pub(super) name: Option<Py<PyAny>>,
    /// The names of arguments passed by keyword, where they are a constant.
    pub(super) keywords: Option<Py<PyTuple>>,
    /// Where they are a value on the stack.
    pub(super) keywords_slot: Option<usize>,
    /// Where the operands are, as [`Frames::slot`](crate::probe::frames::Frames::slot) counts.
    pub(super) slots: Vec<usize>,
}

/// The instructions of families in a code object, in order of offset. None of them where the
/// depth of its stack cannot be told.
pub(super) fn plan(places: &ForOperands, code: &Bound<'_, PyAny>) -> PyResult<Vec<Planned>> {
    let version = places.version;
    let py = code.py();
    let object = CodeObject {
        code: compiled(code)?,
        exceptiontable: bytes(code, intern!(py, "co_exceptiontable"))?,
        ..CodeObject::default()
    };
    let Some(depths) = bytecode::stack_depths(version, &object, &interpreter::stack_effect) else {
        return Ok(Vec::new());
    };
    let tuple = |name| PyResult::Ok(code.getattr(name)?.cast_into::<PyTuple>()?);
    let names = tuple(intern!(py, "co_names"))?;
    let consts = tuple(intern!(py, "co_consts"))?;
    let stack = Stack {
        start: places.variables.of(code),
        size: code.getattr(intern!(py, "co_stacksize"))?.extract()?,
    };
    let mut planned = Vec::new();
    let mut keywords = None;
    for found in bytecode::instructions(version, &object) {
        if found.base.name == "KW_NAMES" {
            keywords = consts
                .get_item(found.arg.unwrap_or(0) as usize)
                .ok()
                .and_then(|it| it.cast_into().ok());
            continue;
        }
        let Some(positions) = bytecode::operands(version, &found) else { continue };
        let depth = depths.get(found.offset as usize / 2).copied().flatten();
        let slot = |position| stack.place(depth?, position);
        let Some(slots) = positions.into_iter().map(slot).collect() else { continue };
        let is_call = matches!(found.base.name, "CALL" | "PRECALL");
        planned.push(Planned {
            offset: found.offset,
            opcode: found.base.name,
            operator: bytecode::operator(&found),
            name: name(&found, &names).map(Bound::unbind),
            keywords: keywords.clone().filter(|_| is_call).map(Bound::unbind),
            keywords_slot: bytecode::keyword_names(&found).and_then(slot),
            slots,
        });
        // 3.11 has two instructions for a call, and the names before the first.
        if found.base.name == "CALL" {
            keywords = None;
        }
    }
    Ok(planned)
}

/// The evaluation stack in a frame, as the code object has it.
///
/// Instructions say how deep it is. They may have been written by hand and the interpreter takes them at
/// their word; we do not: what would not be on the stack is not looked at.
struct Stack {
    /// How many places of the frame come before it.
    start: usize,
    size: u32,
}

impl Stack {
    /// The place of what is at a position, counted from the top, where the stack is so deep.
    fn place(&self, depth: u32, position: u32) -> Option<usize> {
        let below = depth.checked_sub(position)?;
        (position > 0 && depth <= self.size).then_some(self.start + below as usize)
    }
}

fn name<'py>(found: &Instruction<'_>, names: &Bound<'py, PyTuple>) -> Option<Bound<'py, PyAny>> {
    let Operand::Name { shift, .. } = found.base.operand else { return None };
    names.get_item((found.arg? >> shift) as usize).ok()
}

/// Whether the instruction failed, or is specialized for operands that are not always there.
pub(super) fn is_of_interest(version: Version, found: &Instruction<'_>) -> bool {
    use bytecode::Progress::{Deoptimized, Failing, Specialized};
    found.base.kind == Kind::Family
        && match bytecode::progress(version, found) {
            Failing { .. } | Deoptimized => true,
            Specialized { misses } => misses > 0,
            _ => false,
        }
}
