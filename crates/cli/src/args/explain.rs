//! The command line of `specialist explain`.

use clap::{Args, ValueEnum};

use super::ScreenArgs;

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The rule, by its code or its name [default: a list of all]
    #[arg(value_name = "CODE")]
    pub(crate) rule: Option<String>,
    /// How to print it
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub(crate) format: PageFormat,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}

/// How a rule is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    /// For reading; Markdown where it is not a terminal
    Text,
    /// An object for a rule, a list of them for all
    Json,
}
