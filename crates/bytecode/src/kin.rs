//! Instructions that do the same on different versions.

use serde::Serialize;

/// What an instruction of the compiler's does, the same for those that do it on other versions.
/// In the order of the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kin {
    /// Reads an attribute or a method.
    Attribute,
    /// Calls.
    Call,
    /// Compares by `==`, `<` and their like.
    Compare,
    /// Looks for a member of a container, by `in` and `not in`.
    Contains,
    /// Reads a global variable.
    Global,
    /// Advances an iterator for a loop.
    Iterate,
    /// Gets an iterator.
    Iterator,
    /// Computes by an operator, or reads an item.
    Operator,
    /// Advances what is awaited, or delegated to.
    Send,
    /// Writes an attribute.
    #[serde(rename = "set attribute")]
    SetAttribute,
    /// Writes an item.
    #[serde(rename = "set item")]
    SetItem,
    /// Tests whether something is true.
    Truth,
    /// Unpacks a sequence.
    Unpack,
}

/// What a base opcode does: a call is `PRECALL` and `CALL` on 3.11, `CALL_KW` where keywords are passed from
/// 3.13 on; methods are read by `LOAD_METHOD` before 3.12; subscripts are `BINARY_OP` from 3.14 on.
/// `None` where nothing is known of it.
pub fn kin(base: &str) -> Option<Kin> {
    Some(match base {
        "LOAD_ATTR" | "LOAD_METHOD" | "LOAD_SUPER_ATTR" => Kin::Attribute,
        "PRECALL" | "CALL" | "CALL_KW" | "CALL_FUNCTION_EX" => Kin::Call,
        "COMPARE_OP" => Kin::Compare,
        "CONTAINS_OP" => Kin::Contains,
        "LOAD_GLOBAL" => Kin::Global,
        "FOR_ITER" => Kin::Iterate,
        "GET_ITER" => Kin::Iterator,
        "BINARY_OP" | "BINARY_SUBSCR" | "BINARY_SLICE" => Kin::Operator,
        "SEND" => Kin::Send,
        "STORE_ATTR" => Kin::SetAttribute,
        "STORE_SUBSCR" => Kin::SetItem,
        "TO_BOOL" => Kin::Truth,
        "UNPACK_SEQUENCE" => Kin::Unpack,
        _ => return None,
    })
}

/// Whether it only prepares the call that the instruction after it makes: then what that one was
/// specialized for says more.
pub fn prepares_call(base: &str) -> bool {
    base == "PRECALL"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, Version};

    /// A family that a version adds must be thought about.
    #[test]
    fn every_family_has_kin() {
        for version in Version::ALL {
            for opcode in &version.instruction_set().opcodes {
                let counts = opcode.kind == Kind::Family && opcode.has_counter();
                assert!(!counts || kin(opcode.name).is_some(), "{version} {}", opcode.name);
            }
        }
    }

    #[test]
    fn subscripts_and_methods_stay_what_they_are() {
        assert_eq!(kin("BINARY_SUBSCR"), kin("BINARY_OP"));
        assert_eq!(kin("LOAD_METHOD"), kin("LOAD_ATTR"));
        assert_eq!(kin("PRECALL"), kin("CALL_KW"));
        assert_ne!(kin("STORE_ATTR"), kin("LOAD_ATTR"));
        assert_eq!(kin("POP_TOP"), None);
    }
}
