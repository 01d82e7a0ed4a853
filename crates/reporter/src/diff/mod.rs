//! Reports of `specialist diff`, in the formats of terminals, programs and pull requests; the page
//! is [`crate::html::diff_page`].

mod format;
mod json;
mod markdown;
#[cfg(test)]
mod tests;
mod text;
pub(crate) mod words;

use std::io;

use diff::Diff;

pub use format::Format;

use crate::terminal::Screen;

/// Writes a difference.
///
/// # Errors
/// What `out` says.
pub fn write(
    diff: &Diff,
    format: Format,
    screen: Screen,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Text => text::write(diff, screen, out),
        Format::Markdown => markdown::write(diff, out),
        Format::Json => json::write(diff, out),
    }
}
