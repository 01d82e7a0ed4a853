//! What a difference can be written as.

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::UnknownFormat;

/// What a difference is written as on standard output, in the order help texts list it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Display, EnumIter, EnumString, VariantNames,
)]
#[strum(serialize_all = "kebab-case")]
#[strum(parse_err_ty = UnknownFormat, parse_err_fn = UnknownFormat::of::<Format>)]
pub enum Format {
    /// Totals, and a line for each site that is not as it was.
    #[default]
    Text,
    /// The same as tables, for a pull request.
    Markdown,
    /// One JSON document.
    Json,
}
