//! The words of a source that pages emphasize slightly: keywords, names that are defined, comments
//! and strings.

use std::ops::Range;

use ruff_python_ast::token::TokenKind;
use ruff_text_size::Ranged;
use source::Outline;

/// The kind of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Emphasis {
    /// A keyword, or the name after `def` or `class`.
    Strong,
    /// A comment.
    Comment,
    /// A string, or the parts of an f-string that are not expressions.
    String,
}

impl Emphasis {
    /// The element that pages use: the shortest one, because a page has very many.
    pub(crate) const fn element(self) -> &'static str {
        match self {
            Self::Strong => "b",
            Self::Comment => "em",
            Self::String => "u",
        }
    }
}

/// The words of a source that are emphasized, in order.
pub(crate) fn words(outline: &Outline) -> Vec<(Range<usize>, Emphasis)> {
    let mut words = Vec::new();
    let mut names_follow = false;
    for token in outline.tokens() {
        let kind = token.kind();
        let emphasis = match kind {
            TokenKind::Comment => Some(Emphasis::Comment),
            TokenKind::String
            | TokenKind::FStringStart
            | TokenKind::FStringMiddle
            | TokenKind::FStringEnd
            | TokenKind::TStringStart
            | TokenKind::TStringMiddle
            | TokenKind::TStringEnd => Some(Emphasis::String),
            TokenKind::Name if names_follow => Some(Emphasis::Strong),
            _ if kind.is_keyword() => Some(Emphasis::Strong),
            _ => None,
        };
        names_follow = matches!(kind, TokenKind::Def | TokenKind::Class);
        if let Some(emphasis) = emphasis {
            let range = token.start().to_usize()..token.end().to_usize();
            words.push((range, emphasis));
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use bytecode::Version;

    use super::*;

    #[test]
    fn words_are_told_apart() {
        let source = "def f(x):  # so\n    return f'a{x}b', match\n";
        let words = words(&Outline::parse(Version::V3_12, source).unwrap());
        let shown = words.iter().map(|(range, emphasis)| (&source[range.clone()], *emphasis));
        let expected = [
            ("def", Emphasis::Strong),
            ("f", Emphasis::Strong),
            ("# so", Emphasis::Comment),
            ("return", Emphasis::Strong),
            ("f'", Emphasis::String),
            ("a", Emphasis::String),
            ("b", Emphasis::String),
            ("'", Emphasis::String),
        ];
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }
}
