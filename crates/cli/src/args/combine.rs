//! The command line of `specialist combine`.

use std::path::PathBuf;

use clap::Args;

use super::SettingsArgs;

pub(super) const EXAMPLES: &str = "\
Examples:
  specialist combine runs/ --save all.json              all *.json in runs/
  specialist combine a.json b.json --save both.json
  specialist report all.json -o report

All recordings must be of the same Python version. A site that fails in any process is shown as \
failing, with the number of processes in which it fails; a site that is specialized in some and fails in \
none is shown as specialized. A file with different contents in different processes is kept once for \
each, and a warning says so.

Paths count as the same file if [tool.specialist.paths] in pyproject.toml, or [paths] in \
specialist.toml, says so, as [tool.coverage.paths] does for coverage.py:
  [tool.specialist.paths]
  source = [\"src\", \"/builds/*/project/src\"]

Exit status: 0 all were combined, 1 some could not be read and were left out, 2 nothing was written.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CombineArgs {
    /// Recordings that --save wrote, and directories that contain them (*.json)
    #[arg(required = true, value_name = "RECORDING|DIR")]
    pub(crate) recordings: Vec<PathBuf>,
    /// The file to write the combined recording to; it is left out if it lies in a directory of
    /// recordings
    #[arg(long, value_name = "FILE")]
    pub(crate) save: PathBuf,
    /// Replace a file that specialist did not write
    #[arg(long)]
    pub(crate) force: bool,
    /// Sources that may be read for processes without a finished recording, in addition to those
    /// below the current directory: a pattern or a directory, repeatable
    #[arg(long, value_name = "GLOB")]
    pub(crate) sources: Vec<String>,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}
