//! How deep the evaluation stack is before each instruction.

use crate::{CodeObject, Instruction, Version, exception_table, instructions};

/// How an instruction with this opcode and argument changes the depth of the stack, if it jumps or
/// if it does not: the interpreter's `PyCompile_OpcodeStackEffectWithJump`. `None` where that does
/// not know.
pub type StackEffect<'a> = &'a dyn Fn(u8, u32, bool) -> Option<i32>;

/// How many values are on the evaluation stack when an instruction is about to execute, by code
/// unit; `None` for units that are not instructions, and for code that is not reached.
///
/// The depth is the same on every path to an instruction. This is checked: if it is not, or the
/// code is damaged, the depth is not known anywhere.
pub fn stack_depths(
    version: Version,
    code: &CodeObject,
    effect: StackEffect<'_>,
) -> Option<Vec<Option<u32>>> {
    let mut by_unit: Vec<Option<Instruction<'_>>> = vec![None; code.code.len() / 2];
    for instruction in instructions(version, code) {
        *by_unit.get_mut(instruction.offset as usize / 2)? = Some(instruction);
    }
    let handlers = exception_table(&code.exceptiontable);
    let mut depths = vec![None; by_unit.len()];
    let mut left = vec![(0, 0)];
    for handler in &handlers {
        // The exception, and below it the offset where it was raised.
        let pushed = 1 + u32::from(handler.lasti);
        left.push((handler.target, handler.depth.checked_add(pushed)?));
    }
    while let Some((offset, depth)) = left.pop() {
        let place = depths.get_mut(offset as usize / 2)?;
        match *place {
            Some(known) if known == depth => continue,
            Some(_) => return None,
            None => *place = Some(depth),
        }
        let instruction = by_unit.get(offset as usize / 2)?.as_ref()?;
        let after = |jumps| {
            let arg = instruction.arg.unwrap_or(0);
            let change = match instruction.base.name {
                // When a generator continues, the value sent to it is on its stack; the compilers
                // of 3.11 and 3.12 count it from the start.
                "RETURN_GENERATOR" => 1,
                // The arguments of a call leave the stack in its second step, but are counted in
                // its first.
                "PRECALL" => 0,
                "CALL" if version.calls_in_two_steps() => (-1_i32).checked_sub_unsigned(arg)?,
                _ => effect(instruction.base.number, arg, jumps)?,
            };
            depth.checked_add_signed(change)
        };
        if let Some(target) = instruction.jump_target().filter(|_| instruction.base.jumps()) {
            left.push((target.try_into().ok()?, after(true)?));
        }
        if instruction.base.falls_through() {
            left.push((instruction.end(), after(false)?));
        }
    }
    Some(depths)
}
