//! Findings as one JSON document, described in `docs/check.md`.

use std::io;

use bytecode::Version;
use check::{Finding, Hot, Place, Report};
use recording::{Certainty, Executions};
use serde::Serialize;
use sites::{HeatEvidence, HotBy, Trouble};

use crate::json::document;

/// The value of the field `schema`.
const SCHEMA: &str = "specialist/check";
/// The version of the format.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Body<'a> {
    python: Vec<Version>,
    findings: Vec<Entry<'a>>,
    notes: &'a [String],
    doubts: &'a [String],
    totals: Totals,
}

#[derive(Serialize)]
struct Totals {
    files: usize,
    hot_loops: usize,
    specialized: usize,
    sites: usize,
    forgiven: usize,
    mended: usize,
}

/// A finding, as in JSON.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    code: &'static str,
    name: &'static str,
    message: &'a str,
    path: Option<&'a str>,
    location: Option<Place>,
    function: &'a str,
    expression: &'a str,
    trouble: Option<Trouble>,
    certainty: Certainty,
    failures: Option<u32>,
    misses: Option<u32>,
    executions: Option<Executions>,
    hot: Option<Heat<'a>>,
}

#[derive(Serialize)]
struct Heat<'a> {
    how: &'static str,
    path: &'a str,
    location: Place,
    source: &'a str,
    by: Option<HeatEvidence>,
    certainty: Certainty,
}

/// The whole report.
pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let body = Body {
        python: report.versions.iter().copied().collect(),
        findings: report.findings.iter().map(Entry::new).collect(),
        notes: &report.notes,
        doubts: &report.doubts,
        totals: Totals {
            files: report.sources.len(),
            hot_loops: report.totals.hot_loops,
            specialized: report.totals.hot_code.specialized,
            sites: report.totals.hot_code.of,
            forgiven: report.forgiven,
            mended: report.mended,
        },
    };
    document(SCHEMA, SCHEMA_VERSION, &body, out)
}

impl<'a> Entry<'a> {
    pub(super) fn new(finding: &'a Finding) -> Self {
        let evidence = finding.evidence.as_deref();
        Self {
            code: finding.rule.code,
            name: finding.rule.name,
            message: &finding.message,
            path: finding.path.as_deref(),
            location: finding.path.as_ref().map(|_| finding.place),
            function: &finding.function,
            expression: &finding.expression,
            trouble: finding.trouble,
            certainty: finding.certainty,
            failures: evidence.and_then(|evidence| evidence.failures),
            misses: evidence.and_then(|evidence| evidence.misses),
            executions: evidence.and_then(|evidence| evidence.executions),
            hot: finding.hot.as_ref().map(Heat::new),
        }
    }
}

impl<'a> Heat<'a> {
    fn new(Hot { path, place, source, by }: &'a Hot) -> Self {
        let (how, by, certainty) = match by {
            HotBy::Loop(by) => ("loop", Some(*by), Certainty::Measured),
            HotBy::Call(by, certainty) => ("call", Some(*by), *certainty),
            HotBy::Mark => ("comment", None, Certainty::Measured),
        };
        Self { how, path, location: *place, source, by, certainty }
    }
}
