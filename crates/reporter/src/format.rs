//! What a report can be written as.

/// Gives the `Format` of a module its words, and an error for others: `Variant = "word"` for each,
/// in the order help texts list them.
macro_rules! words_of_formats {
    ($($format:ident = $word:literal),+ $(,)?) => {
        impl Format {
            /// All of them, in the order help texts list them.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$format),+];

            /// The word on the command line.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$format => $word),+
                }
            }
        }

        impl std::fmt::Display for Format {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl std::str::FromStr for Format {
            type Err = UnknownFormat;

            fn from_str(name: &str) -> Result<Self, UnknownFormat> {
                let known = Self::ALL.into_iter().find(|format| format.name() == name);
                known.ok_or_else(|| UnknownFormat(name.to_owned()))
            }
        }

        /// A word that names no [`Format`].
        #[derive(Debug, PartialEq, Eq, thiserror::Error)]
        #[error(
            "there is no format {0:?}; choose one of {names}",
            names = Format::ALL.map(Format::name).join(", ")
        )]
        pub struct UnknownFormat(pub String);
    };
}

pub(crate) use words_of_formats;

/// What a report is written as on standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Totals and every source, colored.
    #[default]
    Full,
    /// Totals, and a line a file.
    Summary,
    /// Totals, the hottest sites and a table of the files, for a pull request.
    Markdown,
    /// The recording itself.
    Json,
}

words_of_formats! {
    Full = "full",
    Summary = "summary",
    Markdown = "markdown",
    Json = "json",
}

impl Format {
    /// Whether the document goes elsewhere than to a reader at a terminal, so that nothing else may
    /// stand around it.
    pub fn is_machine(self) -> bool {
        matches!(self, Self::Markdown | Self::Json)
    }
}

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
