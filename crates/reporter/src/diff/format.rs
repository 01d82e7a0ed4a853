//! The formats of a difference.

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::UnknownFormat;

/// The format of a difference on standard output.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Display, EnumIter, EnumString, VariantNames,
)]
#[strum(serialize_all = "kebab-case")]
#[strum(parse_err_ty = UnknownFormat, parse_err_fn = UnknownFormat::of::<Format>)]
pub enum Format {
    /// Totals, and a line for each site that changed.
    #[default]
    Text,
    /// The same in tables, for a pull request.
    Markdown,
    /// One JSON document.
    Json,
}
