//! Where the operands of an instruction are on the evaluation stack.

use crate::{Instruction, Kind, Operand, Version};

/// No call has more arguments; damaged code may claim so.
const MOST_ARGUMENTS: u32 = 0xffff;

/// The positions of the operands of an instruction that is about to execute, counted from the top
/// of the evaluation stack, which is 1. They are in the order of the source, for example container,
/// index and stored value. `None` if the instruction belongs to no family.
///
/// For calls, the callee comes first; one of the first two positions may be empty (NULL), in which
/// case there is no `self`. The names on top of the stack of `CALL_KW` are not included.
///
/// Sources: `Python/ceval.c` of 3.11, `Python/bytecodes.c` since.
pub fn operands(version: Version, instruction: &Instruction) -> Option<Vec<u32>> {
    if instruction.base.kind != Kind::Family {
        return None;
    }
    let arg = instruction.arg.unwrap_or(0);
    let arguments = || (arg <= MOST_ARGUMENTS).then_some(arg);
    Some(match instruction.base.name {
        "BINARY_OP" | "BINARY_SUBSCR" | "COMPARE_OP" | "CONTAINS_OP" => vec![2, 1],
        "STORE_SUBSCR" => vec![2, 1, 3],
        "STORE_ATTR" => vec![1, 2],
        "LOAD_ATTR" | "LOAD_METHOD" | "TO_BOOL" | "UNPACK_SEQUENCE" | "GET_ITER" => vec![1],
        "LOAD_SUPER_ATTR" => vec![3, 2, 1],
        "LOAD_GLOBAL" => Vec::new(),
        // The value that is sent is above the object it is sent to.
        "SEND" => vec![version.iterator_slots() + 1],
        "FOR_ITER" => vec![version.iterator_slots()],
        "CALL" | "PRECALL" => (1..=arguments()? + 2).rev().collect(),
        "CALL_KW" => (2..=arguments()? + 3).rev().collect(),
        // The position between callee and arguments is always empty.
        "CALL_FUNCTION_EX" => vec![4, 2, 1],
        _ => return None,
    })
}

/// The position of the names of a call's keyword arguments, counted as in [`operands`].
pub fn keyword_names(instruction: &Instruction) -> Option<u32> {
    (instruction.base.name == "CALL_KW").then_some(1)
}

/// The operator of an instruction, as in the source: `+` or `+=` for `BINARY_OP`, or `[]` if that
/// is a subscript (since 3.14), `<` for `COMPARE_OP`. `None` for other instructions, and for
/// invalid arguments.
pub fn operator(instruction: &Instruction) -> Option<&'static str> {
    let Operand::Word { shift, words, .. } = instruction.base.operand else { return None };
    let is_operator = matches!(instruction.base.name, "BINARY_OP" | "COMPARE_OP");
    words.get((instruction.arg? >> shift) as usize).filter(|_| is_operator).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CodeObject, instructions};

    fn places(version: Version, opcode: &str, arg: u8) -> Option<Vec<u32>> {
        let number = version.instruction_set().named(opcode)?.number;
        let code = CodeObject { code: vec![number, arg], ..CodeObject::default() };
        operands(version, &instructions(version, &code).next()?)
    }

    #[test]
    fn operators_are_told_in_the_words_of_the_version() {
        let told = |version: Version, opcode, arg| {
            let number = version.instruction_set().named(opcode)?.number;
            let code = CodeObject { code: vec![number, arg], ..CodeObject::default() };
            operator(&instructions(version, &code).next()?)
        };
        for version in Version::ALL {
            assert_eq!(told(version, "BINARY_OP", 0), Some("+"), "{version}");
            assert_eq!(told(version, "BINARY_OP", 23), Some("-="), "{version}");
            assert_eq!(told(version, "BINARY_OP", 200), None, "{version}");
            assert_eq!(told(version, "LOAD_FAST", 0), None, "{version}");
        }
        assert_eq!(told(Version::V3_14, "BINARY_OP", 26), Some("[]"));
        assert_eq!(told(Version::V3_13, "BINARY_OP", 26), None);
        assert_eq!(told(Version::V3_11, "COMPARE_OP", 2), Some("=="));
        assert_eq!(told(Version::V3_12, "COMPARE_OP", 2 << 4), Some("=="));
        assert_eq!(told(Version::V3_13, "COMPARE_OP", 2 << 5), Some("=="));
    }

    #[test]
    fn places_are_in_the_order_of_the_source() {
        assert_eq!(places(Version::V3_12, "STORE_SUBSCR", 0), Some(vec![2, 1, 3]));
        assert_eq!(places(Version::V3_11, "PRECALL", 2), Some(vec![4, 3, 2, 1]));
        assert_eq!(places(Version::V3_13, "CALL", 0), Some(vec![2, 1]));
        assert_eq!(places(Version::V3_14, "CALL_KW", 1), Some(vec![4, 3, 2]));
        assert_eq!(places(Version::V3_14, "FOR_ITER", 9), Some(vec![1]));
        assert_eq!(places(Version::V3_15, "FOR_ITER", 9), Some(vec![2]));
        assert_eq!(places(Version::V3_12, "LOAD_GLOBAL", 0), Some(vec![]));
        assert_eq!(places(Version::V3_12, "LOAD_FAST", 0), None);
    }
}
