//! The command line of `specialist combine`.

use std::path::PathBuf;

use clap::Args;

use super::SettingsArgs;

pub(super) const EXAMPLES: &str = "\
Examples:
  specialist combine runs/ --save all.json              all *.json in runs/
  specialist combine a.json b.json --save both.json
  specialist report all.json -o report

All must be of one version of Python. A site that fails in any process is shown as failing, and in how \
many; one that is specialised in any, and fails in none, as specialised. A file that had different \
contents in different processes is kept once for each, and a warning says so.

Files that have several paths are taken for one where [tool.specialist.paths] of pyproject.toml, or \
[paths] of specialist.toml, says so, as [tool.coverage.paths] does for coverage.py:
  [tool.specialist.paths]
  source = [\"src\", \"/builds/*/project/src\"]

Exit status: 0 all were combined, 1 some could not be read and were left out, 2 nothing was written.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CombineArgs {
    /// Recordings, as --save wrote them, and directories that hold them (*.json)
    #[arg(required = true, value_name = "RECORDING|DIR")]
    pub(crate) recordings: Vec<PathBuf>,
    /// Where to write what they come to. In a directory of recordings it is not taken for one
    #[arg(long, value_name = "FILE")]
    pub(crate) save: PathBuf,
    /// Let it replace a file that specialist did not write
    #[arg(long)]
    pub(crate) force: bool,
    /// Of processes that left no recording yet: read these sources, too, besides those below the
    /// current directory: a pattern or a directory, repeatable
    #[arg(long, value_name = "GLOB")]
    pub(crate) sources: Vec<String>,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}
