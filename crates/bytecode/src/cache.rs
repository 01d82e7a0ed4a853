//! Inline caches, by the names of their fields.

use crate::{CacheField, Instruction, Kind};

/// Instructions that are not specialized only count, and use no other unit: its contents are left
/// over from an earlier form.
const COUNTER: &[CacheField] = &[CacheField { name: "counter", units: 1 }];

/// The fields of an instruction's inline cache and their current values, in order.
///
/// The layout is that of the current form; if instrumentation or an executor hides the form, there
/// are no fields. Unused units are left out.
pub fn cache_fields<'a>(
    instruction: &Instruction<'a>,
) -> impl Iterator<Item = (&'static str, u64)> + use<'a> {
    let mut rest = instruction.cache;
    cache_layout(instruction).iter().filter_map(move |CacheField { name, units }| {
        let (bytes, after) = rest.split_at_checked(2 * usize::from(*units))?;
        rest = after;
        (*name != "unused").then(|| (*name, little_endian(bytes)))
    })
}

/// How the current form reads its inline cache.
pub fn cache_layout(instruction: &Instruction) -> &'static &'static [CacheField] {
    match instruction.present.kind {
        Kind::Instrumented | Kind::Executor => &(&[] as &[_]),
        Kind::Family | Kind::Adaptive => &COUNTER,
        _ => &instruction.present.cache,
    }
}

fn little_endian(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CodeObject, Version, instructions};

    fn fields(version: Version, opcode: &str, cache: &[u8]) -> Vec<(&'static str, u64)> {
        let set = version.instruction_set();
        let present = set.named(opcode).expect("an opcode");
        let base = set.named(present.base).expect("its base");
        let code = |number| [&[number, 0], cache].concat();
        let code = CodeObject {
            code: code(base.number),
            adaptive: code(present.number),
            ..CodeObject::default()
        };
        cache_fields(&instructions(version, &code).next().expect("an instruction")).collect()
    }

    #[test]
    fn fields_have_names_and_several_units() {
        let cache = [0x40, 3, 0xef, 0xbe, 0xad, 0xde, 7, 0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9];
        let read = fields(Version::V3_12, "LOAD_ATTR_INSTANCE_VALUE", &cache);
        assert_eq!(read, [("counter", 0x340), ("type_version", 0xdead_beef), ("index", 7)]);
    }

    #[test]
    fn leftovers_of_earlier_forms_are_not_fields() {
        let cache = [0x21, 0, 0xef, 0xbe, 0xad, 0xde, 7, 0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9];
        assert_eq!(fields(Version::V3_12, "LOAD_ATTR", &cache), [("counter", 0x21)]);
        assert_eq!(fields(Version::V3_13, "CALL_LEN", &cache[..6]), [("counter", 0x21)]);
    }

    #[test]
    fn truncated_or_hidden_caches_have_no_fields() {
        assert_eq!(fields(Version::V3_11, "LOAD_ATTR_SLOT", &[1, 0, 2]), [("counter", 1)]);
        assert_eq!(fields(Version::V3_12, "INSTRUMENTED_CALL", &[1, 0, 2, 0, 3, 0]), []);
    }
}
