//! A code quality report of GitLab: the fields it reads of Code Climate's format.

use std::io;

use check::{Finding, Report};
use serde_json::{Value, json};

use super::words::{fingerprints, sentence};
use crate::json::pretty;

/// A list, which is empty if nothing was found.
pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let prints = fingerprints(report);
    let all: Vec<Value> = report.findings.iter().zip(&prints).map(entry).collect();
    pretty(&all, out)
}

fn entry((finding, fingerprint): (&Finding, &String)) -> Value {
    let place = finding.place;
    json!({
        "check_name": finding.rule.code,
        "description": format!("{}: {}", finding.rule.code, sentence(finding)),
        "fingerprint": fingerprint,
        "severity": "major",
        "location": {
            // A path is required, and a finding about the whole program has none.
            "path": finding.path.as_deref().unwrap_or("."),
            "positions": {
                "begin": { "line": place.line, "column": place.column },
                "end": { "line": place.end_line, "column": place.end_column },
            },
        },
    })
}
