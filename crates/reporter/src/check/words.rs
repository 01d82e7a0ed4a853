//! The sentences that `check` says about findings.

use std::collections::HashMap;

use check::{Finding, Hot, Report};
use recording::Certainty;
use sha2::{Digest, Sha256};
use sites::{HeatEvidence, HotBy, Trouble};

use crate::evidence::in_words;
use crate::summary::{counted, grouped};
use crate::visible::Visible;

/// `a.py:3:12`, or `the program` for a finding without a file.
pub(super) fn position(finding: &Finding) -> String {
    match &finding.path {
        Some(path) => place(path, finding.place),
        None => "the program".to_owned(),
    }
}

/// `a.py:3:12`
pub(super) fn place(path: &str, place: check::Place) -> String {
    format!("{}:{}:{}", Visible(path), place.line, place.column)
}

/// What is known about the site itself: `failing: inferred, 5 failed attempts in 100 executions`.
pub(super) fn facts(finding: &Finding) -> Option<String> {
    let trouble = finding.trouble.map(Trouble::name)?;
    let inferred = (finding.certainty == Certainty::Inferred).then(|| "inferred".to_owned());
    let counters = finding.evidence.as_deref().and_then(in_words);
    let facts: Vec<String> = inferred.into_iter().chain(counters).collect();
    if facts.is_empty() {
        return Some(trouble.to_owned());
    }
    Some(format!("{trouble}: {}", facts.join(", ")))
}

/// Why the code is hot: `in a hot loop: ran at least 300 times`.
pub(super) fn heat(hot: &Hot) -> String {
    match &hot.by {
        HotBy::Loop(by) => format!("in a hot loop: {}", evidence(*by)),
        HotBy::Call(by, Certainty::Measured) => {
            format!("called from a hot loop: {}", evidence(*by))
        }
        HotBy::Call(by, Certainty::Inferred) => {
            format!("called from a hot loop (matched by name): {}", evidence(*by))
        }
        HotBy::Mark => "marked hot by a comment".to_owned(),
    }
}

/// The evidence that a loop is hot: `ran at least 300 times`.
pub(super) fn evidence(by: HeatEvidence) -> String {
    match by {
        HeatEvidence::Executions(count) => format!("ran at least {}", counted(count, "time")),
        HeatEvidence::Specialized => "ran often enough to be specialized".to_owned(),
        HeatEvidence::Failing => "ran often enough to try to specialize".to_owned(),
        HeatEvidence::Compiled => "compiled by the JIT".to_owned(),
        HeatEvidence::Samples(count) => format!("hit by {}", counted(count.into(), "sample")),
    }
}

/// What is known about the site, then what is known about the loop that contains it.
pub(super) fn known(finding: &Finding) -> impl Iterator<Item = String> {
    facts(finding).into_iter().chain(finding.hot.as_ref().map(heat))
}

/// The message, the site and why it is hot, on one line.
pub(super) fn sentence(finding: &Finding) -> String {
    let message = Visible(&finding.message);
    let heat =
        finding.hot.as_ref().map(|hot| format!("{} ({})", heat(hot), place(&hot.path, hot.place)));
    let known: Vec<String> = facts(finding).into_iter().chain(heat).collect();
    if known.is_empty() { message.to_string() } else { format!("{message}; {}", known.join("; ")) }
}

/// `3 findings`, and how many more are in the baseline.
pub(super) fn total(report: &Report) -> String {
    let found = counted(report.findings.len() as u64, "finding");
    match report.forgiven {
        0 => found,
        1 => format!("{found}, 1 more is in the baseline"),
        forgiven => format!("{found}, {} more are in the baseline", grouped(forgiven)),
    }
}

/// What hot code there is: `3 hot loops; 97% of the sites in hot code are specialized`.
pub(super) fn totals(report: &Report) -> String {
    let loops = counted(report.totals.hot_loops as u64, "hot loop");
    match report.totals.hot_code.percent() {
        Some(percent) => format!("{loops}; {percent}% of the sites in hot code are specialized"),
        None => loops,
    }
}

/// A unique name for each finding, in hexadecimal, that stays the same when lines move.
pub(super) fn fingerprints(report: &Report) -> Vec<String> {
    let mut equals: HashMap<_, usize> = HashMap::new();
    let mut prints = Vec::new();
    for Finding { path, function, expression, rule, .. } in &report.findings {
        let before = equals.entry((path, function, expression, rule.code)).or_default();
        *before += 1;
        let text = format!("{:?}", (path, function, expression, rule.code, *before));
        prints.push(hex::encode(Sha256::digest(text.as_bytes())));
    }
    prints
}
