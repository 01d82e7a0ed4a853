//! What a report of findings can be written as.

use crate::format::words_of_formats;

/// What findings are written as on standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Each with its source, as compilers print it.
    #[default]
    Full,
    /// A line each.
    Concise,
    /// One JSON document.
    Json,
    /// A line of JSON each.
    JsonLines,
    /// Annotations of GitHub Actions.
    GitHub,
    /// A code quality report of GitLab.
    GitLab,
    /// JUnit's XML.
    JUnit,
    /// SARIF 2.1.0.
    Sarif,
    /// A summary in Markdown.
    Markdown,
}

words_of_formats! {
    Full = "full",
    Concise = "concise",
    Json = "json",
    JsonLines = "json-lines",
    GitHub = "github",
    GitLab = "gitlab",
    JUnit = "junit",
    Sarif = "sarif",
    Markdown = "markdown",
}
