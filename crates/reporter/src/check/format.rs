//! The formats of a report of findings.

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::UnknownFormat;

/// The format of findings on standard output.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Display, EnumIter, EnumString, VariantNames,
)]
#[strum(serialize_all = "kebab-case")]
#[strum(parse_err_ty = UnknownFormat, parse_err_fn = UnknownFormat::of::<Format>)]
pub enum Format {
    /// Each finding with its source, like compiler errors.
    #[default]
    Full,
    /// One line for each finding.
    Concise,
    /// One JSON document.
    Json,
    /// One line of JSON for each finding.
    JsonLines,
    /// Annotations of GitHub Actions.
    #[strum(serialize = "github")]
    GitHub,
    /// A code quality report of GitLab.
    #[strum(serialize = "gitlab")]
    GitLab,
    /// JUnit's XML.
    #[strum(serialize = "junit")]
    JUnit,
    /// SARIF 2.1.0.
    Sarif,
    /// A summary in Markdown.
    Markdown,
}
