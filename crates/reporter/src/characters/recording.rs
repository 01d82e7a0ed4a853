use std::collections::BTreeSet;

use ::recording::{Exception, Paths, Recording, State};
use bytecode::Version;
use proptest::prelude::*;
use serde_json::Value;

use super::readers::{cells, elements, harmless, on_screen};
use super::{cases, mixed, texts};
use crate::terminal::{Depth, Screen, Sources, dis, full, summary};
use crate::testing::{
    Specialized, at, because, code, failed, file, forms, knowing, pages, recording as of,
};
use crate::{Options, diff, html, json, markdown};

/// A recording in which every text from outside is this one.
fn recording(text: &str, state: State) -> Recording {
    let mut known = because(text, text, failed(5, 100, 0));
    known.guard = Some(text.into());
    known.target = Some(text.into());
    let mut history = forms(&["CALL", text]);
    history[0].context = Some(text.into());
    known.history = Some(history);
    let source = format!("{text}\n\n{text}");
    let sites = vec![
        knowing(known, at([1, 0, 1, 600], "CALL", text, state)),
        at([1, 1, 3, 3], &format!("CALL{text}").replace('/', "|"), text, Specialized),
    ];
    let mut file = file(text, &source, Vec::new());
    file.sha256 = text.into();
    file.code = vec![code(text, 1, sites)];
    let mut other = file.clone();
    other.path = format!("{text}2");
    let mut recording = of(vec![file, other]);
    recording.program.target = text.into();
    recording.program.argv = vec![text.into()];
    recording.engine.implementation = text.into();
    recording.engine.executable = text.into();
    recording.warnings = vec![text.into()];
    recording.outcome.exit_status = 1;
    recording.outcome.exception =
        Some(Exception { kind: text.into(), message: text.into(), traceback: text.into() });
    recording
}

fn every_format(text: &str) {
    let recording = recording(text, State::Failing);
    for depth in [Depth::None, Depth::TrueColor] {
        let screen = Screen { depth, width: 100 };
        let options = Options::default();
        let mut out = Vec::new();
        full(&recording, Sources::All, &options, screen, &mut out).unwrap();
        summary(&recording, &options, screen, &mut out).unwrap();
        on_screen(std::str::from_utf8(&out).unwrap());
    }
    let mut out = Vec::new();
    markdown::write(&recording, &mut out).unwrap();
    assert_eq!(cells(std::str::from_utf8(&out).unwrap()).len(), 5 * 4);

    let mut out = Vec::new();
    json::write(&recording, &mut out).unwrap();
    harmless(std::str::from_utf8(&out).unwrap());
    assert_eq!(::recording::read(&out).unwrap(), recording);
}

fn every_difference(text: &str) {
    let (old, new) = (recording(text, Specialized), recording(text, State::Failing));
    let diff = ::diff::diff(&old, &new, &Paths::default()).unwrap();
    let written = |format, depth| {
        let mut out = Vec::new();
        diff::write(&diff, format, Screen { depth, width: 100 }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    for depth in [Depth::None, Depth::TrueColor] {
        on_screen(&written(diff::Format::Text, depth));
    }
    cells(&written(diff::Format::Markdown, Depth::None));
    let json = written(diff::Format::Json, Depth::None);
    harmless(&json);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["old"]["program"]["target"], text);
    elements(&html::diff_page(&diff).unwrap());
}

/// No page has an element, or an attribute, that the page for an ordinary text lacks.
fn every_page(text: &str) {
    let all = |text: &str| {
        let recording = recording(text, State::Failing);
        pages(&recording, Options::default()).into_iter().map(|(_, page)| page).collect::<Vec<_>>()
    };
    // A missing name is displayed as such, and words, literals and comments look like that.
    let known = ["a\nb", "", "a = 'b' if c else 1 # d"].into_iter().flat_map(all);
    let known: BTreeSet<_> = known.flat_map(|page| elements(&page)).collect();
    for page in all(text) {
        let strange: Vec<_> =
            elements(&page).into_iter().filter(|it| !known.contains(it)).collect();
        assert_eq!(strange, []);
    }
}

#[test]
fn every_character_is_written() {
    for text in texts() {
        every_format(&text);
        every_difference(&text);
    }
}

#[test]
fn every_character_is_on_a_page() {
    for text in texts() {
        every_page(&text);
    }
}

/// If such a text comes through JSON, as half of a surrogate pair, it is refused with a sentence.
#[test]
fn half_a_character_is_refused() {
    let mut out = Vec::new();
    json::write(&recording("here", State::Failing), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    for half in [r"\ud800", r"\udc80", r"\udfff\ud800"] {
        let error = ::recording::read(text.replace("here", half).as_bytes()).unwrap_err();
        assert!(error.to_string().starts_with("this is not a recording"), "{error}");
    }
}

/// What `dis` writes for a code object.
#[test]
fn every_character_is_disassembled() {
    for text in texts() {
        let recording = recording(&text, State::Failing);
        let screen = Screen { depth: Depth::Ansi16, width: 100 };
        let mut out = Vec::new();
        let file = &recording.files[0];
        let all = dis::Shown { adaptive: true, caches: true, stack: true, plain: false };
        let options = Options::default();
        dis::write(Version::V3_12, file, &file.code, all, &options, screen, &mut out).unwrap();
        on_screen(std::str::from_utf8(&out).unwrap());
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn all_texts_are_written(text in mixed()) {
        every_format(&text);
        every_difference(&text);
        every_page(&text);
    }
}
