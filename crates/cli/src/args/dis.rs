//! The command line of `specialist dis`.

use std::ffi::OsString;

use clap::Args;

use super::ScreenArgs;

pub(super) const EXAMPLES: &str = "\
Examples:
  specialist dis point.py                                 the whole file, as it was compiled
  specialist dis point.py:Point.shifted --adaptive        a method, as it stands after the run
  specialist dis point.py:Point.shifted --adaptive --stack
  specialist dis run.json:main --adaptive --show-caches   from a recording
  specialist dis -m package.module:Class -t package

Before each instruction: + specialized, ! failing, . has not tried yet, * compiled, ? unknown.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct DisArgs {
    /// The program to run, or a recording (.json), and the code object to show, by its qualified
    /// name [default: all of the file]
    #[arg(value_name = "FILE[:QUALNAME]")]
    pub(crate) target: OsString,
    /// FILE is a module to run as `python -m` does
    #[arg(short)]
    pub(crate) module: bool,
    /// Print the instructions as they stand at the end of the run, not as they were compiled
    #[arg(long, overrides_with = "no_adaptive")]
    pub(crate) adaptive: bool,
    /// Print the instructions as they were compiled [default]
    #[arg(long, overrides_with = "adaptive")]
    pub(crate) no_adaptive: bool,
    /// Print the entries of inline caches, too
    #[arg(long)]
    pub(crate) show_caches: bool,
    /// Print the evaluation stack after each instruction, as source text
    #[arg(long)]
    pub(crate) stack: bool,
    /// Print only what Python's own `dis` prints
    #[arg(long, conflicts_with = "stack")]
    pub(crate) plain: bool,
    /// The files to show: a pattern or a directory, repeatable [default: the program's own file;
    /// with -m, and of a recording, all]
    #[arg(short, long, value_name = "GLOB")]
    pub(crate) targets: Vec<String>,
    /// The interpreter to use, as for a run
    #[arg(long, value_name = "VERSION|PATH")]
    pub(crate) python: Option<String>,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
    /// The program's arguments. Its standard output goes to standard error
    #[arg(last = true, value_name = "ARGS")]
    pub(crate) arguments: Vec<OsString>,
}
