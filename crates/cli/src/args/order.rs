//! Misplaced options: before a command's name, or after recordings.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::{CommandFactory, Error, FromArgMatches, Parser};

use super::{Cli, Command};

/// Reads the command line. Options before the name of a command are treated as that command's, if
/// nothing else can be meant.
///
/// # Errors
/// What is wrong with it; or the help or version that was requested.
pub(crate) fn read(typed: &[OsString]) -> Result<Cli, Error> {
    let plain = Cli::try_parse_from(typed);
    let Some((name, moved)) = command_first(typed, &plain) else { return plain };
    match (Cli::try_parse_from(&moved), plain) {
        (Ok(cli), Ok(_)) => Ok(cli),
        // The value of an unknown option may look like a command's name: then this is only
        // mentioned.
        (Ok(_), Err(error)) => Err(Error::raw(
            error.kind(),
            format!("{}; options of {name} come after it: {}", wrong(&error), shown(&moved)),
        )),
        (Err(error), Ok(_)) if error.use_stderr() => Err(Error::raw(
            error.kind(),
            format!("options of {name} come after it, and are its own: {}", wrong(&error)),
        )),
        (Err(help), Ok(_)) => Err(help),
        (Err(_), plain) => plain,
    }
}

/// The name of a command that came after options, and the command line with that name first.
fn command_first(
    typed: &[OsString],
    plain: &Result<Cli, Error>,
) -> Option<(String, Vec<OsString>)> {
    let is_end = |word: &OsString| ["-m", "-c", "--"].iter().any(|end| word == end);
    let at = match plain {
        Ok(Cli { command: None, run }) => {
            let at = typed.len().checked_sub(run.program.words.len())?;
            let is_file = Path::new(typed.get(at)?).exists();
            (!is_file && !typed.get(..at)?.iter().any(is_end)).then_some(at)?
        }
        Err(error) if error.use_stderr() => {
            let mut options = typed.iter().take_while(|word| !is_end(word));
            options.position(|word| named(word).is_some())?
        }
        _ => return None,
    };
    let name = named(typed.get(at)?)?;
    let (head, tail) = typed.split_at_checked(at)?;
    let [program, options @ ..] = head else { return None };
    let [command, rest @ ..] = tail else { return None };
    let moved = [&[program.clone(), command.clone()], options, rest].concat();
    (!options.is_empty()).then_some((name, moved))
}

/// Reads the command line of a command with recordings: there is no program to which the options
/// after them could belong.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn anywhere(typed: &[OsString], command: &str) -> Result<Option<Command>, Error> {
    let parser = Cli::command().mut_subcommand(command, |command| {
        command.mut_arg("words", |words| words.trailing_var_arg(false))
    });
    let matches = parser.try_get_matches_from(typed)?;
    Ok(Cli::from_arg_matches(&matches)?.command)
}

/// The names of all commands.
pub(crate) fn commands() -> Vec<String> {
    Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

fn named(word: &OsStr) -> Option<String> {
    commands().into_iter().find(|name| word == name.as_str())
}

/// The first paragraph of clap's message.
fn wrong(error: &Error) -> String {
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    text.split("\n\n").next().unwrap_or_default().trim().to_owned()
}

/// The command line to suggest.
fn shown(words: &[OsString]) -> String {
    let words: Vec<_> = words.iter().skip(1).map(|word| word.to_string_lossy()).collect();
    format!("specialist {}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    fn said(line: &str) -> String {
        crate::say::misuse(&read(&typed(line)).unwrap_err())
    }

    #[test]
    fn options_before_a_command_are_its_own() {
        let cli = read(&typed("specialist --python 3.13 check bench.py --color")).unwrap();
        let Some(Command::Check(args)) = cli.command else { panic!("{cli:?}") };
        assert_eq!(args.python.as_deref(), Some("3.13"));
        assert_eq!(args.program.words, ["bench.py", "--color"]);
        let help = read(&typed("specialist --python 3.13 check --help")).unwrap_err();
        assert!(!help.use_stderr());
    }

    #[test]
    fn what_is_no_command_stays() {
        for line in [
            "specialist --save check a.py",
            "specialist -m check a.py",
            "specialist -b -- check a.py",
            "specialist a.py check",
        ] {
            assert!(read(&typed(line)).unwrap().command.is_none(), "{line}");
        }
    }

    #[test]
    fn misplaced_options_are_reported() {
        assert_eq!(
            said("specialist --format concise check r.json"),
            "invalid value 'concise' for '--format <NAME>' [possible values: full, summary, \
             markdown, json]; options of check come after it: specialist check --format concise \
             r.json; see --help"
        );
        assert_eq!(
            said("specialist --python 3.13 pythons"),
            "options of pythons come after it, and are its own: unexpected argument '--python' \
             found; see --help"
        );
        assert!(said("specialist --fromat -m check a.py").starts_with("unexpected argument"));
    }

    #[test]
    fn options_stand_anywhere_among_recordings() {
        let line = typed("specialist check a.json --format concise b.json --exit-zero");
        let Ok(Some(Command::Check(args))) = anywhere(&line, "check") else { panic!() };
        assert_eq!(args.program.words, ["a.json", "b.json"]);
        assert!(args.exit_zero && args.format.is_some());
    }
}
