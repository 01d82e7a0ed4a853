//! What a report of findings can be written as.

use std::fmt;
use std::str::FromStr;

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

impl Format {
    /// All of them, in the order help texts list them.
    pub const ALL: [Self; 9] = [
        Self::Full,
        Self::Concise,
        Self::Json,
        Self::JsonLines,
        Self::GitHub,
        Self::GitLab,
        Self::JUnit,
        Self::Sarif,
        Self::Markdown,
    ];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::JsonLines => "json-lines",
            Self::GitHub => "github",
            Self::GitLab => "gitlab",
            Self::JUnit => "junit",
            Self::Sarif => "sarif",
            Self::Markdown => "markdown",
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
#[error("there is no format {0:?}; choose one of {names}", names = names())]
pub struct UnknownFormat(pub String);

fn names() -> String {
    Format::ALL.map(Format::name).join(", ")
}
