//! Inline caches, as they are in memory.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The contents of the inline caches of a code object: all their 16-bit units, in the order of the
/// instructions. In JSON it is a string with four hexadecimal digits for each unit.
///
/// The opcode decides what a unit means; see [`bytecode::Opcode::cache`]. Some units hold
/// addresses, which mean nothing outside the run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CacheUnits(pub Box<[u16]>);

impl CacheUnits {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Creates them from the caches of instructions: two bytes per unit, in the byte order of this
/// machine.
impl<'a> FromIterator<&'a [u8]> for CacheUnits {
    fn from_iter<I: IntoIterator<Item = &'a [u8]>>(caches: I) -> Self {
        let units = caches.into_iter().flat_map(|cache| cache.as_chunks().0);
        Self(units.map(|unit| u16::from_ne_bytes(*unit)).collect())
    }
}

impl Serialize for CacheUnits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Digits(&self.0))
    }
}

struct Digits<'a>(&'a [u16]);

impl fmt::Display for Digits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|unit| write!(f, "{unit:04x}"))
    }
}

impl<'de> Deserialize<'de> for CacheUnits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(FromDigits)
    }
}

struct FromDigits;

impl Visitor<'_> for FromDigits {
    type Value = CacheUnits;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("four hexadecimal digits for every unit of the inline caches")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<CacheUnits, E> {
        let (fours, rest) = text.as_bytes().as_chunks::<4>();
        let unit = |four: &[u8; 4]| {
            let digits =
                str::from_utf8(four).ok().filter(|_| four.iter().all(u8::is_ascii_hexdigit));
            u16::from_str_radix(digits?, 16).ok()
        };
        let units: Option<Box<[u16]>> = fours.iter().map(unit).collect();
        units
            .filter(|_| rest.is_empty())
            .map(CacheUnits)
            .ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_written_as_digits() {
        let units = CacheUnits(Box::new([0x11, 0xfffe, 0]));
        let json = serde_json::to_string(&units).unwrap();
        assert_eq!(json, "\"0011fffe0000\"");
        assert_eq!(serde_json::from_str::<CacheUnits>(&json).unwrap(), units);
    }

    #[test]
    fn other_texts_are_refused() {
        for json in ["\"001\"", "\"00110\"", "\"+011\"", "\"ééé\"", "\"zzzz\"", "[17]", "17"] {
            assert!(serde_json::from_str::<CacheUnits>(json).is_err(), "{json}");
        }
    }
}
