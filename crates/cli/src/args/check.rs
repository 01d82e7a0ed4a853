//! The command line of `specialist check`.

use std::path::PathBuf;

use clap::Args;
use reporter::check;

use super::{ProgramArgs, ScreenArgs, SettingsArgs, words};

pub(super) const EXAMPLES: &str = "\
Examples:
  specialist check bench.py                     print findings with their source
  specialist check --format concise -m pytest   print a line for each finding
  specialist check run.json other.json          check recordings that --save wrote
  specialist check --write-baseline known.json bench.py
  specialist check --fail-on-increase known.json bench.py

A finding is a site in a hot loop, or in a function called from one, that fails to specialize or does \
not stay specialized, and that a change of the program may help. A loop is hot if it ran long enough to \
be specialized. Comments in the source control rules: `# specialist: ignore[SPC101]` at the end of a \
line, `# specialist: hot` above a loop or function that must be specialized.

The same program gives the same findings: check takes no samples, and sets of strings have the same \
order in every run (PYTHONHASHSEED is 0 unless you set it).

Settings are read from [tool.specialist.check] in pyproject.toml, or [check] in specialist.toml, in this \
directory or the nearest one above it within the repository or project. The command line has precedence.

Exit status: 0 nothing was found, 1 something was found, 2 the program could not be checked: it failed, \
nothing in it was hot, the recording is incomplete, or an option could not be honored.";

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
    /// The interpreter to use, as for a run
    #[arg(long, value_name = "VERSION|PATH")]
    pub(crate) python: Option<String>,
    /// The files to check: a pattern or a directory, repeatable [default: the files below the
    /// current directory, without installed packages and the standard library]
    #[arg(short, long, value_name = "GLOB")]
    pub(crate) targets: Vec<String>,
    /// Rules to apply, given by code or by the beginning of a code [default: all but SPC007]
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) select: Option<Vec<String>>,
    /// Rules to ignore; the longer of a selected and an ignored beginning wins
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) ignore: Option<Vec<String>>,
    /// The percentage of each hot loop and of all hot code that must be specialized, 0 to 100
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) min_specialized: Option<u8>,
    /// The number of executions from which on a site can be a finding, if the number is known
    /// [default: 8]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) min_executions: Option<u64>,
    /// The number of findings that are accepted
    #[arg(long, value_name = "NUMBER")]
    pub(crate) max_findings: Option<usize>,
    /// Leave out the findings in a baseline
    #[arg(long, value_name = "BASELINE")]
    pub(crate) fail_on_increase: Option<PathBuf>,
    /// Write all findings into a baseline, replacing those it has for this version of Python, and
    /// succeed
    #[arg(long, value_name = "BASELINE")]
    pub(crate) write_baseline: Option<PathBuf>,
    /// Run the program this many times, and leave out, but name, what is not found every time
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) repeat: u32,
    /// Succeed even if something is found
    #[arg(long)]
    pub(crate) exit_zero: bool,
    /// Print the number of findings of each rule, instead of the findings
    #[arg(long)]
    pub(crate) statistics: bool,
    /// Look at the operands of failing instructions, and say why they fail. This is the default
    /// from Python 3.12 on; on 3.11 the program runs a second time for it, without input and output
    #[arg(long, overrides_with = "no_explain")]
    pub(crate) explain: bool,
    /// Don't look at operands; why a site fails, and whether a change can help, is then rarely
    /// known
    #[arg(long, overrides_with = "explain")]
    pub(crate) no_explain: bool,
    /// Save the recording as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// Let --save and --write-baseline replace files that specialist did not write
    #[arg(long)]
    pub(crate) force: bool,
    /// How to print findings. The program's standard output goes to standard error [default: full]
    #[arg(long, alias = "output-format", value_name = "NAME")]
    #[arg(value_parser = words::<check::Format>())]
    pub(crate) format: Option<check::Format>,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}
