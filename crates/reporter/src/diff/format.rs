//! What a difference can be written as.

use std::fmt;
use std::str::FromStr;

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

impl Format {
    /// All of them, in the order help texts list them.
    pub const ALL: [Self; 3] = [Self::Text, Self::Markdown, Self::Json];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Json => "json",
        }
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
#[error("there is no format {0:?}; choose text, markdown or json")]
pub struct UnknownFormat(pub String);
