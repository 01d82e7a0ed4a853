//! Reports of `specialist check`, in the formats of terminals, editors and CI, each in its own
//! module.

mod concise;
mod format;
mod full;
mod github;
mod gitlab;
mod json;
mod json_lines;
mod junit;
mod markdown;
mod sarif;
mod statistics;
#[cfg(test)]
mod tests;
mod words;

use std::io;

use check::Report;

pub use format::Format;
pub use statistics::statistics;

use crate::terminal::Screen;

/// Writes a report. If nothing was found, formats for reading write only notes, and formats for
/// programs write a document that says so.
///
/// # Errors
/// What `out` says.
pub fn write(
    report: &Report,
    format: Format,
    screen: Screen,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Full => full::write(report, screen, out),
        Format::Concise => concise::write(report, screen, out),
        Format::Json => json::write(report, out),
        Format::JsonLines => json_lines::write(report, out),
        Format::GitHub => github::write(report, out),
        Format::GitLab => gitlab::write(report, out),
        Format::JUnit => junit::write(report, out),
        Format::Sarif => sarif::write(report, out),
        Format::Markdown => markdown::write(report, out),
    }
}
