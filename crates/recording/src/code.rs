//! Turns a raw code object into what a recording stores.

use bytecode::{CodeObject, Version};

use crate::{Code, Instruction, Names, Processes, Watched, classify};

/// Everything that a recording stores about a code object. `watched` is what was observed while it
/// ran.
pub fn code(version: Version, object: &CodeObject, names: &Names, watched: &Watched) -> Code {
    let instructions = classify(version, object, names, watched);
    Code {
        qualname: object.qualname.clone(),
        first_line: object.first_line,
        processes: Processes::default(),
        lines: lines(object, &instructions),
        handlers: bytecode::exception_table(&object.exceptiontable).into(),
        caches: bytecode::instructions(version, object).map(|found| found.cache).collect(),
        instructions,
    }
}

/// The lines of instructions without a span.
fn lines(object: &CodeObject, instructions: &[Instruction]) -> Box<[(u32, u32)]> {
    let locations = bytecode::locations(&object.linetable, object.first_line);
    let unspanned = instructions.iter().filter(|instruction| instruction.span.is_none());
    let line = |offset: u32| locations.get(offset as usize / 2)?.line;
    unspanned.filter_map(|found| Some((found.offset, line(found.offset)?))).collect()
}
