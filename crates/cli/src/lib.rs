//! The `specialist` command: reads the command line, has the engine run programs, sends recordings to
//! the reporters, and ends with the right status.
//!
//! Deliberately absent: everything else.

mod args;
mod baseline;
mod check;
mod combine;
mod completions;
mod diff;
mod dis;
mod environment;
mod explain;
mod family;
mod nothing;
mod output;
mod page;
mod pager;
mod project;
mod pythons;
mod report;
mod run;
mod save;
mod say;
mod session;
mod settings;

use std::env;
use std::ffi::OsString;
use std::io;
use std::panic;
use std::process::ExitCode;

use crate::args::Command;
use crate::say::say;

/// The exit status of every failure of our own.
const FAILED: u8 = 2;

/// Reads a text like pyproject.toml, for tests with damaged ones. Returns whether it has settings.
///
/// # Errors
/// If it has something that is not a setting.
#[doc(hidden)]
pub fn settings(text: &str) -> Result<bool, String> {
    let read = settings::read(text, &["tool", "specialist"]).map_err(|error| error.to_string())?;
    let paths = read.as_ref().map(settings::Settings::paths);
    paths.transpose().map_err(|error| error.to_string())?;
    Ok(read.is_some())
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    panic::set_hook(Box::new(|info| {
        say(format_args!("this is a bug in specialist, please report it: {info}"));
    }));
    let typed: Vec<OsString> = env::args_os().collect();
    let cli = match args::read(&typed) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            say(say::misuse(&error));
            return ExitCode::from(FAILED);
        }
        // Help, or the version.
        Err(text) => {
            return match text.print() {
                // Its reader may close the pipe early.
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                    say(format_args!("nothing can be printed: {error}"));
                    ExitCode::from(FAILED)
                }
                _ => ExitCode::SUCCESS,
            };
        }
    };
    let done = panic::catch_unwind(|| match cli.command {
        None => run::run(cli.run),
        Some(Command::Check(args)) => check::check(*args),
        Some(Command::Env(args)) => environment::print(args),
        Some(Command::Report(args)) => report::report(&args),
        Some(Command::Diff(args)) => diff::diff(*args),
        Some(Command::Combine(args)) => combine::combine(args),
        Some(Command::Dis(args)) => dis::dis(&args),
        Some(Command::Explain(args)) => explain::explain(&args),
        Some(Command::Pythons) => pythons::list(),
        Some(Command::Completions { shell }) => completions::print(shell),
    });
    match done {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            say(say::sentence(&error));
            ExitCode::from(FAILED)
        }
        Err(_) => ExitCode::from(FAILED),
    }
}
