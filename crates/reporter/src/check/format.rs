//! What a report of findings can be written as.

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::UnknownFormat;

/// What findings are written as on standard output, in the order help texts list it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Display, EnumIter, EnumString, VariantNames,
)]
#[strum(serialize_all = "kebab-case")]
#[strum(parse_err_ty = UnknownFormat, parse_err_fn = UnknownFormat::of::<Format>)]
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
