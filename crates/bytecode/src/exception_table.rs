//! Exception tables: which handler an exception goes to.

use serde::{Deserialize, Serialize};

/// A range of code and its handler. Offsets are in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ExceptionEntry {
    /// The start of the range.
    pub start: u32,
    /// The end of the range, exclusive.
    pub end: u32,
    /// The start of the handler.
    pub target: u32,
    /// How many values remain on the stack for the handler.
    pub depth: u32,
    /// Whether the offset of the instruction that raised is pushed, too.
    pub lasti: bool,
}

/// Decodes `co_exceptiontable`, like `dis._parse_exception_table`. If the table is damaged, only
/// the entries before the damage are returned. CPython's `Objects/exception_handling_notes.txt`
/// (`InternalDocs/exception_handling.md` since 3.14) describes the format.
pub fn exception_table(table: &[u8]) -> Vec<ExceptionEntry> {
    let mut bytes = table.iter().copied();
    std::iter::from_fn(|| entry(&mut bytes)).collect()
}

fn entry(bytes: &mut impl Iterator<Item = u8>) -> Option<ExceptionEntry> {
    let start = number(bytes)?.checked_mul(2)?;
    let end = start.checked_add(number(bytes)?.checked_mul(2)?)?;
    let target = number(bytes)?.checked_mul(2)?;
    let depth_and_lasti = number(bytes)?;
    Some(ExceptionEntry {
        start,
        end,
        target,
        depth: depth_and_lasti >> 1,
        lasti: depth_and_lasti & 1 == 1,
    })
}

/// Six bits per byte, the highest first; bit 6 says that another byte follows.
fn number(bytes: &mut impl Iterator<Item = u8>) -> Option<u32> {
    let mut value: u32 = 0;
    loop {
        let byte = bytes.next()?;
        value = value.checked_mul(64)? | u32::from(byte & 63);
        if byte & 64 == 0 {
            return Some(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_and_damage() {
        let first = ExceptionEntry { start: 4, end: 10, target: 130, depth: 2, lasti: true };
        let table = [0x82, 3, 65, 1, 5, 0x80, 1, 2];
        assert_eq!(exception_table(&table), [first]);
        assert_eq!(exception_table(&[64; 12]), []);
        assert_eq!(exception_table(&[127, 127, 127, 127, 127, 127, 127, 0, 0, 0, 0]), []);
    }
}
