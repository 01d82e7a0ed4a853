//! A line of JSON for each finding: the entries of the JSON document.

use std::io;

use check::Report;

use super::json::Entry;

/// Nothing but findings.
pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in &report.findings {
        serde_json::to_writer(&mut *out, &Entry::new(finding))?;
        writeln!(out)?;
    }
    Ok(())
}
