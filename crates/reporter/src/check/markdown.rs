//! A summary for the page of a CI job.

use std::io;

use check::{Finding, Report};

use super::words::{known, position, total, totals};
use crate::markdown::{code, prose};
use crate::words::excerpt;

/// The width of an expression, in columns.
const WIDEST: usize = 60;

/// Writes a title, what was checked, and a table of the findings.
pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let title = match report.findings.len() {
        0 => "nothing to fix".to_owned(),
        _ => total(report),
    };
    writeln!(out, "### specialist check: {title}\n\n{}", totals(report))?;
    if !report.findings.is_empty() {
        writeln!(out, "\n| where | rule | what | evidence |\n|---|---|---|---|")?;
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
    let expression = match finding.expression.as_str() {
        "" => String::new(),
        expression => code(&excerpt(expression, WIDEST)) + "<br>",
    };
    let place = code(&position(finding));
    let rule = format!("{}<br>{}", finding.rule.code, finding.rule.name);
    let what = prose(&finding.message);
    let known: Vec<String> = known(finding).map(|known| prose(&known)).collect();
    format!("| {place}{function} | {rule} | {expression}{what} | {} |", known.join("<br>"))
}
