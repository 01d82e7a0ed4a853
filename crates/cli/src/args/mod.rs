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
use strum::VariantNames;

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
  specialist point.py                        run it, then print its source in color
  specialist -o report point.py 10           write pages into report/; 10 is the program's argument
  specialist -m pytest -q                    show the files below this directory that the tests ran
  specialist -t 'src/**/*.py' app.py         record only these files
  specialist --python 3.14 point.py          run another interpreter
  specialist -c 'for i in range(99): i + i'  run a command
  specialist --save run.json point.py        keep the recording
  specialist report run.json -o report       show it again
  specialist check bench.py                  fail if a hot loop is not specialized

Green: specialized. Red: tried and failed. Yellow: some of both. Paler: with instructions that have no \
specialized form. No color: nothing to specialize, or not run often enough. Before a line: ! a failing \
site, ◆ a site that does not stay specialized, ○ a cold site marked `# specialist: hot`.

Exit status: the program's own; 2 if specialist could not do its work, or if nothing ran or nothing was \
specialized.";

/// Shows, expression by expression, how CPython's specializing adaptive interpreter (PEP 659)
/// optimized a Python program
///
/// Runs FILE exactly as `python FILE` would, on CPython 3.11 to 3.15, then shows which instructions
/// were specialized and which failed to specialize.
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
    /// Runs a program, or reads recordings, and fails if a hot loop is not specialized
    Check(Box<CheckArgs>),
    /// Prints environment variables that make every Python process record itself
    Env(EnvArgs),
    /// Shows a saved recording, with the same options as a run
    Report(ReportArgs),
    /// Compares two recordings, or a program on two versions, and fails if sites were lost
    Diff(Box<DiffArgs>),
    /// Combines many recordings into one
    Combine(CombineArgs),
    /// Runs a program and prints its bytecode as Python's `dis` does; with --adaptive, the
    /// specialized forms
    Dis(DisArgs),
    /// Explains why instructions are not specialized: one rule, or a list of all rules
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
    /// The interpreter: a version such as 3.12, a name on PATH, or a path [default: the one of the
    /// active virtual environment, else python3]
    #[arg(long, value_name = "VERSION|PATH")]
    pub(crate) python: Option<String>,
    /// Look at the operands of failing instructions, and say why they fail. Executions that were
    /// looked at do not count toward specialization. One tool id of sys.monitoring is in use, never
    /// one that the program asks for. As in every run, recorded code objects live until the end, so
    /// weak references to them do not fire. On 3.13, observing ends when the program imports
    /// `_interpreters`; with the JIT of 3.15 there is none. On 3.11 the program runs twice, the
    /// second time without input and output
    #[arg(long)]
    pub(crate) explain: bool,
    /// Don't sample where the program is
    #[arg(long, overrides_with = "sample")]
    pub(crate) no_sample: bool,
    /// Sample where the program is, in a thread that the program can see only in /proc/self/task
    /// [default]
    #[arg(long, overrides_with = "no_sample")]
    pub(crate) sample: bool,
    /// Save the recording as JSON; with --subprocesses, save a recording of each process into a
    /// directory
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) save: Option<PathBuf>,
    /// Record child processes, too, and show all of them together: forks, and every CPython of 3.11
    /// or later that inherits the environment. Two environment variables are set for this
    #[arg(long)]
    pub(crate) subprocesses: bool,
    /// Exit with the program's exit status even if nothing ran or nothing was specialized
    #[arg(long)]
    pub(crate) keep_status: bool,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// A recording that --save wrote; - is standard input
    pub(crate) recording: PathBuf,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// How to show a recording.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct OutputArgs {
    /// The files to show: a pattern or a directory, repeatable. For a recording, `**/` at the start
    /// of a pattern matches any directory [default: the files below the current directory, without
    /// installed packages and the standard library; for a recording, all]
    #[arg(short, long, value_name = "GLOB")]
    pub(crate) targets: Vec<String>,
    /// Write HTML pages into this directory
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Replace files that specialist did not write
    #[arg(long)]
    pub(crate) force: bool,
    /// Put the style sheet and the script into each HTML page, so that a page can be sent alone
    #[arg(long)]
    pub(crate) single_file: bool,
    /// Open the HTML pages in a browser
    #[arg(long)]
    pub(crate) open: bool,
    /// What to print: full, summary, markdown (a summary for a pull request) or json. With markdown
    /// and json, the program's standard output goes to standard error [default: full, or nothing
    /// with --output]
    #[arg(long, value_name = "NAME", value_parser = words::<Format>())]
    pub(crate) format: Option<Format>,
    /// Use colors from red through magenta to blue, instead of from red through yellow to green
    #[arg(short, long)]
    pub(crate) blue: bool,
    /// Print colored text on black, instead of black text on colors
    #[arg(short, long)]
    pub(crate) dark: bool,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}

/// How what is printed reaches a reader.
#[derive(Debug, Args)]
pub(crate) struct ScreenArgs {
    /// When to use colors; auto: on a terminal, unless `NO_COLOR` is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    #[arg(value_parser = words::<When>())]
    pub(crate) color: When,
    /// Don't use a pager for output that is longer than the screen. The pager is the one that
    /// `SPECIALIST_PAGER` or `PAGER` names, or less
    #[arg(long)]
    pub(crate) no_pager: bool,
}

/// A parser for values that are one of a few words, which completions then know.
fn words<T>() -> impl TypedValueParser<Value = T>
where
    T: VariantNames + Clone + Send + Sync + 'static,
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    PossibleValuesParser::new(T::VARIANTS).try_map(|word| word.parse())
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
