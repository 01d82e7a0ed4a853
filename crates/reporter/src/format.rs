//! What a report can be written as.

use std::fmt;
use std::str::FromStr;

/// What a report is written as on standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Totals and every source, coloured.
    #[default]
    Full,
    /// Totals, and a line a file.
    Summary,
    /// Totals, the hottest sites and a table of the files, for a pull request.
    Markdown,
    /// The recording itself.
    Json,
}

impl Format {
    /// All of them, in the order help texts list them.
    pub const ALL: [Self; 4] = [Self::Full, Self::Summary, Self::Markdown, Self::Json];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Summary => "summary",
            Self::Markdown => "markdown",
            Self::Json => "json",
        }
    }

    /// Whether the document goes elsewhere than to a reader at a terminal, so that nothing else may
    /// stand around it.
    pub fn is_machine(self) -> bool {
        matches!(self, Self::Markdown | Self::Json)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let known = Self::ALL.into_iter().find(|format| format.name() == name);
        known.ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// A word that names no [`Format`].
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no format {0:?}; choose full, summary, markdown or json")]
pub struct UnknownFormat(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
        }
        assert_eq!("xml".parse::<Format>(), Err(UnknownFormat("xml".into())));
    }
}
