//! A summary for the page of a CI job.

use std::io;

use check::{Finding, Report};

use super::words::{facts, heat, position, total, totals};
use crate::markdown::{code, prose};

/// A title, what was looked at, and a table of what was found.
pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let title = match report.findings.len() {
        0 => "nothing to mend".to_owned(),
        _ => total(report),
    };
    writeln!(out, "### specialist check: {title}\n\n{}", totals(report))?;
    if !report.findings.is_empty() {
        writeln!(out, "\n| where | rule | what | how it is known |\n|---|---|---|---|")?;
        report.findings.iter().try_for_each(|finding| writeln!(out, "{}", row(finding)))?;
    }
    for note in report.notes.iter().chain(&report.doubts) {
        writeln!(out, "\n> {}", prose(note))?;
    }
    Ok(())
}

fn row(finding: &Finding) -> String {
    let function = match finding.function.as_str() {
        "" => String::new(),
        name => format!("<br>in {}", code(name)),
    };
    let place = format!("{}{function}", code(&position(finding)));
    let rule = format!("{}<br>{}", finding.rule.code, finding.rule.name);
    let what = match finding.expression.as_str() {
        "" => prose(&finding.message),
        expression => format!("{}<br>{}", code(&short(expression)), prose(&finding.message)),
    };
    let known: Vec<String> = facts(finding)
        .into_iter()
        .chain(finding.hot.as_ref().map(heat))
        .map(|known| prose(&known))
        .collect();
    format!("| {place} | {rule} | {what} | {} |", known.join("<br>"))
}

/// An expression may be long; a table is narrow.
fn short(text: &str) -> String {
    crate::words::excerpt(text, 60)
}
