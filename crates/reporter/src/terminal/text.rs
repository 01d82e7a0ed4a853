//! Text for a terminal: every character harmless, every column counted.

use unicode_width::UnicodeWidthStr;

use crate::visible::stand_in;

/// Columns between tab stops.
const TAB: usize = 8;

/// Appends text that begins at a display column, and returns the column where it ends.
///
/// Tabs become spaces up to their stop, and characters that would have an effect become their
/// stand-ins.
pub(super) fn lay_out(text: &str, mut column: usize, out: &mut String) -> usize {
    let mut rest = text;
    while let Some(at) = rest.find(|c| c == '\t' || stand_in(c).is_some()) {
        let (before, after) = rest.split_at(at);
        let mut after = after.chars();
        out.push_str(before);
        column += before.width();
        let acting = after.next();
        if let Some(shown) = acting.and_then(stand_in) {
            let shown = shown.to_string();
            out.push_str(&shown);
            column += shown.width();
        } else {
            let stop = (column / TAB + 1) * TAB;
            out.extend(std::iter::repeat_n(' ', stop - column));
            column = stop;
        }
        rest = after.as_str();
    }
    out.push_str(rest);
    column + rest.width()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(text: &str) -> (String, usize) {
        let mut out = String::new();
        let column = lay_out(text, 0, &mut out);
        (out, column)
    }

    #[test]
    fn columns_are_those_of_the_screen() {
        let table = [
            ("abc", "abc", 3),
            ("\tx", "        x", 9),
            ("ab\tx", "ab      x", 9),
            ("日\tx", "日      x", 9),
            ("1234567\tx", "1234567 x", 9),
            ("12345678\tx", "12345678        x", 17),
            ("日本", "日本", 4),
            ("e\u{301}", "e\u{301}", 1),
            ("\x1b[2J", "␛[2J", 4),
            ("\u{202e}x", "<202E>x", 7),
            ("\x0c", "␌", 1),
            ("👩\u{200d}🔬", "👩\u{200d}🔬", 2),
        ];
        for (text, shown, column) in table {
            assert_eq!(laid_out(text), (shown.to_owned(), column), "{text:?}");
        }
    }
}
