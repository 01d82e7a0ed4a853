//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use reporter::terminal::When;
use reporter::{Format, check, diff};

const EXAMPLES: &str = "\
Examples:
  specialist point.py                     run it, then print its source, coloured
  specialist -o report point.py 10        pages in report/; 10 is the program's argument
  specialist -m pytest -q                 the files below this directory that the tests ran
  specialist -t 'src/**/*.py' app.py      only these files
  specialist --python 3.14 -c 'print(1)'  another interpreter, a command
  specialist --save run.json point.py     keep the recording
  specialist report run.json -o report    show it again
  specialist check bench.py               fail where a hot loop is not specialised

Green: specialised. Red: tried and failed. Between: some of both. Paler: with instructions that
have no specialised form. No colour: nothing to specialise, or not run often enough. Before a line:
! a failing site, ◆ one that does not stay specialised, ○ a cold one marked `# specialist: hot`.

Exit status: the program's own; 2 where specialist could not do its work, or where nothing ran or
nothing was specialised.";

/// Shows, expression by expression, what the specializing adaptive interpreter (PEP 659) made of
/// a Python program
///
/// Runs FILE exactly as `python FILE` would, on CPython 3.11 to 3.15, and shows afterwards which
/// instructions were specialised and which failed to.
#[derive(Debug, Parser)]
#[command(name = "specialist", version, after_help = EXAMPLES, max_term_width = 100)]
#[command(args_conflicts_with_subcommands = true, subcommand_precedence_over_arg = true)]
#[command(override_usage = "specialist [OPTIONS] FILE [ARGS]...
       specialist [OPTIONS] -m MODULE [ARGS]...
       specialist [OPTIONS] -c COMMAND [ARGS]...
       specialist check|env|report|diff|combine|dis|explain|pythons|completions ...")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs a program, or reads recordings, and fails where a hot loop is not specialised
    Check(Box<CheckArgs>),
    /// Prints variables that make every Python process record that has them in its environment
    Env(EnvArgs),
    /// Shows a saved recording, with the same options as a run
    Report(ReportArgs),
    /// Compares two recordings, or a program on two versions, and fails where sites were lost
    Diff(Box<DiffArgs>),
    /// Makes one recording of many
    Combine(CombineArgs),
    /// Runs a program and prints its bytecode as Python's `dis` does, with --adaptive as it then stands
    Dis(DisArgs),
    /// Explains why instructions are not specialised: one rule, or a list of all
    Explain(ExplainArgs),
    /// Lists the interpreters found, and why each is or is not usable
    Pythons,
    /// Prints a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// A program and its arguments.
#[derive(Debug, Args)]
pub(crate) struct ProgramArgs {
    /// Run a module as `python -m` does; everything after it is the program's
    #[arg(short, value_name = "MODULE", num_args = 1.., allow_hyphen_values = true)]
    #[arg(conflicts_with = "command")]
    pub(crate) module: Vec<OsString>,
    /// Run a command as `python -c` does; everything after it is the program's
    #[arg(short, value_name = "COMMAND", num_args = 1.., allow_hyphen_values = true)]
    #[arg(id = "command")]
    pub(crate) command: Vec<OsString>,
    /// The program and its arguments
    #[arg(value_name = "FILE", trailing_var_arg = true)]
    pub(crate) words: Vec<OsString>,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) program: ProgramArgs,
    /// The interpreter: a version as 3.12, a name on PATH, or a path [default: the active virtual
    /// environment's, else python3]
    #[arg(long, value_name = "VERSION|PATH")]
    pub(crate) python: Option<String>,
    /// Look at the operands of instructions that fail, and say why they do. Executions that were
    /// looked at do not count towards specialisation, and a tool id of `sys.monitoring` is taken.
    /// On 3.11 the program runs twice, the second time without input and output
    #[arg(long)]
    pub(crate) explain: bool,
    /// Do not look from time to time where the program is
    #[arg(long, overrides_with = "sample")]
    pub(crate) no_sample: bool,
    /// Look from time to time where the program is, from a thread of its own, which the program
    /// finds nowhere but in /proc/self/task [default]
    #[arg(long, overrides_with = "no_sample")]
    pub(crate) sample: bool,
    /// Keep the recording, as JSON; with --subprocesses, a recording of each process, in a directory
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) save: Option<PathBuf>,
    /// Record child processes, too, and show all together: forks, and every CPython from 3.11 on that inherits the
    /// environment, in which two variables stand for it
    #[arg(long)]
    pub(crate) subprocesses: bool,
    /// End with the program's exit status, also where nothing ran or nothing was specialised
    #[arg(long)]
    pub(crate) keep_status: bool,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  specialist check bench.py                     findings with their source
  specialist check --format concise -m pytest   a line each
  specialist check run.json other.json          of recordings, as --save wrote them
  specialist check --write-baseline known.json bench.py
  specialist check --fail-on-increase known.json bench.py

A finding is a site in a hot loop, or in a function called from one, that fails to specialise or does
not stay specialised, and that a change of the program may help. A loop is hot when it ran long enough
to be specialised. Comments speak, too: `# specialist: ignore[SPC101]` at the end of a line,
`# specialist: hot` above a loop or function that must be specialised.

The same program gives the same findings: no samples are taken, and sets of strings are in the same
order each time (PYTHONHASHSEED is 0 unless it is set).

Settings stand in [tool.specialist.check] of pyproject.toml, or in [check] of specialist.toml, in this
directory or the nearest above; the command line comes first.

Exit status: 0 nothing found, 1 something found, 2 it could not be checked: the program failed, nothing
in it was hot, or something asked for was not possible.";

#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
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
    /// How to print findings. The program's standard output goes to standard error [default: full]
    #[arg(long, alias = "output-format", value_name = "NAME")]
    #[arg(value_parser = words::<check::Format>(check::Format::ALL.map(check::Format::name)))]
    pub(crate) format: Option<check::Format>,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}

const ENV_EXAMPLES: &str = "\
Examples:
  eval \"$(specialist env --save runs)\"   the processes that this shell starts from now on record
  specialist combine runs --save all.json   what they have left, as one recording
  unset LD_PRELOAD SPECIALIST_FAMILY        no more of them (DYLD_INSERT_LIBRARIES on macOS)

For workers that something else starts on this machine. They stay with the variables they have.";

#[derive(Debug, Args)]
#[command(after_help = ENV_EXAMPLES)]
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

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// The recording, as --save wrote it; - is standard input
    pub(crate) recording: PathBuf,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

const DIFF_EXAMPLES: &str = "\
Examples:
  specialist diff before.json after.json           what a change did
  specialist diff before.json after.json -o page   the sources side by side
  specialist diff --python 3.11,3.14 bench.py 10   run it on both, then compare
  specialist diff --format markdown old.json new.json

A site is lost where it was specialised and is not: it fails, has not tried, or has no form on that
version. Sites are matched by function and expression, so that lines may move; what is in one
recording only is counted apart. `-` lost, `!` began to fail, `+` gained, `~` changed its form or
what that is for, `?` hidden by a tracer, `>` new and failing.

Exit status: 0 no site was lost, 1 some were, 2 it could not be compared.";

#[derive(Debug, Args)]
#[command(after_help = DIFF_EXAMPLES)]
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
    /// How to print it [default: text, or nothing with --output]
    #[arg(long, value_name = "NAME")]
    #[arg(value_parser = words::<diff::Format>(diff::Format::ALL.map(diff::Format::name)))]
    pub(crate) format: Option<diff::Format>,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}

const COMBINE_EXAMPLES: &str = "\
Examples:
  specialist combine runs/ --save all.json              all *.json in runs/
  specialist combine a.json b.json --save both.json
  specialist report all.json -o report

All must be of one version of Python. A site that fails in any process is shown as failing, and in how
many; one that is specialised in any, and fails in none, as specialised. A file that had different
contents in different processes is kept once for each, and a warning says so.

Files that have several paths are taken for one where [tool.specialist.paths] of pyproject.toml, or
[paths] of specialist.toml, says so, as [tool.coverage.paths] does for coverage.py:
  [tool.specialist.paths]
  source = [\"src\", \"/builds/*/project/src\"]

Exit status: 0 all were combined, 1 some could not be read and were left out, 2 nothing was written.";

#[derive(Debug, Args)]
#[command(after_help = COMBINE_EXAMPLES)]
pub(crate) struct CombineArgs {
    /// Recordings, as --save wrote them, and directories that hold them (*.json)
    #[arg(required = true, value_name = "RECORDING|DIR")]
    pub(crate) recordings: Vec<PathBuf>,
    /// Where to write what they come to. In a directory of recordings it is not taken for one
    #[arg(long, value_name = "FILE")]
    pub(crate) save: PathBuf,
}

const DIS_EXAMPLES: &str = "\
Examples:
  specialist dis point.py                                 all of it, as it was compiled
  specialist dis point.py:Point.shifted --adaptive        a method, as it stands after the run
  specialist dis point.py:Point.shifted --adaptive --stack
  specialist dis run.json:main --adaptive --show-caches   from a recording
  specialist dis -m package.module:Class -t package

Before each instruction: + specialised, ! failed to, . has not tried yet, * compiled, ? unknown.";

#[derive(Debug, Args)]
#[command(after_help = DIS_EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct DisArgs {
    /// The program to run, or a recording (.json), and the code object to show, by its qualified
    /// name [default: all of the file]
    #[arg(value_name = "FILE[:QUALNAME]")]
    pub(crate) target: OsString,
    /// FILE is a module, to be run as `python -m` does
    #[arg(short)]
    pub(crate) module: bool,
    /// Print the forms found at the end of the run, not those that were compiled
    #[arg(long, overrides_with = "no_adaptive")]
    pub(crate) adaptive: bool,
    /// Print what was compiled, which is the default
    #[arg(long, overrides_with = "adaptive")]
    pub(crate) no_adaptive: bool,
    /// Print the units of inline caches, too
    #[arg(long)]
    pub(crate) show_caches: bool,
    /// Print what the evaluation stack holds after each instruction, as source text
    #[arg(long)]
    pub(crate) stack: bool,
    /// Print nothing that Python's own `dis` does not
    #[arg(long, conflicts_with = "stack")]
    pub(crate) plain: bool,
    /// Which files to show: a pattern or a directory, repeatable [default: the program's own file;
    /// with -m, and of a recording, all]
    #[arg(short, long, value_name = "GLOB")]
    pub(crate) targets: Vec<String>,
    /// The interpreter, as for a run
    #[arg(long, value_name = "VERSION|PATH")]
    pub(crate) python: Option<String>,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
    /// The program's arguments. Its standard output goes to standard error
    #[arg(last = true, value_name = "ARGS")]
    pub(crate) arguments: Vec<OsString>,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The rule, by its code or its name [default: a list of all]
    #[arg(value_name = "CODE")]
    pub(crate) rule: Option<String>,
    /// How to print it
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub(crate) format: PageFormat,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}

/// How a rule is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    /// For reading; Markdown where it is not a terminal
    Text,
    /// An object for a rule, a list of them for all
    Json,
}

/// How to show a recording.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct OutputArgs {
    /// Which files to show: a pattern or a directory, repeatable [default: the files below the
    /// current directory, without installed packages and the standard library]
    #[arg(short, long, value_name = "GLOB")]
    pub(crate) targets: Vec<String>,
    /// Write HTML pages into this directory
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Put style sheet and script into each HTML page, so that one can be sent alone
    #[arg(long)]
    pub(crate) single_file: bool,
    /// Open the HTML pages in a browser
    #[arg(long)]
    pub(crate) open: bool,
    /// What to print: full, summary, markdown (a summary for a pull request) or json. With the last
    /// two the program's standard output goes to standard error [default: full, or nothing with
    /// --output]
    #[arg(long, value_name = "NAME", value_parser = words::<Format>(Format::ALL.map(Format::name)))]
    pub(crate) format: Option<Format>,
    /// From red over magenta to blue, instead of from red over yellow to green
    #[arg(short, long)]
    pub(crate) blue: bool,
    /// Coloured text on black, instead of black text on colours
    #[arg(short, long)]
    pub(crate) dark: bool,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}

/// How what is printed reaches a reader.
#[derive(Debug, Args)]
pub(crate) struct ScreenArgs {
    /// When to use colours; auto is on a terminal, unless `NO_COLOR` is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    #[arg(value_parser = words::<When>(["auto", "always", "never"]))]
    pub(crate) color: When,
    /// Print at once what is longer than the screen. Without this a pager shows it: the one that
    /// `SPECIALIST_PAGER` names, or `PAGER`, or less
    #[arg(long)]
    pub(crate) no_pager: bool,
}

/// A parser for values that are one of a few words, which completions then know.
fn words<T>(words: impl IntoIterator<Item = &'static str>) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(words).try_map(|word| word.parse())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn examples_can_be_typed() {
        let examples = EXAMPLES
            .lines()
            .chain(CHECK_EXAMPLES.lines())
            .chain(DIFF_EXAMPLES.lines())
            .chain(COMBINE_EXAMPLES.lines())
            .filter(|line| line.starts_with("  specialist "));
        assert!(examples.clone().count() > 5);
        for example in examples {
            let typed = example.trim().split("  ").next().unwrap_or_default();
            let words = typed.split(' ').map(|word| word.trim_matches('\''));
            let parsed = Cli::try_parse_from(words).unwrap();
            let command = typed.split(' ').nth(1);
            let is_command = matches!(command, Some("report" | "check" | "diff" | "combine"));
            assert_eq!(parsed.command.is_some(), is_command, "{typed}");
        }
    }
}
