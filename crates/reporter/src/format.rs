//! The formats of a report.

use strum::{Display, EnumIter, EnumString, VariantNames};

/// The format of a report on standard output.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Display, EnumIter, EnumString, VariantNames,
)]
#[strum(serialize_all = "kebab-case")]
#[strum(parse_err_ty = UnknownFormat, parse_err_fn = UnknownFormat::of::<Format>)]
pub enum Format {
    /// Totals and every source, colored.
    #[default]
    Full,
    /// Totals, and one line for each file.
    Summary,
    /// Totals, the hottest sites and a table of the files, for a pull request.
    Markdown,
    /// The recording itself.
    Json,
}

/// A word that names no format of a command.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no format {word:?}; choose one of {}", .known.join(", "))]
pub struct UnknownFormat {
    /// The word.
    pub word: String,
    /// Those that do.
    pub known: &'static [&'static str],
}

impl UnknownFormat {
    pub(crate) fn of<Format: VariantNames>(word: &str) -> Self {
        Self { word: word.to_owned(), known: Format::VARIANTS }
    }
}

impl Format {
    /// Whether the document is not for a reader at a terminal, so that nothing else may be printed
    /// with it.
    pub fn is_machine(self) -> bool {
        matches!(self, Self::Markdown | Self::Json)
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn every_name_is_read_back() {
        for format in Format::iter() {
            assert_eq!(format.to_string().parse(), Ok(format));
        }
        let unknown = "xml".parse::<Format>().unwrap_err();
        let said = "there is no format \"xml\"; choose one of full, summary, markdown, json";
        assert_eq!(unknown.to_string(), said);
    }
}
