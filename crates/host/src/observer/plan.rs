//! What of a code object has to be known to look at its operands.

use std::collections::HashSet;

use bytecode::{CodeObject, Instruction, Kind, Operand, Version};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyTuple};

use crate::interpreter;

/// An instruction of a family, and where its operands will be.
pub(super) struct Planned {
    pub(super) offset: u32,
    pub(super) opcode: &'static str,
    pub(super) arg: u32,
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
pub(super) fn plan(version: Version, code: &Bound<'_, PyAny>) -> PyResult<Vec<Planned>> {
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
    let locals = locals(version, &object, code.getattr(intern!(py, "co_nlocals"))?.extract()?);
    let mut planned = Vec::new();
    let mut keywords = None;
    for found in bytecode::instructions(version, &object) {
        let arg = found.arg.unwrap_or(0);
        if found.base.name == "KW_NAMES" {
            keywords = consts.get_item(arg as usize).ok().and_then(|it| it.cast_into().ok());
            continue;
        }
        let Some(positions) = bytecode::operands(version, &found) else { continue };
        let depth = depths.get(found.offset as usize / 2).copied().flatten();
        let slot = |position| Some(locals + depth?.checked_sub(position)? as usize);
        let Some(slots) = positions.into_iter().map(slot).collect() else { continue };
        let is_call = matches!(found.base.name, "CALL" | "PRECALL");
        planned.push(Planned {
            offset: found.offset,
            opcode: found.base.name,
            arg,
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

/// `co_code`: what the compiler wrote.
pub(super) fn compiled(code: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    bytes(code, intern!(code.py(), "co_code"))
}

fn bytes(code: &Bound<'_, PyAny>, name: &Bound<'_, PyString>) -> PyResult<Vec<u8>> {
    Ok(code.getattr(name)?.cast_into::<PyBytes>()?.as_bytes().to_vec())
}

/// How many places of a frame come before its evaluation stack: variables, cells that are no
/// parameters, and free variables.
///
/// A code object keeps the tuples of their names once it was asked for them, where `gc` shows them;
/// so the instructions that make them are counted.
fn locals(version: Version, object: &CodeObject, variables: u32) -> usize {
    let (mut cells, mut free) = (HashSet::new(), 0);
    for found in bytecode::instructions(version, object) {
        match (found.base.name, found.arg) {
            ("MAKE_CELL", Some(place)) if place >= variables => {
                cells.insert(place);
            }
            ("COPY_FREE_VARS", Some(count)) => free = count as usize,
            _ => {}
        }
    }
    variables as usize + cells.len() + free
}

fn name<'py>(found: &Instruction<'_>, names: &Bound<'py, PyTuple>) -> Option<Bound<'py, PyAny>> {
    let Operand::Name { shift, .. } = found.base.operand else { return None };
    names.get_item((found.arg? >> shift) as usize).ok()
}

/// Whether the instruction failed, or is specialised for operands that are not always there.
pub(super) fn is_of_interest(version: Version, found: &Instruction<'_>) -> bool {
    use bytecode::Progress::{Deoptimised, Failing, Specialized};
    found.base.kind == Kind::Family
        && match bytecode::progress(version, found) {
            Failing { .. } | Deoptimised => true,
            Specialized { misses } => misses > 0,
            _ => false,
        }
}
