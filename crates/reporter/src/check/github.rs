//! Annotations of GitHub Actions: workflow commands, one line each.

use std::io;

use check::{Finding, Report};

use super::words::{position, sentence};
use crate::visible::Visible;

/// `::error title=…,file=…,line=…::…`
pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in &report.findings {
        let (title, place) = (property(&title(finding)), location(finding));
        let code = finding.rule.code;
        let text = format!("{}: {code} {}", position(finding), sentence(finding));
        writeln!(out, "::error title={title}{place}::{}", data(&text))?;
    }
    for note in report.notes.iter().chain(&report.doubts) {
        writeln!(out, "::notice title=specialist::{}", data(note))?;
    }
    Ok(())
}

fn title(finding: &Finding) -> String {
    format!("specialist ({})", finding.rule.code)
}

/// Columns are accepted only if the first and the last line are the same.
fn location(finding: &Finding) -> String {
    let Some(path) = &finding.path else { return String::new() };
    let place = finding.place;
    let lines = format!(",file={},line={},endLine={}", property(path), place.line, place.end_line);
    if place.line != place.end_line {
        return lines;
    }
    format!("{lines},col={},endColumn={}", place.column, place.end_column)
}

/// Escapes a text after the second pair of colons.
fn data(text: &str) -> String {
    let escaped = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    Visible(&escaped).to_string()
}

/// Escapes a value before it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
