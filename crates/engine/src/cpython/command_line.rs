//! Command lines of Python.

use std::ffi::{OsStr, OsString};

use recording::ProgramKind;

use super::Program;

/// What follows `python` on the command line.
pub(super) fn arguments(program: &Program) -> Vec<OsString> {
    let flag = match program.kind {
        // Python would take it for an option.
        ProgramKind::File if is_like_option(&program.target) => Some("--"),
        ProgramKind::File => None,
        ProgramKind::Module => Some("-m"),
        ProgramKind::Command => Some("-c"),
    };
    let head = flag.map(OsString::from).into_iter().chain([program.target.clone()]);
    head.chain(program.arguments.iter().cloned()).collect()
}

/// A lone `-` is standard input.
fn is_like_option(target: &OsStr) -> bool {
    target != "-" && target.as_encoded_bytes().starts_with(b"-")
}

/// What a command line as `python -X dev app.py 10` runs.
pub(super) fn program(command: &[OsString]) -> Program {
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
                let Some(at) = letters.iter().position(|letter| b"cmWX".contains(letter)) else {
                    continue;
                };
                let (letter, rest) = (letters[at], &letters[at + 1..]);
                let joined =
                    (!rest.is_empty()).then(|| String::from_utf8_lossy(rest).into_owned().into());
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
    Program { kind, target, arguments: words.cloned().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn command_lines_are_read_as_python_reads_them() {
        use ProgramKind::{Command, File, Module};
        let read = |line: &str| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let Program { kind, target, arguments } = program(&words);
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
}
