//! The command line of `specialist check`.

use std::path::PathBuf;

use clap::Args;
use reporter::check;

use super::{ProgramArgs, ScreenArgs, SettingsArgs, words};

pub(super) const EXAMPLES: &str = "\
Examples:
  specialist check bench.py                     findings with their source
  specialist check --format concise -m pytest   a line each
  specialist check run.json other.json          of recordings, as --save wrote them
  specialist check --write-baseline known.json bench.py
  specialist check --fail-on-increase known.json bench.py

A finding is a site in a hot loop, or in a function called from one, that fails to specialise or does \
not stay specialised, and that a change of the program may help. A loop is hot when it ran long enough \
to be specialised. Comments speak, too: `# specialist: ignore[SPC101]` at the end of a line, \
`# specialist: hot` above a loop or function that must be specialised.

The same program gives the same findings: no samples are taken, and sets of strings are in the same \
order each time (PYTHONHASHSEED is 0 unless it is set).

Settings stand in [tool.specialist.check] of pyproject.toml, or in [check] of specialist.toml, in this \
directory or the nearest above in its repository or project; the command line comes first.

Exit status: 0 nothing found, 1 something found, 2 it could not be checked: the program failed, nothing \
in it was hot, some of what ran is not in the recording, or something asked for was not possible.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(override_usage = "specialist check [OPTIONS] FILE [ARGS]...
       specialist check [OPTIONS] -m MODULE [ARGS]...
       specialist check [OPTIONS] -c COMMAND [ARGS]...
       specialist check [OPTIONS] RECORDING.json...")]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) program: ProgramArgs,
    /// The interpreter, as for a run
    #[arg(long, value_name = "VERSION|PATH")]
    pub(crate) python: Option<String>,
    /// Which files to check: a pattern or a directory, repeatable [default: the files below the
    /// current directory, without installed packages and the standard library]
    #[arg(short, long, value_name = "GLOB")]
    pub(crate) targets: Vec<String>,
    /// Rules that count, by the beginnings of their codes [default: all but SPC007]
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) select: Option<Vec<String>>,
    /// Rules that do not; of a beginning that is selected and one that is ignored the longer counts
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) ignore: Option<Vec<String>>,
    /// How much of each hot loop and of all hot code must be specialised, 0 to 100
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) min_specialized: Option<u8>,
    /// How often a site must have been executed to be a finding, where that is known [default: 8]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) min_executions: Option<u64>,
    /// So many findings are no failure
    #[arg(long, value_name = "NUMBER")]
    pub(crate) max_findings: Option<usize>,
    /// Leave out what a baseline knows
    #[arg(long, value_name = "BASELINE")]
    pub(crate) fail_on_increase: Option<PathBuf>,
    /// Write all findings into a baseline, in place of those it has for this version of Python, and
    /// succeed
    #[arg(long, value_name = "BASELINE")]
    pub(crate) write_baseline: Option<PathBuf>,
    /// Run the program so many times, and leave out what is not found each time, but name it
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) repeat: u32,
    /// Succeed whatever is found
    #[arg(long)]
    pub(crate) exit_zero: bool,
    /// Print how often each rule found something, instead of what it found
    #[arg(long)]
    pub(crate) statistics: bool,
    /// Look at the operands of instructions that fail, and say why they do. This is the default from
    /// Python 3.12 on; on 3.11 the program runs a second time for it, without input and output
    #[arg(long, overrides_with = "no_explain")]
    pub(crate) explain: bool,
    /// Do not. Then it is seldom known why a site fails, and whether a change can help
    #[arg(long, overrides_with = "explain")]
    pub(crate) no_explain: bool,
    /// Keep the recording, as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// Let --save and --write-baseline replace files that specialist did not write
    #[arg(long)]
    pub(crate) force: bool,
    /// How to print findings. The program's standard output goes to standard error [default: full]
    #[arg(long, alias = "output-format", value_name = "NAME")]
    #[arg(value_parser = words::<check::Format>(check::Format::ALL.map(check::Format::name)))]
    pub(crate) format: Option<check::Format>,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}
