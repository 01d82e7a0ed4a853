//! The command line of `specialist diff`.

use std::path::PathBuf;

use clap::Args;
use reporter::diff;

use super::{ProgramArgs, ScreenArgs, SettingsArgs, words};

pub(super) const EXAMPLES: &str = "\
Examples:
  specialist diff before.json after.json           what a change did
  specialist diff before.json after.json -o page   the sources side by side
  specialist diff --python 3.11,3.14 bench.py 10   run it on both, then compare
  specialist diff --format markdown old.json new.json

A site is lost where it was specialised and is not: it fails, has not tried, or has no form on that \
version. It became unstable where it stayed specialised and does not: what is unstable is known best \
with --explain, so make both recordings with it. Sites are matched by function and expression, so that \
lines may move; what is in one recording only is counted apart. `-` lost, `*` became unstable, `!` \
began to fail, `+` gained, `~` changed its form or what that is for, `?` hidden by a tracer, `>` new \
and in trouble.

Exit status: 0 no site was lost or became unstable, 1 some were or did, 2 it could not be compared,
as where no file is in both: [tool.specialist.paths] says which directories are the same.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(override_usage = "specialist diff [OPTIONS] OLD NEW
       specialist diff --python VERSION,VERSION [OPTIONS] FILE [ARGS]...
       specialist diff --python VERSION,VERSION [OPTIONS] -m MODULE [ARGS]...
       specialist diff --python VERSION,VERSION [OPTIONS] -c COMMAND [ARGS]...")]
pub(crate) struct DiffArgs {
    #[command(flatten)]
    pub(crate) program: ProgramArgs,
    /// Run a program on these two interpreters, each as for a run, without samples. Its standard
    /// output goes to standard error
    #[arg(long, value_name = "OLD,NEW", value_delimiter = ',')]
    pub(crate) python: Vec<String>,
    /// With --python: look at the operands of instructions that fail, and say why they do
    #[arg(long, requires = "python")]
    pub(crate) explain: bool,
    /// Which files to compare: a pattern or a directory, repeatable [default: the files below the
    /// current directory, without installed packages and the standard library; of recordings, all]
    #[arg(short, long, value_name = "GLOB")]
    pub(crate) targets: Vec<String>,
    /// Write a page with the sources side by side into this directory
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Let it replace a page that specialist did not write
    #[arg(long)]
    pub(crate) force: bool,
    /// How to print it [default: text, or nothing with --output]
    #[arg(long, value_name = "NAME")]
    #[arg(value_parser = words::<diff::Format>(diff::Format::ALL.map(diff::Format::name)))]
    pub(crate) format: Option<diff::Format>,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}
