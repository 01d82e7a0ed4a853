//! The command line.

mod check;
mod combine;
mod diff;
mod dis;
mod env;
mod explain;
mod order;
mod settings;

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use reporter::Format;
use reporter::terminal::When;

pub(crate) use check::CheckArgs;
pub(crate) use combine::CombineArgs;
pub(crate) use diff::DiffArgs;
pub(crate) use dis::DisArgs;
pub(crate) use env::EnvArgs;
pub(crate) use explain::{ExplainArgs, PageFormat};
pub(crate) use order::{anywhere, commands, read};
pub(crate) use settings::SettingsArgs;

const EXAMPLES: &str = "\
Examples:
  specialist point.py                        run it, then print its source, coloured
  specialist -o report point.py 10           pages in report/; 10 is the program's argument
  specialist -m pytest -q                    the files below this directory that the tests ran
  specialist -t 'src/**/*.py' app.py         only these files
  specialist --python 3.14 point.py          another interpreter
  specialist -c 'for i in range(99): i + i'  a command
  specialist --save run.json point.py        keep the recording
  specialist report run.json -o report       show it again
  specialist check bench.py                  fail where a hot loop is not specialised

Green: specialised. Red: tried and failed. Between: some of both. Paler: with instructions that \
have no specialised form. No colour: nothing to specialise, or not run often enough. Before a line: \
! a failing site, ◆ one that does not stay specialised, ○ a cold one marked `# specialist: hot`.

Exit status: the program's own; 2 where specialist could not do its work, or where nothing ran or \
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
    /// looked at do not count towards specialisation, and one tool id of sys.monitoring is in use, of
    /// those that the program does not ask for. As in every run, weak references to code objects that
    /// are recorded do not fire, since these live to the end. Looking ends on 3.13 when the program
    /// imports `_interpreters`, and is not done with 3.15's JIT. On 3.11 the program runs twice, the
    /// second time without input and output
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
    /// Record child processes, too, and show all together: forks, and every CPython from 3.11 on
    /// that inherits the environment, in which two variables stand for it
    #[arg(long)]
    pub(crate) subprocesses: bool,
    /// End with the program's exit status, also where nothing ran or nothing was specialised
    #[arg(long)]
    pub(crate) keep_status: bool,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// The recording, as --save wrote it; - is standard input
    pub(crate) recording: PathBuf,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// How to show a recording.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct OutputArgs {
    /// Which files to show: a pattern or a directory, repeatable; of a recording, `**/` at the
    /// beginning of a pattern is any directory [default: the files below the current directory,
    /// without installed packages and the standard library; of a recording, all]
    #[arg(short, long, value_name = "GLOB")]
    pub(crate) targets: Vec<String>,
    /// Write HTML pages into this directory
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Replace files that specialist did not write, where pages or a recording are to go
    #[arg(long)]
    pub(crate) force: bool,
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
            .chain(check::EXAMPLES.lines())
            .chain(diff::EXAMPLES.lines())
            .chain(combine::EXAMPLES.lines())
            .chain(dis::EXAMPLES.lines())
            .filter(|line| line.starts_with("  specialist "));
        assert!(examples.clone().count() > 5);
        for example in examples {
            let typed = example.trim().split("  ").next().unwrap_or_default();
            let words = typed.split(' ').map(|word| word.trim_matches('\''));
            let parsed = Cli::try_parse_from(words).unwrap();
            let command = typed.split(' ').nth(1);
            let is_command =
                matches!(command, Some("report" | "check" | "diff" | "combine" | "dis"));
            assert_eq!(parsed.command.is_some(), is_command, "{typed}");
        }
    }
}
