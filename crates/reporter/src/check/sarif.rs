//! SARIF 2.1.0, the format of editors and of code scanning.

use std::io;

use check::{Finding, Hot, Place, Report};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reasons::{RULES, Rule};
use serde_json::{Value, json};

use super::words::{fingerprints, heat, known};
use crate::json::pretty;
use crate::visible::Visible;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// One run, with the rules that found something.
pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let is_used = |rule: &&&Rule| report.findings.iter().any(|finding| finding.rule == **rule);
    let rules: Vec<&Rule> = RULES.iter().filter(is_used).copied().collect();
    let prints = fingerprints(report);
    let results = report.findings.iter().zip(&prints);
    let notes = report.notes.iter().chain(&report.doubts);
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "specialist",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": report.unchecked.is_empty(),
                "toolExecutionNotifications":
                    notes.map(|note| json!({ "level": "note", "message": text(note) }))
                        .collect::<Vec<_>>(),
            }],
            "results": results.map(|(finding, print)| result(finding, print, &rules))
                .collect::<Vec<_>>(),
        }],
    });
    pretty(&document, out)
}

fn text(text: &str) -> Value {
    json!({ "text": Visible(text).to_string() })
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": text(rule.summary),
        "fullDescription": text(&format!("{} ({})", rule.summary, rule.versions())),
        "help": { "text": rule.page(), "markdown": rule.page() },
        "defaultConfiguration": { "level": "warning" },
    })
}

fn result(finding: &Finding, fingerprint: &str, rules: &[&Rule]) -> Value {
    let sentence: Vec<String> =
        [finding.message.clone()].into_iter().chain(known(finding)).collect();
    let mut result = json!({
        "ruleId": finding.rule.code,
        "ruleIndex": rules.iter().position(|rule| *rule == finding.rule),
        "level": "warning",
        "message": text(&sentence.join("; ")),
        "partialFingerprints": { "specialist/v1": fingerprint },
    });
    if let Some(path) = &finding.path {
        let mut location = location(path, finding.place);
        if !finding.function.is_empty() {
            let function = json!({ "fullyQualifiedName": finding.function, "kind": "function" });
            location["logicalLocations"] = json!([function]);
        }
        result["locations"] = json!([location]);
    }
    if let Some(hot) = &finding.hot {
        result["relatedLocations"] = json!([related(hot)]);
    }
    result
}

fn related(hot: &Hot) -> Value {
    let mut location = location(&hot.path, hot.place);
    location["id"] = json!(1);
    location["message"] = text(&heat(hot));
    location
}

fn location(path: &str, place: Place) -> Value {
    let mut artifact = json!({ "uri": uri(path) });
    if !path.starts_with('/') {
        artifact["uriBaseId"] = json!("%SRCROOT%");
    }
    json!({
        "physicalLocation": {
            "artifactLocation": artifact,
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            },
        },
    })
}

/// What has no place in a path of a URI: all but what RFC 3986 calls unreserved, and `/`.
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');

fn uri(path: &str) -> String {
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    format!("{scheme}{}", utf8_percent_encode(path, ENCODED))
}
