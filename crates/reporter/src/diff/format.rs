//! What a difference can be written as.

use crate::format::words_of_formats;

/// What a difference is written as on standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Totals, and a line for each site that is not as it was.
    #[default]
    Text,
    /// The same as tables, for a pull request.
    Markdown,
    /// One JSON document.
    Json,
}

words_of_formats! {
    Text = "text",
    Markdown = "markdown",
    Json = "json",
}
