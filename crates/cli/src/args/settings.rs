//! Which file of settings is used.

use std::path::PathBuf;

use clap::Args;

/// Settings stand in a file.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct SettingsArgs {
    /// Use the settings in this file, whoever owns it [default: the nearest `[tool.specialist]` of a
    /// pyproject.toml or specialist.toml, here or above, no further than the repository or project]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,
    /// Use no file of settings
    #[arg(long)]
    pub(crate) no_config: bool,
    /// Say which file of settings is used
    #[arg(long)]
    pub(crate) verbose: bool,
}

impl SettingsArgs {
    /// Whether any of it was typed.
    pub(crate) fn is_given(&self) -> bool {
        self.config.is_some() || self.no_config || self.verbose
    }
}
