//! Where the operands of an instruction are on the evaluation stack.

use crate::{Instruction, Kind, Version};

/// The places of the operands of an instruction that is about to execute, counted from the top
/// of the evaluation stack, which is 1: in the order of the source, for example container, index
/// and stored value. `None` where the instruction is of no family.
///
/// Places of calls start with the callee; one of the first two may be empty (NULL), in which case
/// there is no `self`. The names that `CALL_KW` finds on top are not among them.
///
/// Sources: `Python/ceval.c` of 3.11, `Python/bytecodes.c` since.
pub fn operands(version: Version, instruction: &Instruction) -> Option<Vec<u32>> {
    if instruction.base.kind != Kind::Family {
        return None;
    }
    let arg = instruction.arg.unwrap_or(0);
    Some(match instruction.base.name {
        "BINARY_OP" | "BINARY_SUBSCR" | "COMPARE_OP" | "CONTAINS_OP" => vec![2, 1],
        "STORE_SUBSCR" => vec![2, 1, 3],
        "STORE_ATTR" => vec![1, 2],
        "LOAD_ATTR" | "LOAD_METHOD" | "TO_BOOL" | "UNPACK_SEQUENCE" | "GET_ITER" => vec![1],
        "LOAD_SUPER_ATTR" => vec![3, 2, 1],
        "LOAD_GLOBAL" => Vec::new(),
        // The value that is sent stands on top of what it is sent to.
        "SEND" => vec![version.iterator_slots() + 1],
        "FOR_ITER" => vec![version.iterator_slots()],
        "CALL" | "PRECALL" => (1..=arg.checked_add(2)?).rev().collect(),
        "CALL_KW" => (2..=arg.checked_add(3)?).rev().collect(),
        // The place between callee and arguments is always empty.
        "CALL_FUNCTION_EX" => vec![4, 2, 1],
        _ => return None,
    })
}

/// Where the names of a call's keyword arguments are on the stack, counted as in [`operands`].
pub fn keyword_names(instruction: &Instruction) -> Option<u32> {
    (instruction.base.name == "CALL_KW").then_some(1)
}
