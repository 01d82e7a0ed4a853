//! Instructions that do the same on different versions.

/// A name for what an instruction of the compiler's does, the same for those that do it on other
/// versions: a call is `PRECALL` and `CALL` on 3.11, `CALL_KW` where keywords are passed from 3.13 on;
/// methods are read by `LOAD_METHOD` before 3.12; subscripts are `BINARY_OP` from 3.14 on. `other`
/// where nothing is known of it.
pub fn kin(base: &str) -> &'static str {
    const KIN: [(&str, &[&str]); 13] = [
        ("call", &["PRECALL", "CALL", "CALL_KW", "CALL_FUNCTION_EX"]),
        ("attribute", &["LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_ATTR"]),
        ("operator", &["BINARY_OP", "BINARY_SUBSCR", "BINARY_SLICE"]),
        ("compare", &["COMPARE_OP"]),
        ("contains", &["CONTAINS_OP"]),
        ("global", &["LOAD_GLOBAL"]),
        ("iterate", &["FOR_ITER"]),
        ("iterator", &["GET_ITER"]),
        ("send", &["SEND"]),
        ("set attribute", &["STORE_ATTR"]),
        ("set item", &["STORE_SUBSCR"]),
        ("truth", &["TO_BOOL"]),
        ("unpack", &["UNPACK_SEQUENCE"]),
    ];
    let known = KIN.iter().find(|(_, bases)| bases.contains(&base));
    known.map_or("other", |(name, _)| name)
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
                assert!(!counts || kin(opcode.name) != "other", "{version} {}", opcode.name);
            }
        }
    }

    #[test]
    fn subscripts_and_methods_stay_what_they_are() {
        assert_eq!(kin("BINARY_SUBSCR"), kin("BINARY_OP"));
        assert_eq!(kin("LOAD_METHOD"), kin("LOAD_ATTR"));
        assert_eq!(kin("PRECALL"), kin("CALL_KW"));
        assert_ne!(kin("STORE_ATTR"), kin("LOAD_ATTR"));
        assert_eq!(kin("POP_TOP"), "other");
    }
}
