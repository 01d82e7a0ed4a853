//! Source text as HTML.

use std::fmt;

use askama::{FastWritable, Values, filters::HtmlSafe};

use crate::visible::stand_in;

/// Source text: markup escaped, and what would act shown in `<kbd>`, so that it differs from a
/// source that holds the stand-in itself.
pub(super) struct SourceText<'a>(pub(super) &'a str);

impl SourceText<'_> {
    fn write(&self, out: &mut (impl fmt::Write + ?Sized)) -> fmt::Result {
        let text = self.0;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_acts() {
        let hostile = "</script>&amp;\"'\x1b[0m\u{202e}\tx\u{2028}";
        assert_eq!(
            SourceText(hostile).to_string(),
            "&lt;/script&gt;&amp;amp;\"'<kbd>␛</kbd>[0m<kbd>&lt;202E&gt;</kbd>\tx<kbd>&lt;2028&gt;</kbd>"
        );
    }
}
