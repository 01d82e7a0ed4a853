//! A pager in front of output that is longer than the screen, as git and bat have it.
//!
//! Not from a crate: `pager` replaces this process, whose exit status is the program's, and `minus`
//! is a pager itself, not the one that the user has chosen.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::{env, mem};

use anyhow::Context;
use terminal_size::{Height, Width};
use unicode_width::UnicodeWidthStr;

/// The options for `less` if the user has set none: quit if all fits on the screen, pass colors
/// through, and leave the text on the screen.
const LESS: &str = "FRX";

/// Prints what `write` writes: through a pager if one is wanted, standard output is a terminal, and
/// the text does not fit on it. A reader who closes it early is not an error.
pub(crate) fn print(
    wanted: bool,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, Out::new(wanted));
    let written = write(&mut out).and_then(|()| out.flush());
    let (out, _) = out.into_parts();
    let ended = out.end();
    match written.and(ended) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed.context("nothing can be printed"),
    }
}

enum Out {
    /// Held back until it is known whether the text fits on the screen.
    Held { screen: Screen, held: Vec<u8> },
    /// Sent to a pager.
    Pager(Child, ChildStdin),
    /// On standard output.
    Direct(StdoutLock<'static>),
}

impl Out {
    fn new(pager_wanted: bool) -> Self {
        match Screen::of_stdout() {
            Some(screen) if pager_wanted => Self::Held { screen, held: Vec::new() },
            _ => Self::Direct(io::stdout().lock()),
        }
    }

    /// Sends the text that was held back to its destination.
    fn settle(&mut self, is_long: bool) -> io::Result<()> {
        let Self::Held { held, .. } = self else { return Ok(()) };
        let held = mem::take(held);
        let pager = if is_long { start() } else { None };
        *self = match pager {
            Some((child, pipe)) => Self::Pager(child, pipe),
            None => Self::Direct(io::stdout().lock()),
        };
        self.write_all(&held)
    }

    /// Waits until the reader is done.
    fn end(mut self) -> io::Result<()> {
        let settled = match &self {
            Self::Held { screen, held } => {
                let is_long = screen.rows_of(held) >= screen.rows;
                self.settle(is_long)
            }
            _ => Ok(()),
        };
        settled.and(match self {
            Self::Pager(mut child, pipe) => {
                drop(pipe);
                child.wait().map(drop)
            }
            Self::Direct(mut out) => out.flush(),
            Self::Held { .. } => Ok(()),
        })
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Held { screen, held } => {
                held.extend_from_slice(bytes);
                // Each line has at least one row.
                if held.split(|&byte| byte == b'\n').nth(screen.rows).is_some() {
                    self.settle(true)?;
                }
                Ok(bytes.len())
            }
            Self::Pager(_, pipe) => pipe.write(bytes),
            Self::Direct(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Held { .. } => Ok(()),
            Self::Pager(_, pipe) => pipe.flush(),
            Self::Direct(out) => out.flush(),
        }
    }
}

/// The size of the terminal on standard output.
struct Screen {
    columns: usize,
    rows: usize,
}

impl Screen {
    /// `None` if it is not a terminal, or one that does not tell its size.
    fn of_stdout() -> Option<Self> {
        let stdout = io::stdout();
        let (Width(columns), Height(rows)) =
            stdout.is_terminal().then(|| terminal_size::terminal_size_of(stdout))??;
        Some(Self { columns: columns.into(), rows: rows.into() })
    }

    /// How many rows a text needs.
    fn rows_of(&self, text: &[u8]) -> usize {
        let text = String::from_utf8_lossy(text);
        let plain = anstream::adapter::strip_str(&text).to_string();
        plain.lines().map(|line| line.width().div_ceil(self.columns.max(1)).max(1)).sum()
    }
}

/// The running pager; `None` if there is none, or none is wanted.
fn start() -> Option<(Child, ChildStdin)> {
    let words = chosen(|name| env::var(name).ok())?;
    let (program, options) = words.split_first()?;
    let mut command = Command::new(program);
    command.args(options).stdin(Stdio::piped());
    if env::var_os("LESS").is_none() {
        command.env("LESS", LESS);
    }
    // In a pager, Ctrl-C stops a search.
    let mut child = engine::spawn_for_interrupts(&mut command).ok()?;
    let pipe = child.stdin.take()?;
    Some((child, pipe))
}

/// The words of the command that the environment chooses; an empty one, or `cat`, means no pager.
fn chosen(env: impl Fn(&str) -> Option<String>) -> Option<Vec<String>> {
    let chosen = env("SPECIALIST_PAGER").or_else(|| env("PAGER"));
    let words = shell_words::split(chosen.as_deref().unwrap_or("less")).ok()?;
    (!words.is_empty() && words != ["cat"]).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_those_of_the_screen() {
        let rows = |text: &str| Screen { columns: 4, rows: 9 }.rows_of(text.as_bytes());
        assert_eq!([rows(""), rows("a"), rows("a\n"), rows("\n\na")], [0, 1, 1, 3]);
        assert_eq!([rows("abcd\n"), rows("abcde\n"), rows("日本語\n")], [1, 2, 2]);
        assert_eq!(rows("\x1b[38;2;1;2;3mabcd\x1b[0m\n"), 1);
    }

    #[test]
    fn the_environment_chooses_the_pager() {
        let choose = |variables: &[(&str, &str)]| {
            let value = |name: &str| variables.iter().find(|(known, _)| *known == name);
            chosen(|name| value(name).map(|(_, value)| (*value).to_owned()))
                .map(|words| words.join("·"))
        };
        assert_eq!(choose(&[]).as_deref(), Some("less"));
        assert_eq!(choose(&[("PAGER", "most")]).as_deref(), Some("most"));
        let both = [("PAGER", "most"), ("SPECIALIST_PAGER", "less -p 'a b'")];
        assert_eq!(choose(&both).as_deref(), Some("less·-p·a b"));
        for none in ["", " ", "cat", "less 'open"] {
            assert_eq!(choose(&[("SPECIALIST_PAGER", none), ("PAGER", "most")]), None, "{none}");
        }
    }
}
