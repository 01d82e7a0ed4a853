//! The command line of `specialist env`.

use std::path::PathBuf;

use clap::Args;

pub(super) const EXAMPLES: &str = "\
Examples:
  eval \"$(specialist env --save runs)\"   record the processes that this shell starts
  specialist combine runs --save all.json   combine their recordings
  unset LD_PRELOAD SPECIALIST_FAMILY        stop recording (DYLD_INSERT_LIBRARIES on macOS)

This is for workers that something else starts on this machine. A running process keeps the variables it has.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct EnvArgs {
    /// The directory for the recordings, one for each process
    #[arg(long, value_name = "DIR")]
    pub(crate) save: PathBuf,
    /// The files to record: a pattern or a directory, repeatable [default: the files below the
    /// current directory, without installed packages and the standard library]
    #[arg(short, long, value_name = "GLOB")]
    pub(crate) targets: Vec<String>,
    /// Look at the operands of failing instructions, as for a run; not on 3.11
    #[arg(long)]
    pub(crate) explain: bool,
    /// Don't sample where the processes are
    #[arg(long)]
    pub(crate) no_sample: bool,
}
