//! One line for each finding.

use std::io;

use check::Report;

use super::words::{position, sentence, total};
use crate::terminal::{Depth, Screen};
use crate::visible::Visible;

const BOLD: anstyle::Style = anstyle::Style::new().bold();
const CODE: anstyle::Style = anstyle::AnsiColor::Red.on_default().bold();

/// `a.py:3:12: SPC101 …`
pub(super) fn write(report: &Report, screen: Screen, out: &mut dyn io::Write) -> io::Result<()> {
    let (bold, code) = match screen.depth {
        Depth::None => (anstyle::Style::new(), anstyle::Style::new()),
        _ => (BOLD, CODE),
    };
    for finding in &report.findings {
        let (position, rule) = (position(finding), finding.rule.code);
        let sentence = sentence(finding);
        writeln!(out, "{bold}{position}{bold:#}: {code}{rule}{code:#} {sentence}")?;
    }
    end(report, out)
}

/// The lines below all findings, in formats for reading: how many there are, and what else to know.
pub(super) fn end(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    if !report.findings.is_empty() {
        writeln!(out, "{}", total(report))?;
        for doubt in &report.doubts {
            writeln!(out, "note: {}", Visible(doubt))?;
        }
    }
    for note in &report.notes {
        writeln!(out, "note: {}", Visible(note))?;
    }
    Ok(())
}
