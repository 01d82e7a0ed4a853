//! The command line of `specialist env`.

use std::path::PathBuf;

use clap::Args;

pub(super) const EXAMPLES: &str = "\
Examples:
  eval \"$(specialist env --save runs)\"   the processes that this shell starts from now on record
  specialist combine runs --save all.json   what they have left, as one recording
  unset LD_PRELOAD SPECIALIST_FAMILY        no more of them (DYLD_INSERT_LIBRARIES on macOS)

For workers that something else starts on this machine. They stay with the variables they have.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct EnvArgs {
    /// The directory for the recordings, one of each process
    #[arg(long, value_name = "DIR")]
    pub(crate) save: PathBuf,
    /// Which files to record: a pattern or a directory, repeatable [default: the files below the
    /// current directory, without installed packages and the standard library]
    #[arg(short, long, value_name = "GLOB")]
    pub(crate) targets: Vec<String>,
    /// Look at the operands of instructions that fail, as for a run; not on 3.11
    #[arg(long)]
    pub(crate) explain: bool,
    /// Do not look from time to time where the processes are
    #[arg(long)]
    pub(crate) no_sample: bool,
}
