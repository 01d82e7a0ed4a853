//! Which file of settings is used.

use std::path::PathBuf;

use clap::Args;

/// Settings stand in a file.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct SettingsArgs {
    /// Read settings from this file, whoever owns it [default: the nearest pyproject.toml with
    /// `[tool.specialist]`, or specialist.toml, in this directory or above it within the repository
    /// or project]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,
    /// Don't read a settings file
    #[arg(long)]
    pub(crate) no_config: bool,
    /// Print the settings file that is used
    #[arg(long)]
    pub(crate) verbose: bool,
}

impl SettingsArgs {
    /// Whether any of it was typed.
    pub(crate) fn is_given(&self) -> bool {
        self.config.is_some() || self.no_config || self.verbose
    }
}
