//! PEP 657: which source each code unit was compiled from.

/// The source location of a code unit, as in `co_positions()`; `None` if not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Location {
    /// The first line, counted from 1; 0 at the start of a module.
    pub line: Option<u32>,
    /// The last line.
    pub end_line: Option<u32>,
    /// The first column, in UTF-8 bytes from 0.
    pub column: Option<u32>,
    /// The column after the last, in UTF-8 bytes from 0.
    pub end_column: Option<u32>,
}

/// The location of every code unit, caches included: unit `i` is at offset `2 * i`.
///
/// `linetable` is `co_linetable`, `first_line` is `co_firstlineno`. A damaged table gives the
/// locations before the damage. CPython's `Objects/locations.md` (`InternalDocs/code_objects.md`
/// since 3.14) describes the format.
pub fn locations(linetable: &[u8], first_line: i32) -> Vec<Location> {
    let mut locations = Vec::new();
    let mut reader = Reader { bytes: linetable, line: first_line };
    while let Some((units, location)) = reader.entry() {
        locations.extend(std::iter::repeat_n(location, units));
    }
    locations
}

struct Reader<'a> {
    bytes: &'a [u8],
    /// The line to which the next entry is relative.
    line: i32,
}

impl Reader<'_> {
    /// One entry: a number of code units and the location they share.
    fn entry(&mut self) -> Option<(usize, Location)> {
        let head = self.byte()?;
        let units = usize::from(head & 7) + 1;
        let code = (head >> 3) & 15;
        let (end_line, columns) = match code {
            // Short form: on the same line, both columns in one more byte.
            0..=9 => {
                let low = self.byte()?;
                let column = u32::from(code) << 3 | u32::from(low >> 4);
                (self.line, Some((Some(column), Some(column + u32::from(low & 15)))))
            }
            // One line, at most two lines further down, one byte per column.
            10..=12 => {
                self.line = self.line.wrapping_add(i32::from(code) - 10);
                let (column, end_column) = (self.byte()?, self.byte()?);
                (self.line, Some((Some(column.into()), Some(end_column.into()))))
            }
            // No columns.
            13 => {
                self.line = self.line.wrapping_add(self.signed()?);
                (self.line, None)
            }
            // Long form; columns are one too high, so that 0 can mean that there is none.
            14 => {
                self.line = self.line.wrapping_add(self.signed()?);
                let end_line = self.line.wrapping_add_unsigned(self.unsigned()?);
                let (column, end_column) = (self.unsigned()?, self.unsigned()?);
                (end_line, Some((column.checked_sub(1), end_column.checked_sub(1))))
            }
            // No location; the current line stays.
            _ => return Some((units, Location::default())),
        };
        let (column, end_column) = columns.unwrap_or_default();
        let (line, end_line) = (self.line.try_into().ok(), end_line.try_into().ok());
        Some((units, Location { line, end_line, column, end_column }))
    }

    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(first)
    }

    /// Six bits per byte, the lowest first; bit 6 says that another byte follows. Bits above 32 are
    /// lost, as in CPython.
    fn unsigned(&mut self) -> Option<u32> {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            value |= u32::from(byte & 63).checked_shl(shift).unwrap_or(0);
            shift = (shift + 6).min(u32::BITS);
            if byte & 64 == 0 {
                return Some(value);
            }
        }
    }

    /// The lowest bit is the sign.
    fn signed(&mut self) -> Option<i32> {
        let value = self.unsigned()?;
        let magnitude = (value >> 1).cast_signed();
        Some(if value & 1 == 0 { magnitude } else { -magnitude })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(line: u32, end_line: u32, column: u32, end_column: u32) -> Location {
        let [line, end_line, column, end_column] = [line, end_line, column, end_column].map(Some);
        Location { line, end_line, column, end_column }
    }

    #[test]
    fn every_form_of_entry() {
        let table = [
            0x80 | 2 << 3 | 1,
            0x3_4, // short: column 2 * 8 + 3, 4 wide, two units
            0x80 | 12 << 3,
            5,
            9, // two lines further down
            0x80 | 13 << 3,
            0b11,           // one line up, no columns
            0x80 | 15 << 3, // nowhere
            0x80 | 14 << 3,
            0b100,
            3,
            1 | 64,
            2,
            0, // two lines down, three lines long, no end
        ];
        let locations = locations(&table, 10);
        let bare = Location { line: Some(11), end_line: Some(11), ..Location::default() };
        let long =
            Location { line: Some(13), end_line: Some(16), column: Some(128), end_column: None };
        let expected = [
            location(10, 10, 19, 23),
            location(10, 10, 19, 23),
            location(12, 12, 5, 9),
            bare,
            Location::default(),
            long,
        ];
        assert_eq!(locations, expected);
    }

    #[test]
    fn damage_ends_the_table() {
        assert_eq!(locations(&[0x80 | 11 << 3, 1], 1), []);
        assert_eq!(locations(&[0x80 | 14 << 3, 64, 64, 64, 64, 64, 64, 64, 64, 64], 1), []);
    }
}
