//! The command line of `specialist diff`.

use std::path::PathBuf;

use clap::Args;
use reporter::diff;

use super::{ProgramArgs, ScreenArgs, SettingsArgs, words};

pub(super) const EXAMPLES: &str = "\
Examples:
  specialist diff before.json after.json           show what a change did
  specialist diff before.json after.json -o page   show the sources side by side
  specialist diff --python 3.11,3.14 bench.py 10   run it on both, then compare
  specialist diff --format markdown old.json new.json

A site is lost if it was specialized and no longer is: it fails, has not tried, or has no specialized \
form on that version. It became unstable if it no longer stays specialized. Make both recordings with \
--explain, which finds unstable sites best. Sites are matched by function and expression, so lines may \
move; sites in only one recording are counted separately. `-` lost, `*` became unstable, `!` began to \
fail, `+` gained, `~` changed its form or what it is specialized for, `?` hidden by a tracer, `>` new \
and failing or unstable.

Exit status: 0 no site was lost or became unstable, 1 some were lost or became unstable, 2 the recordings
could not be compared, for example because no file is in both: [tool.specialist.paths] says which
directories are the same.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(override_usage = "specialist diff [OPTIONS] OLD NEW
       specialist diff --python VERSION,VERSION [OPTIONS] FILE [ARGS]...
       specialist diff --python VERSION,VERSION [OPTIONS] -m MODULE [ARGS]...
       specialist diff --python VERSION,VERSION [OPTIONS] -c COMMAND [ARGS]...")]
pub(crate) struct DiffArgs {
    #[command(flatten)]
    pub(crate) program: ProgramArgs,
    /// Run a program on these two interpreters, each given as for a run, without sampling. Its
    /// standard output goes to standard error
    #[arg(long, value_name = "OLD,NEW", value_delimiter = ',')]
    pub(crate) python: Vec<String>,
    /// With --python: look at the operands of failing instructions, and say why they fail
    #[arg(long, requires = "python")]
    pub(crate) explain: bool,
    /// The files to compare: a pattern or a directory, repeatable [default: the files below the
    /// current directory, without installed packages and the standard library; for recordings, all]
    #[arg(short, long, value_name = "GLOB")]
    pub(crate) targets: Vec<String>,
    /// Write a page with the sources side by side into this directory
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Replace a page that specialist did not write
    #[arg(long)]
    pub(crate) force: bool,
    /// How to print it [default: text, or nothing with --output]
    #[arg(long, value_name = "NAME")]
    #[arg(value_parser = words::<diff::Format>())]
    pub(crate) format: Option<diff::Format>,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}
