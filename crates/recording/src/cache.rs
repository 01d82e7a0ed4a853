//! Inline caches, as recordings store them.

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{LazyLock, Mutex, PoisonError};

use bytecode::CacheField;
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The largest number of units that hold numbers: those of 3.11's `LOAD_METHOD`.
const MOST_UNITS: usize = 6;

/// The fields of an inline cache and their values at the end of the run. In JSON it is an object,
/// in the order of the cache: `{"counter": 52, "type_version": 1337}`.
///
/// Pointers are left out: they differ from run to run and mean nothing outside it. What they
/// pointed to is [`Evidence::target`](crate::Evidence::target).
#[derive(Clone, Copy)]
pub struct Cache {
    layout: &'static &'static [CacheField],
    /// The contents of the first units. There are many caches, so they are stored as they are.
    units: [u16; MOST_UNITS],
}

impl Cache {
    /// The cache of an instruction; `None` if no form reads it as it is.
    pub fn of(instruction: &bytecode::Instruction) -> Option<Self> {
        let mut units = [0; MOST_UNITS];
        for (unit, bytes) in units.iter_mut().zip(instruction.cache.as_chunks().0) {
            *unit = u16::from_ne_bytes(*bytes);
        }
        let cache = Self { layout: bytecode::cache_layout(instruction), units };
        let is_whole = instruction.cache.len() == 2 * instruction.base.cache_units();
        (is_whole && cache.fields().next().is_some()).then_some(cache)
    }

    /// Names and values, in order.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, u32)> {
        let mut at = 0;
        self.layout.iter().filter_map(move |field| {
            let start = at;
            at += usize::from(field.units);
            let value = match self.units.get(start..at)? {
                [unit] => u32::from(*unit),
                [low, high] => u32::from(*high) << 16 | u32::from(*low),
                _ => return None,
            };
            (field.name != "unused").then_some((field.name, value))
        })
    }

    /// A cache with these fields; `None` if there are too many of them, or they are too long.
    pub fn holding(fields: &[(String, u32)]) -> Option<Self> {
        let mut units = Vec::with_capacity(MOST_UNITS);
        let layout = fields.iter().map(|(name, value)| {
            let [low, high] = [*value as u16, (*value >> 16) as u16];
            units.push(low);
            units.extend((high > 0).then_some(high));
            (name.clone(), 1 + u8::from(high > 0))
        });
        let layout = shared(layout.collect());
        units.resize(units.len().max(MOST_UNITS), 0);
        Some(Self { layout, units: units.try_into().ok()? })
    }
}

/// Each distinct layout that is read is kept until the process ends: there are only a few.
fn shared(fields: Vec<(String, u8)>) -> &'static &'static [CacheField] {
    type Layouts = HashMap<Vec<(String, u8)>, &'static &'static [CacheField]>;
    static LAYOUTS: LazyLock<Mutex<Layouts>> = LazyLock::new(Mutex::default);
    let mut layouts = LAYOUTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = layouts.get(&fields) {
        return known;
    }
    let layout: Vec<CacheField> = fields
        .iter()
        .map(|(name, units)| CacheField { name: name.clone().leak(), units: *units })
        .collect();
    let layout: &'static &'static [CacheField] = Box::leak(Box::new(&*layout.leak()));
    layouts.insert(fields, layout);
    layout
}

impl PartialEq for Cache {
    fn eq(&self, other: &Self) -> bool {
        self.fields().eq(other.fields())
    }
}

impl Eq for Cache {}

impl Hash for Cache {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.fields().for_each(|field| field.hash(state));
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.fields()).finish()
    }
}

impl Serialize for Cache {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.fields() {
            map.serialize_entry(name, &value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Cache {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

/// Reads the fields in the order in which they appear.
struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Cache;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the fields of an inline cache")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cache, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry::<String, u32>()? {
            fields.push(field);
            if fields.len() > MOST_UNITS {
                break;
            }
        }
        Cache::holding(&fields)
            .ok_or_else(|| A::Error::custom("no inline cache has this number of units"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use bytecode::{CodeObject, Kind, Version, instructions};

    use super::*;

    fn cache(version: Version, opcode: &str, units: &[u16]) -> Option<Cache> {
        let set = version.instruction_set();
        let present = set.named(opcode)?;
        let bytes = |number: u8| {
            let units = units.iter().flat_map(|unit| unit.to_ne_bytes());
            [number, 0].into_iter().chain(units).collect()
        };
        let code = CodeObject {
            code: bytes(set.named(present.base)?.number),
            adaptive: bytes(present.number),
            ..CodeObject::default()
        };
        Cache::of(&instructions(version, &code).next()?)
    }

    #[test]
    fn what_is_written_is_read() {
        let cases = [
            (
                cache(
                    Version::V3_11,
                    "LOAD_METHOD_WITH_DICT",
                    &[53, 2, 1, 65532, 9, 0, 1, 2, 3, 4],
                ),
                r#"{"counter":53,"type_version":65538,"dict_offset":65532,"keys_version":9}"#,
            ),
            (
                cache(Version::V3_12, "LOAD_ATTR_METHOD_NO_DICT", &[832, 131, 0, 7, 7, 1, 2, 3, 4]),
                r#"{"counter":832,"type_version":131}"#,
            ),
            (cache(Version::V3_13, "TO_BOOL_INT", &[832, 7, 7]), r#"{"counter":832}"#),
            (cache(Version::V3_14, "BINARY_OP_EXTEND", &[1, 1, 2, 3, 4]), r#"{"counter":1}"#),
        ];
        for (cache, json) in cases {
            let cache = cache.unwrap();
            assert_eq!(serde_json::to_string(&cache).unwrap(), json);
            assert_eq!(serde_json::from_str::<Cache>(json).unwrap(), cache);
        }
    }

    #[test]
    fn what_is_cut_off_is_not_there() {
        assert_eq!(cache(Version::V3_12, "CALL_PY_EXACT_ARGS", &[1, 2]), None);
        assert_eq!(cache(Version::V3_12, "POP_TOP", &[]), None);
    }

    #[test]
    fn fields_that_no_cache_has_are_refused() {
        for json in [
            r#"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7}"#,
            r#"{"a":70000,"b":70000,"c":70000,"d":1}"#,
            r#"{"a":4294967296}"#,
            r#"{"a":-1}"#,
            "[]",
        ] {
            assert!(serde_json::from_str::<Cache>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn every_field_of_a_cache_is_documented_and_no_other() {
        let page = include_str!("../../../docs/recording.md");
        let (_, list) = page.split_once("### cache").unwrap();
        let (list, _) = list.split_once("\n#").unwrap();
        let lines = list.lines().filter_map(|line| line.strip_prefix("- "));
        let names =
            lines.filter_map(|line| line.split_once(": ")).flat_map(|(names, _)| names.split(", "));
        let documented: BTreeSet<_> = names.map(|name| name.trim_matches('`')).collect();
        let opcodes = Version::ALL.iter().flat_map(|version| &version.instruction_set().opcodes);
        let hidden = [Kind::Family, Kind::Adaptive, Kind::Instrumented];
        let forms = opcodes.filter(|opcode| !hidden.contains(&opcode.kind));
        let fields = forms.flat_map(|opcode| opcode.cache).filter(|field| !field.is_pointer());
        let read = fields.map(|field| field.name).filter(|name| *name != "unused");
        assert_eq!(read.collect::<BTreeSet<_>>(), documented);
    }
}
