//! Readers of formats: terminals, browsers, GitHub.

use std::collections::BTreeSet;

use html5gum::{DefaultEmitter, Token, Tokenizer};
use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::visible::stand_in;

/// A terminal, which shows characters and changes colors, and nothing else.
#[derive(Default)]
struct Terminal(String);

impl vte::Perform for Terminal {
    fn print(&mut self, c: char) {
        assert!(stand_in(c).is_none(), "{c:?} on the screen");
        self.0.push(c);
    }

    fn execute(&mut self, byte: u8) {
        assert_eq!(byte, b'\n');
        self.0.push('\n');
    }

    fn csi_dispatch(&mut self, _: &vte::Params, intermediates: &[u8], _: bool, action: char) {
        assert_eq!((intermediates, action), (&[][..], 'm'));
    }

    fn hook(&mut self, _: &vte::Params, _: &[u8], _: bool, action: char) {
        panic!("a device control string, {action:?}");
    }

    fn osc_dispatch(&mut self, params: &[&[u8]], _: bool) {
        panic!("a command to the operating system, {params:?}");
    }

    fn esc_dispatch(&mut self, _: &[u8], _: bool, byte: u8) {
        panic!("an escape sequence, {byte}");
    }
}

/// What a terminal displays.
pub(super) fn on_screen(text: &str) -> String {
    let mut terminal = Terminal::default();
    vte::Parser::<1024>::default().advance(&mut terminal, text.as_bytes());
    terminal.0
}

/// The elements of a page and their attributes. Scripts that are data are parsed.
pub(super) fn elements(page: &str) -> BTreeSet<(String, String)> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut found = BTreeSet::new();
    let mut is_data = false;
    for token in Tokenizer::new_with_emitter(page, emitter) {
        match token.unwrap() {
            Token::StartTag(tag) => {
                let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
                let name = text(&tag.name);
                is_data = name == "script" && tag.attributes.contains_key(&b"type"[..]);
                found.insert((name.clone(), String::new()));
                for (attribute, value) in &tag.attributes {
                    let value = text(value);
                    harmless(&value);
                    assert!(!value.trim_start().starts_with("javascript:"), "{value}");
                    found.insert((name.clone(), text(attribute)));
                }
            }
            Token::String(text) => {
                let text = std::str::from_utf8(&text).unwrap();
                harmless(text);
                if is_data {
                    serde_json::from_str::<serde_json::Value>(text).unwrap();
                    is_data = false;
                }
            }
            Token::Error(error) => panic!("{error:?}"),
            Token::EndTag(_) | Token::Doctype(_) => {}
            Token::Comment(comment) => panic!("a comment: {comment:?}"),
        }
    }
    found
}

/// Checks that nothing in it has an effect.
#[track_caller]
pub(super) fn harmless(text: &str) {
    let acting = text.chars().find(|c| *c != '\n' && stand_in(*c).is_some());
    assert_eq!(acting, None);
}

/// Markdown as GitHub reads it: the text of each cell of its tables. It has no elements other than
/// ours.
pub(super) fn cells(markdown: &str) -> Vec<String> {
    harmless(markdown);
    let mut cells = Vec::new();
    let extensions = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    for event in Parser::new_ext(markdown, extensions) {
        match event {
            Event::Start(Tag::TableCell) => cells.push(String::new()),
            Event::Html(html) | Event::InlineHtml(html) => {
                let ours = ["<br>", "<code>", "</code>", "<!-- -->"].contains(&&*html);
                assert!(ours || html.starts_with("<details><summary>"), "{html}");
            }
            Event::Text(text) | Event::Code(text) => {
                cells.iter_mut().last().into_iter().for_each(|cell| cell.push_str(&text));
            }
            Event::Start(
                tag @ (Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis | Tag::Strikethrough),
            ) => panic!("{tag:?}"),
            Event::InlineMath(math) | Event::DisplayMath(math) => panic!("{math}"),
            _ => {}
        }
    }
    cells
}

/// A command of GitHub's runner: its name, its properties and its text.
pub(super) type Command = (String, Vec<(String, String)>, String);

/// Reads a line as the runner does.
pub(super) fn command(line: &str) -> Option<Command> {
    let (head, data) = line.strip_prefix("::")?.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let properties = properties.split(',').filter(|property| !property.is_empty());
    let properties = properties.filter_map(|property| property.split_once('='));
    let properties = properties.map(|(name, value)| {
        let value = value.replace("%3A", ":").replace("%2C", ",");
        (name.to_owned(), decoded(&value))
    });
    Some((name.to_owned(), properties.collect(), decoded(data)))
}

fn decoded(text: &str) -> String {
    text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
}
