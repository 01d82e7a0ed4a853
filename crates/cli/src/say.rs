//! Messages of `specialist` itself: one plain line on standard error, whatever names and messages
//! are in it.

use std::fmt::Display;
use std::io::{self, Write};

use reporter::Visible;

/// Writes one line. If it can't be written, that changes nothing else.
pub(crate) fn say(text: impl Display) {
    let text = files::without_numbers(&text.to_string());
    let _ = writeln!(io::stderr(), "specialist: {}", Visible(&text));
}

/// An error and its causes, as one sentence. Some errors repeat their cause in their own text.
pub(crate) fn sentence(error: &anyhow::Error) -> String {
    let mut sentence = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !sentence.ends_with(&cause) {
            sentence.push_str(if sentence.is_empty() { "" } else { ": " });
            sentence.push_str(&cause);
        }
    }
    sentence
}

/// clap's message about the command line, as one sentence: its first paragraph and tip.
pub(crate) fn misuse(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let wrong = text.split("\n\n").next().unwrap_or_default();
    let wrong = wrong.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.lines().map(str::trim).find(|line| line.starts_with("tip: ")) {
        Some(tip) => format!("{wrong} ({tip}); see --help"),
        None => format!("{wrong}; see --help"),
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Context;
    use clap::Parser;
    use engine::RunError;

    use super::*;
    use crate::args::Cli;

    #[test]
    fn causes_are_said_once() {
        let error = RunError::Prepare(io::Error::other("no room"));
        let error = Err::<(), _>(error).context("nothing ran").unwrap_err();
        assert_eq!(sentence(&error), "nothing ran: the program could not be prepared: no room");
    }

    #[test]
    fn misuse_is_one_sentence() {
        let said = |words: &[&str]| misuse(&Cli::try_parse_from(words).unwrap_err());
        assert_eq!(
            said(&["specialist", "--fromat", "json", "a.py"]),
            "unexpected argument '--fromat' found (tip: a similar argument exists: '--format'); see --help"
        );
        assert_eq!(
            said(&["specialist", "--color", "pink", "a.py"]),
            "invalid value 'pink' for '--color <WHEN>' [possible values: auto, always, never]; see --help"
        );
        assert_eq!(
            said(&["specialist", "report"]),
            "the following required arguments were not provided: <RECORDING>; see --help"
        );
    }
}
