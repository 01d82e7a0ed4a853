//! Signals: what becomes of a command is the same whether it is `python` or `specialist`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bytecode::Version;
use tempfile::TempDir;

/// "SIGNAL how whom" to what was seen.
type Table = BTreeMap<String, String>;

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/signals")
}

/// What becomes of the command in every case.
fn seen(python: &Path, command: &[&Path]) -> Table {
    let mut driver = Command::new(python);
    driver.arg("drive.py").args(command).arg("listener.py").current_dir(fixture());
    driver.env("PYTHONDONTWRITEBYTECODE", "1").stdin(Stdio::null());
    let output = driver.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {errors}"))
}

const SIGNALS: [&str; 12] = [
    "SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGTSTP", "SIGCONT",
    "SIGPIPE", "SIGALRM", "SIGWINCH", "SIGKILL",
];

fn markdown(plain: &Table, watched: &Table) -> String {
    let mut text = String::from(INTRODUCTION);
    for signal in SIGNALS {
        for how in ["default", "handled"] {
            for whom in ["command", "group", "program"] {
                let case = format!("{signal} {how} {whom}");
                let (Some(plain), Some(watched)) = (plain.get(&case), watched.get(&case)) else {
                    continue;
                };
                let _ = writeln!(text, "| {signal} | {how} | {whom} | {plain} | {watched} |");
            }
        }
    }
    text + END
}

const INTRODUCTION: &str = include_str!("signals/introduction.md");
const END: &str = include_str!("signals/end.md");

#[test]
fn signals_do_what_they_do_without_us() {
    let mut tables = Vec::new();
    for version in Version::ALL {
        let Some(python) = test_support::python(version) else { continue };
        let pages = TempDir::new().unwrap();
        let plain = seen(python, &[python]);
        let ours: [&Path; 5] = [
            Path::new(env!("CARGO_BIN_EXE_specialist")),
            Path::new("--python"),
            python,
            Path::new("-o"),
            pages.path(),
        ];
        let watched = seen(python, &ours);
        assert_eq!(watched, plain, "{version}");
        tables.push((plain, watched));
    }
    let (plain, watched) = tables.pop().expect("a Python to run tests with");
    assert!(tables.iter().all(|(other, _)| *other == plain), "versions differ");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/signals.md");
    let text = markdown(&plain, &watched);
    if std::env::var_os("SPECIALIST_BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), text, "SPECIALIST_BLESS=1 writes it anew");
}
