//! One line of JSON for each finding: the entries of the JSON document.

use std::io;

use check::Report;

use super::json::Entry;
use crate::json::line;

/// Writes only findings.
pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in &report.findings {
        line(&Entry::new(finding), out)?;
    }
    Ok(())
}
