//! Markdown for a terminal: titles bold, code in a color of its own, code blocks indented. Lines
//! stay as they were written.

use std::fmt::{self, Write};

use anstyle::{AnsiColor, Style};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

pub(crate) const BOLD: Style = Style::new().bold();
const CODE: Style = AnsiColor::Cyan.on_default();

/// A page with colors.
pub(crate) fn colored(markdown: &str) -> Result<String, fmt::Error> {
    let mut text = String::new();
    let mut in_code = false;
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::Heading { .. } | Tag::Strong) => write!(text, "{BOLD}"),
            Event::End(TagEnd::Heading(_)) => write!(text, "{BOLD:#}\n\n"),
            Event::End(TagEnd::Strong) => write!(text, "{BOLD:#}"),
            Event::Start(Tag::Item) => write!(text, "- "),
            Event::End(TagEnd::Item | TagEnd::List(_)) | Event::SoftBreak | Event::HardBreak => {
                writeln!(text)
            }
            Event::End(TagEnd::Paragraph) => write!(text, "\n\n"),
            Event::Start(Tag::CodeBlock(_)) => {
                in_code = true;
                Ok(())
            }
            Event::End(TagEnd::CodeBlock) => {
                in_code = false;
                writeln!(text)
            }
            Event::Text(code) if in_code => code.lines().try_for_each(|line| match line {
                "" => writeln!(text),
                line => writeln!(text, "    {CODE}{line}{CODE:#}"),
            }),
            Event::Code(code) => write!(text, "{CODE}{code}{CODE:#}"),
            Event::Text(words) => write!(text, "{words}"),
            _ => Ok(()),
        }?;
    }
    text.truncate(text.trim_end().len());
    Ok(text + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_keeps_its_words() {
        for rule in reasons::RULES {
            let shown = anstream::adapter::strip_str(&colored(rule.page()).unwrap()).to_string();
            let words = |text: &str| {
                let text = text.replace("```python", " ").replace("```", " ").replace("**", "");
                let words = text.split_whitespace().map(|word| word.replace('`', ""));
                words.filter(|word| !word.starts_with('#')).collect::<Vec<_>>()
            };
            assert_eq!(words(&shown), words(rule.page()), "{}", rule.code);
        }
    }

    #[test]
    fn code_is_set_apart() {
        let shown = colored("# Title\n\nUse `+`.\n\n```python\n# bad\nx = 1\n```\n").unwrap();
        assert_eq!(
            anstream::adapter::strip_str(&shown).to_string(),
            "Title\n\nUse +.\n\n    # bad\n    x = 1\n"
        );
        assert!(shown.starts_with("\u{1b}[1mTitle"));
    }
}
