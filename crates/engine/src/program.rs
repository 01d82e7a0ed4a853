//! Programs and their command lines.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use bytecode::Version;
use recording::ProgramKind;

/// A program as it is named on a command line.
#[derive(Clone, Debug)]
pub struct Program {
    /// How `target` is to be read.
    pub kind: ProgramKind,
    /// A path, a module's name or source text.
    pub target: OsString,
    /// What the program finds in `sys.argv` after its own name.
    pub arguments: Vec<OsString>,
}

impl Program {
    /// What a command line as `python -X dev app.py 10` runs.
    pub(crate) fn of_command_line(command: &[OsString]) -> Self {
        let mut words = command.iter().skip(1);
        let (kind, target) = loop {
            let Some(word) = words.next() else { break (ProgramKind::File, "-".into()) };
            let bytes = word.as_encoded_bytes();
            match bytes {
                b"-" => break (ProgramKind::File, word.clone()),
                b"--" => {
                    break (ProgramKind::File, words.next().cloned().unwrap_or_else(|| "-".into()));
                }
                b"--check-hash-based-pycs" => {
                    words.next();
                }
                [b'-', b'-', ..] => {}
                [b'-', letters @ ..] => {
                    let Some(at) = letters.iter().position(|letter| b"cmWX".contains(letter))
                    else {
                        continue;
                    };
                    let (letter, rest) = (letters[at], &letters[at + 1..]);
                    let joined = (!rest.is_empty())
                        .then(|| String::from_utf8_lossy(rest).into_owned().into());
                    let value = joined.or_else(|| words.next().cloned()).unwrap_or_default();
                    match letter {
                        b'c' => break (ProgramKind::Command, value),
                        b'm' => break (ProgramKind::Module, value),
                        _ => {}
                    }
                }
                _ => break (ProgramKind::File, word.clone()),
            }
        };
        Self { kind, target, arguments: words.cloned().collect() }
    }

    /// What follows `python` on the command line.
    pub(crate) fn command_line(&self) -> Vec<OsString> {
        let flag = match self.kind {
            // Python would take it for an option.
            ProgramKind::File if is_like_option(&self.target) => Some("--"),
            ProgramKind::File => None,
            ProgramKind::Module => Some("-m"),
            ProgramKind::Command => Some("-c"),
        };
        let head = flag.map(OsString::from).into_iter().chain([self.target.clone()]);
        head.chain(self.arguments.iter().cloned()).collect()
    }

    /// The text after `-c` as this version compiles it.
    pub(crate) fn command(&self, version: Version) -> Option<String> {
        let text = self.target.to_string_lossy();
        (self.kind == ProgramKind::Command)
            .then(|| if version.dedents_command() { dedented(&text) } else { text.into_owned() })
    }

    /// What a recording says of it.
    pub(crate) fn recorded(&self, cwd: &Path) -> recording::Program {
        let text = |word: &OsString| word.to_string_lossy().into_owned();
        recording::Program {
            kind: self.kind,
            target: text(&self.target),
            argv: self.arguments.iter().map(text).collect(),
            cwd: cwd.to_string_lossy().into_owned(),
        }
    }
}

/// A lone `-` is standard input.
fn is_like_option(target: &OsStr) -> bool {
    target != "-" && target.as_encoded_bytes().starts_with(b"-")
}

/// The text after `-c` without its common indentation, as Python since 3.14 compiles it.
fn dedented(command: &str) -> String {
    let indent = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let lines = || command.split('\n').filter(|line| !line.trim().is_empty());
    let Some(first) = lines().next() else { return command.to_owned() };
    let mut common = &first[..indent(&first)];
    for line in lines() {
        let shared = common.bytes().zip(line.bytes()).take_while(|(a, b)| a == b).count();
        common = &common[..shared];
    }
    let strip = |line: &str| match line.strip_prefix(common) {
        Some(rest) => rest.to_owned(),
        None => line.trim_start_matches([' ', '\t']).to_owned(),
    };
    command.split('\n').map(strip).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn command_lines_are_read_as_python_reads_them() {
        use ProgramKind::{Command, File, Module};
        let read = |line: &str| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let Program { kind, target, arguments } = Program::of_command_line(&words);
            let target = target.into_string().unwrap();
            (kind, target, arguments.len())
        };
        assert_eq!(read("python app.py -m x"), (File, "app.py".into(), 2));
        assert_eq!(read("python -X dev -Wa -u app.py"), (File, "app.py".into(), 0));
        assert_eq!(read("python -Im pytest -q"), (Module, "pytest".into(), 1));
        assert_eq!(read("python -Ecpass 1"), (Command, "pass".into(), 1));
        assert_eq!(
            read("python --check-hash-based-pycs never -c pass"),
            (Command, "pass".into(), 0)
        );
        assert_eq!(read("python -- -c"), (File, "-c".into(), 0));
        assert_eq!(read("python -"), (File, "-".into(), 0));
        assert_eq!(read("python"), (File, "-".into(), 0));
    }

    #[test]
    fn commands_lose_common_indentation() {
        assert_eq!(dedented("  if x:\n    y\n\n  z"), "if x:\n  y\n\nz");
        assert_eq!(dedented("a\n  b"), "a\n  b");
        assert_eq!(dedented(""), "");
    }
}
