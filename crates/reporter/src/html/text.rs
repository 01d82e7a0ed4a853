//! Texts, as in pages.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use askama::{FastWritable, Values, filters::HtmlSafe};

use crate::emphasis::Emphasis;
use crate::visible::{Visible, stand_in};

/// A text without characters that would have an effect, or look like something else.
pub(super) fn shown(text: &str) -> String {
    Visible(text).to_string()
}

/// The same, for a text that usually has no such character.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| c == '\t' || stand_in(c).is_some()) {
        Cow::Owned(shown(text))
    } else {
        Cow::Borrowed(text)
    }
}

/// A piece of source: markup is escaped, stand-ins are in `<kbd>`, so that they differ from a
/// source that contains the stand-in itself, and some words are emphasized.
pub(super) struct SourceText<'a> {
    pub(super) text: &'a str,
    /// Its offset in the source, in bytes.
    pub(super) start: usize,
    /// The words of the source that are emphasized, in order; those outside the piece are ignored.
    pub(super) words: &'a [(Range<usize>, Emphasis)],
}

impl SourceText<'_> {
    fn write(&self, out: &mut (impl fmt::Write + ?Sized)) -> fmt::Result {
        let Self { text, start, words } = *self;
        let end = start + text.len();
        let piece = |range: Range<usize>| text.get(range.start - start..range.end - start);
        let first = words.partition_point(|(word, _)| word.end <= start);
        let mut at = start;
        for (word, emphasis) in words.get(first..).unwrap_or_default() {
            if word.start >= end {
                break;
            }
            let word = word.start.max(at)..word.end.min(end).max(at);
            let element = emphasis.element();
            escape(piece(at..word.start).unwrap_or_default(), out)?;
            write!(out, "<{element}>")?;
            escape(piece(word.clone()).unwrap_or_default(), out)?;
            write!(out, "</{element}>")?;
            at = word.end;
        }
        escape(piece(at..end).unwrap_or_default(), out)
    }
}

fn escape(text: &str, out: &mut (impl fmt::Write + ?Sized)) -> fmt::Result {
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let markup = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            ' '..='~' => continue,
            _ => "",
        };
        let shown = stand_in(c);
        if markup.is_empty() && shown.is_none() {
            continue;
        }
        out.write_str(text.get(from..at).unwrap_or_default())?;
        match shown {
            Some(shown) => {
                let shown = shown.to_string().replace('<', "&lt;").replace('>', "&gt;");
                write!(out, "<kbd>{shown}</kbd>")?;
            }
            None => out.write_str(markup)?,
        }
        from = at + c.len_utf8();
    }
    out.write_str(text.get(from..).unwrap_or_default())
}

impl fmt::Display for SourceText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl FastWritable for SourceText<'_> {
    fn write_into(&self, out: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(self.write(out)?)
    }
}

impl HtmlSafe for SourceText<'_> {}

/// A sentence in which text between backticks is code.
pub(super) struct Coded<'a>(pub(super) &'a str);

impl FastWritable for Coded<'_> {
    fn write_into(&self, out: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        let parts: Vec<&str> = self.0.split('`').collect();
        if parts.len().is_multiple_of(2) {
            return Ok(escape(self.0, out)?);
        }
        for (at, part) in parts.into_iter().enumerate() {
            let code = at % 2 == 1;
            out.write_str(if code { "<code>" } else { "" })?;
            escape(part, out)?;
            out.write_str(if code { "</code>" } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Display for Coded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_into(f, askama::NO_VALUES).map_err(|_| fmt::Error)
    }
}

impl HtmlSafe for Coded<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, start: usize, words: &[(Range<usize>, Emphasis)]) -> String {
        SourceText { text, start, words }.to_string()
    }

    #[test]
    fn backticks_make_code() {
        assert_eq!(Coded("`a<b` of int").to_string(), "<code>a&lt;b</code> of int");
        assert_eq!(Coded("a lone ` is one").to_string(), "a lone ` is one");
    }

    #[test]
    fn nothing_acts() {
        let hostile = "</script>&amp;\"'\x1b[0m\u{202e}\tx\u{2028}";
        assert_eq!(
            shown(hostile, 0, &[]),
            "&lt;/script&gt;&amp;amp;\"'<kbd>␛</kbd>[0m<kbd>&lt;202E&gt;</kbd>\tx<kbd>&lt;2028&gt;</kbd>"
        );
    }

    #[test]
    fn words_are_cut_to_the_piece() {
        let words =
            [(0..3, Emphasis::Strong), (4..9, Emphasis::String), (9..12, Emphasis::Comment)];
        assert_eq!(shown("def 'a<b'#cd", 0, &words), "<b>def</b> <u>'a&lt;b'</u><em>#cd</em>");
        assert_eq!(shown("f 'a", 2, &words), "<b>f</b> <u>'a</u>");
        assert_eq!(shown("b", 7, &words), "<u>b</u>");
        assert_eq!(shown(" ", 3, &words), " ");
    }
}
