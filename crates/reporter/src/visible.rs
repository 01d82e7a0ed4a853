//! Characters that would have an effect instead of being visible, and their stand-ins.

use std::fmt;

/// The stand-in for a character without a visible form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StandIn {
    /// Unicode's picture for a control character.
    Picture(char),
    /// Its number: `<202E>`.
    Number(u32),
}

impl fmt::Display for StandIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Picture(picture) => write!(f, "{picture}"),
            Self::Number(number) => write!(f, "<{number:04X}>"),
        }
    }
}

/// The stand-in for a character, if it needs one. Tabs are left to the layout.
#[inline]
pub(crate) fn stand_in(c: char) -> Option<StandIn> {
    match c {
        '\t' | ' '..='~' => None,
        '\0'..='\x1f' => char::from_u32(0x2400 + c as u32).map(StandIn::Picture),
        '\x7f' => Some(StandIn::Picture('\u{2421}')),
        _ => beyond_ascii(c).then_some(StandIn::Number(c as u32)),
    }
}

/// Control characters, line and paragraph separators, characters that change the direction of text,
/// characters without width, and noncharacters. Joiners (U+200C, U+200D) are kept: words and emoji
/// need them.
fn beyond_ascii(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{115f}' | '\u{1160}'
        | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
        || is_no_character(c)
}

/// Code points that are never characters; XML can't hold the first two.
fn is_no_character(c: char) -> bool {
    matches!(c as u32 & 0xffff, 0xfffe | 0xffff) || matches!(c, '\u{fdd0}'..='\u{fdef}')
}

/// A text on one line, with a stand-in for everything that would have an effect, including tabs and
/// line endings.
pub struct Visible<'a>(pub &'a str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        for c in self.0.chars() {
            match stand_in(c) {
                Some(shown) => shown.fmt(f)?,
                None if c == '\t' => f.write_char('\u{2409}')?,
                None => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_act_is_shown() {
        let shown =
            Visible("a\x1b[31m\t\n\x0c\x7f\u{9b}\u{202e}\u{2028}\u{feff}\u{e0041}é日").to_string();
        assert_eq!(shown, "a␛[31m␉␊␌␡<009B><202E><2028><FEFF><E0041>é日");
    }

    #[test]
    fn no_characters_are_shown_by_number() {
        let shown = Visible("\u{fffe}\u{ffff}\u{fdd0}\u{1fffe}\u{10ffff}\u{fffd}").to_string();
        assert_eq!(shown, "<FFFE><FFFF><FDD0><1FFFE><10FFFF>\u{fffd}");
    }

    #[test]
    fn words_and_emoji_stay_whole() {
        for text in ["👩\u{200d}🔬", "e\u{301}", "می\u{200c}خواهم", "\u{a0}"] {
            assert_eq!(Visible(text).to_string(), text);
        }
    }
}
