use std::collections::BTreeSet;

use ::check::{Finding, Hot, Place, Report};
use ::recording::{Certainty, Evidence};
use bytecode::Version;
use proptest::prelude::*;
use reasons::rule;
use serde_json::Value;
use sites::{HeatEvidence, HotBy, Trouble};

use super::readers::{cells, command, harmless, on_screen};
use super::{cases, mixed, texts};
use crate::check::{Format, statistics, write};
use crate::terminal::{Depth, Screen};
use crate::visible::Visible;

/// A report in which every text from outside is this one.
fn report(text: &str) -> Report {
    let place = Place { line: 1, column: 1, end_line: 1, end_column: 3 };
    let guard = Some(text.into());
    let evidence = Evidence { misses: Some(29), guard, ..Evidence::default() };
    let elsewhere = Hot {
        path: format!("{text}2"),
        place,
        source: text.into(),
        by: HotBy::Loop(HeatEvidence::Specialized),
    };
    let finding = Finding {
        rule: rule("SPC101").unwrap(),
        message: text.into(),
        path: Some(text.into()),
        place,
        function: text.into(),
        expression: text.into(),
        trouble: Some(Trouble::Unstable),
        certainty: Certainty::Inferred,
        evidence: Some(Box::new(evidence)),
        help: None,
        hot: Some(elsewhere),
    };
    let here = Hot { path: text.into(), ..finding.hot.clone().unwrap() };
    let in_loop = Finding {
        place: Place { line: 2, end_line: 3, ..place },
        hot: Some(here),
        ..finding.clone()
    };
    Report {
        versions: BTreeSet::from([Version::V3_12]),
        findings: vec![finding, in_loop],
        notes: vec![text.into()],
        doubts: vec![text.into()],
        sources: [(text.to_owned(), format!("{text}\n{text}\n{text}"))].into(),
        ..Report::default()
    }
}

fn written(report: &Report, format: Format, depth: Depth) -> String {
    let mut out = Vec::new();
    write(report, format, Screen { depth, width: 100 }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn every_format(text: &str) {
    let report = report(text);
    let plain = |format| written(&report, format, Depth::None);
    for format in [Format::Full, Format::Concise] {
        let shown = on_screen(&written(&report, format, Depth::Ansi16));
        assert_eq!(shown, plain(format));
        harmless(&shown);
    }
    let mut out = Vec::new();
    statistics(&report, &mut out).unwrap();
    on_screen(std::str::from_utf8(&out).unwrap());
    assert_eq!(plain(Format::Concise).lines().count(), 2 + 1 + 2);

    xml(text, &plain(Format::JUnit));
    json(text, &plain);
    github(text, &plain(Format::GitHub));

    let cells = cells(&plain(Format::Markdown));
    assert_eq!(cells.len(), 3 * 4, "{cells:?}");
    let place = format!("{}:1:1", Visible(text));
    assert!(cells[4].trim_start().starts_with(place.trim_start()), "{:?}", cells[4]);
}

fn xml(text: &str, written: &str) {
    harmless(written);
    let document = roxmltree::Document::parse(written).unwrap();
    let suites: Vec<_> =
        document.descendants().filter(|node| node.has_tag_name("testsuite")).collect();
    assert_eq!(suites.len(), 1);
    assert_eq!(suites[0].attribute("name"), Some(&*Visible(text).to_string()));
    let failures: Vec<_> =
        document.descendants().filter(|node| node.has_tag_name("failure")).collect();
    assert_eq!(failures.len(), 2);
    for failure in failures {
        assert_eq!(failure.attribute("message"), Some(&*Visible(text).to_string()));
        assert!(failure.text().unwrap().contains(&Visible(text).to_string()));
    }
}

/// Whether it contains exactly the text.
fn json(text: &str, written: &impl Fn(Format) -> String) {
    let parsed = |format| {
        let text = written(format);
        harmless(&text);
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let document = parsed(Format::Json);
    assert_eq!(document["findings"][0]["path"], text);
    assert_eq!(document["notes"][0], text);
    assert_eq!(parsed(Format::GitLab)[0]["location"]["path"], text);
    let result = &parsed(Format::Sarif)["runs"][0]["results"][0];
    let location = &result["locations"][0];
    assert!(result["message"]["text"].as_str().unwrap().contains("; "));
    assert_eq!(path_of(location["physicalLocation"]["artifactLocation"]["uri"].as_str()), text);
    let lines = written(Format::JsonLines);
    // Like Python's `str.splitlines`.
    let ends =
        ['\n', '\r', '\x0b', '\x0c', '\x1c', '\x1d', '\x1e', '\u{85}', '\u{2028}', '\u{2029}'];
    let lines: Vec<Value> =
        lines.split_terminator(ends).map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(&lines, document["findings"].as_array().unwrap());
}

fn path_of(uri: Option<&str>) -> String {
    let uri = uri.unwrap();
    let mut bytes = Vec::new();
    let mut rest = uri.strip_prefix("file://").unwrap_or(uri).bytes();
    while let Some(byte) = rest.next() {
        assert!(byte.is_ascii_graphic());
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).unwrap()
}

fn github(text: &str, written: &str) {
    harmless(written);
    let commands: Vec<_> = written.lines().map(|line| command(line).unwrap()).collect();
    assert_eq!(commands.len(), 2 + 2);
    let kept = |c: char| match c {
        '\r' | '\n' => c.to_string(),
        c => Visible(c.encode_utf8(&mut [0; 4])).to_string(),
    };
    let kept: String = text.chars().map(kept).collect();
    let (name, properties, said) = &commands[0];
    assert_eq!(name, "error");
    assert_eq!(properties[1], ("file".to_owned(), kept.clone()));
    assert_eq!(properties.len(), 6);
    assert!(said.contains(&Visible(text).to_string()));
    let (name, _, said) = &commands[2];
    assert_eq!((name.as_str(), said), ("notice", &kept));
}

#[test]
fn every_character_is_written() {
    for text in texts() {
        every_format(&text);
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn all_texts_are_written(text in mixed()) {
        every_format(&text);
    }
}
