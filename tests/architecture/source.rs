//! What a Rust source names, read from its tokens: comments, texts and what is there for tests alone
//! are left out.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The words between `::`.
pub(crate) type Path = Vec<String>;

/// A file.
#[derive(Debug, Default)]
pub(crate) struct Source {
    /// What is imported, and the name it has then; `*` for everything.
    pub(crate) uses: Vec<(Path, String)>,
    /// Paths of two words or more that stand elsewhere.
    pub(crate) paths: Vec<Path>,
    /// What is defined.
    pub(crate) items: BTreeSet<String>,
    /// Modules in files of their own that are there for tests alone.
    pub(crate) tests: Vec<String>,
}

impl Source {
    pub(crate) fn read(text: &str) -> Self {
        let mut tokens = Vec::new();
        flatten(text.parse().unwrap(), &mut tokens);
        let mut source = Self::default();
        let mut rest = &*tokens;
        while let Some((token, after)) = rest.split_first() {
            rest = match token.as_str() {
                "#" => source.attribute(after),
                "use" => source.import(after, &[]),
                "fn" | "struct" | "enum" | "union" | "trait" | "type" | "const" | "static" => {
                    source.items.extend(after.first().cloned());
                    after
                }
                "macro_rules" => {
                    source.items.extend(after.get(1).cloned());
                    after
                }
                _ if is_word(token) => source.path(rest),
                _ => after,
            };
        }
        source
    }

    /// Behind `#`: what is there for tests is passed over.
    fn attribute<'t>(&mut self, rest: &'t [String]) -> &'t [String] {
        let end = behind(rest, |token| token == "]");
        let (attribute, item) = rest.split_at(end);
        let has = |word: &str| attribute.iter().any(|token| token == word);
        if attribute.get(1).is_none_or(|word| word != "cfg") || !has("test") || has("not") {
            return item;
        }
        let end = behind(item, |token| token == ";" || token == "}");
        let (item, after) = item.split_at(end);
        if let [.., kind, name, end] = item
            && kind == "mod"
            && end == ";"
        {
            self.tests.push(name.clone());
        }
        after
    }

    /// Behind `use`, or a part of what stands there.
    fn import<'t>(&mut self, mut rest: &'t [String], above: &[String]) -> &'t [String] {
        let mut path = above.to_vec();
        while let Some((token, after)) = rest.split_first() {
            rest = after;
            match token.as_str() {
                "::" => {}
                "{" => {
                    while rest.first().is_some_and(|token| token != "}") {
                        rest = self.import(rest, &path);
                        rest = rest.strip_prefix(&[",".to_owned()]).unwrap_or(rest);
                    }
                    return &rest[1..];
                }
                "*" => {
                    self.uses.push((path, "*".into()));
                    return rest;
                }
                word => {
                    path.push(word.to_owned());
                    if rest.first().is_none_or(|token| token != "::") {
                        break;
                    }
                }
            }
        }
        path.pop_if(|word| word == "self" && !above.is_empty());
        let name = path.last().cloned().unwrap_or_default();
        match rest {
            [keyword, alias, after @ ..] if keyword == "as" => {
                self.uses.push((path, alias.clone()));
                after
            }
            _ => {
                self.uses.push((path, name));
                rest
            }
        }
    }

    /// From a word on.
    fn path<'t>(&mut self, mut rest: &'t [String]) -> &'t [String] {
        let mut path = vec![rest[0].clone()];
        rest = &rest[1..];
        while let [separator, word, after @ ..] = rest
            && separator == "::"
            && is_word(word)
        {
            path.push(word.clone());
            rest = after;
        }
        if path.len() > 1 {
            self.paths.push(path);
        }
        rest
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Where what begins here has ended: behind a token that is an end and in no brackets.
fn behind(tokens: &[String], is_end: impl Fn(&str) -> bool) -> usize {
    let mut depth = 0;
    let at = tokens.iter().position(|token| {
        match token.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        depth == 0 && is_end(token)
    });
    at.map_or(tokens.len(), |at| at + 1)
}

/// One after the other, with brackets of both kinds and `::` in one.
fn flatten(stream: TokenStream, tokens: &mut Vec<String>) {
    let mut is_joined = false;
    for tree in stream {
        let mut joins = false;
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                tokens.push(open.into());
                flatten(group.stream(), tokens);
                tokens.push(close.into());
            }
            TokenTree::Ident(word) => tokens.push(word.to_string()),
            TokenTree::Literal(_) => tokens.push("\"".into()),
            TokenTree::Punct(sign) if sign.as_char() == ':' && is_joined => {
                tokens.pop();
                tokens.push("::".into());
            }
            TokenTree::Punct(sign) => {
                joins = sign.as_char() == ':' && sign.spacing() == Spacing::Joint;
                tokens.push(sign.to_string());
            }
        }
        is_joined = joins;
    }
}

#[test]
fn names_are_found_in_every_way_they_are_written() {
    let source = Source::read(
        "use crate::a::b as c; // crate::h\nuse super::{self, d::{e, f::*}};\npub fn g() { \
         format!(\"crate::h\", i::J::K) }\n#[cfg(test)] mod tests;\n#[cfg(test)] mod more { use \
         crate::h; }\n#[cfg(not(test))] use l::m;",
    );
    let uses: Vec<_> = source.uses.iter().map(|(path, name)| (path.join("::"), &**name)).collect();
    let uses: Vec<_> = uses.iter().map(|(path, name)| (&**path, *name)).collect();
    let expected = [
        ("crate::a::b", "c"),
        ("super", "super"),
        ("super::d::e", "e"),
        ("super::d::f", "*"),
        ("l::m", "m"),
    ];
    assert_eq!(uses, expected);
    assert_eq!(source.paths, [["i", "J", "K"]]);
    assert_eq!(source.items, BTreeSet::from(["g".to_owned()]));
    assert_eq!(source.tests, ["tests"]);
}
