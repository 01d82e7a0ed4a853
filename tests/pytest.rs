//! The plugin for pytest, as `pip install .` installs it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use bytecode::Version;
use serde_json::{Deserializer, Value};
use tempfile::TempDir;

/// Newer ones would be a test of theirs.
const PACKAGES: [&str; 3] = ["pytest==9.2.0", "pytest-xdist==3.8.0", "maturin==1.16.0"];

/// The oldest version and one with another specializer.
const VERSIONS: [Version; 2] = [Version::V3_11, Version::V3_14];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The interpreters of environments in which pytest and this project are installed.
fn installed() -> &'static [(Version, PathBuf)] {
    static INSTALLED: OnceLock<Vec<(Version, PathBuf)>> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("environments");
        let made = VERSIONS.into_iter().filter_map(|version| {
            Some((version, test_support::environment(version, &directory, &PACKAGES)?))
        });
        let made: Vec<_> = made.collect();
        let Some((_, first)) = made.first() else { return made };
        let wheels = TempDir::new().unwrap();
        // As pip calls it, with what is built already.
        let mut maturin = Command::new(first.with_file_name("maturin"));
        maturin.args(["build", "--quiet", "--profile", "dev", "--out"]).arg(wheels.path());
        maturin.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap());
        well(maturin.current_dir(root()));
        let wheel = fs::read_dir(wheels.path()).unwrap().next().unwrap().unwrap().path();
        for (_, python) in &made {
            test_support::install(python, &[wheel.to_str().unwrap()]).unwrap();
        }
        made
    })
}

fn well(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let text = text(stdout) + &text(stderr);
    assert!(status.success(), "{text}");
    text
}

struct Session {
    directory: TempDir,
    status: Option<i32>,
    /// Both streams.
    shown: String,
}

/// Runs a command of an environment in a directory with the fixture.
fn session(python: &Path, words: &[&str]) -> Session {
    let directory = TempDir::new().unwrap();
    for name in ["kernels.py", "test_kernels.py", "test_contexts.py"] {
        let source = root().join("fixtures/pytest").join(name);
        fs::copy(source, directory.path().join(name)).unwrap();
    }
    let (program, arguments) = words.split_first().unwrap();
    let mut command = Command::new(python.with_file_name(program));
    command.args(arguments).args(["-q", "-p", "no:cacheprovider"]);
    command.current_dir(directory.path()).env("PYTHONDONTWRITEBYTECODE", "1");
    let Output { status, stdout, stderr } = command.output().unwrap();
    let shown = String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned();
    Session { directory, status: status.code(), shown }
}

/// What `-rA` says of each test, in the order of the file.
fn outcomes(shown: &str) -> Vec<(&str, &str)> {
    let lines = shown.lines().filter_map(|line| {
        let (outcome, rest) = line.split_once(" test_kernels.py::")?;
        Some((rest.split(' ').next()?, outcome))
    });
    let mut outcomes: Vec<_> = lines.collect();
    outcomes.sort_unstable();
    outcomes
}

/// As `python -m pytest` and as the script.
const WAYS: [&[&str]; 2] = [&["pytest"], &["python", "-m", "pytest"]];

#[test]
fn a_marked_test_fails_where_its_code_did_not_specialize() {
    for (version, python) in installed() {
        for way in WAYS {
            let words = [way, &["--specialist", "-rA"]].concat();
            let Session { directory, status, shown } = session(python, &words);
            let expected = [
                ("test_joined", "FAILED"),
                ("test_joined_to_ten_percent", "PASSED"),
                ("test_no_such_function", "FAILED"),
                ("test_nothing_ran", "FAILED"),
                ("test_that_fails", "FAILED"),
                ("test_total", "PASSED"),
                ("test_what_ran", "PASSED"),
                ("test_without_mark", "PASSED"),
            ];
            assert_eq!(outcomes(&shown), expected, "{version} {shown}");
            assert_eq!(status, Some(1), "{version}");
            for said in [
                "kernels.py:11: BINARY_OP failed: result = result + [text]",
                "no function unheard_of ran in the recorded files",
                "no code was seen to change while the test ran: name the function under test",
                "ValueError: by itself",
                "specialist: wrote htmlspecialist/index.html",
            ] {
                assert!(shown.contains(said), "{version}: {said}\n{shown}");
            }
            let page = fs::read_to_string(directory.path().join("htmlspecialist/index.html"));
            assert!(page.unwrap().contains("kernels.py"), "{version}");
        }
    }
}

/// The statuses of pytest stay, whatever there is to show.
#[test]
fn options_reach_the_run() {
    for (version, python) in installed() {
        let words = ["pytest", "--specialist", "--specialist-html", "pages", "--specialist-save"];
        let more = ["runs", "--specialist-targets", "kernels.py", "-k", "total or nothing", "-n2"];
        let words = [&words[..], &more].concat();
        let Session { directory, status, shown } = session(python, &words);
        // `total` passes, and what ran nothing fails.
        assert_eq!(status, Some(1), "{version} {shown}");
        let runs = fs::read_dir(directory.path().join("runs")).unwrap().count();
        assert_eq!(runs, 3, "{version} {shown}");
        let pages = fs::read_to_string(directory.path().join("pages/index.html")).unwrap();
        assert!(pages.contains("kernels.py") && !pages.contains("test_kernels.py"), "{version}");

        let none = session(python, &["pytest", "--specialist", "-k", "without_mark"]);
        assert_eq!(none.status, Some(0), "{version} {}", none.shown);
        let none = session(python, &["pytest", "--specialist", "-k", "unheard_of"]);
        assert_eq!(none.status, Some(5), "{version} {}", none.shown);
    }
}

/// Which test made a site change its form is recorded, and is on its page.
#[test]
fn changes_of_form_are_put_down_to_tests() {
    for (version, python) in installed() {
        let words = ["pytest", "--specialist", "--specialist-save", "runs", "test_contexts.py"];
        let Session { directory, status, shown } = session(python, &words);
        assert_eq!(status, Some(0), "{version} {shown}");
        let run = fs::read_dir(directory.path().join("runs")).unwrap().next().unwrap().unwrap();
        let recording = recording::read(&fs::read(run.path()).unwrap()).unwrap();
        let code = recording.files.iter().flat_map(|file| &file.code);
        let mut instructions =
            code.filter(|code| code.qualname == "total").flat_map(|code| &code.instructions);
        let addition = instructions.find(|it| it.base.as_str() == "BINARY_OP").unwrap();
        let history = addition.evidence.as_ref().unwrap().history.as_deref().unwrap();
        let forms = |test: &str| -> Vec<_> {
            let context = format!("test_contexts.py::{test}");
            let found = history.iter().filter(|it| it.context.as_deref() == Some(&*context));
            found.map(|it| it.opcode.as_str()).collect()
        };
        let place = format!("{version} {history:?}");
        assert!(forms("test_integers").contains(&"BINARY_OP_ADD_INT"), "{place}");
        assert!(!forms("test_integers").contains(&"BINARY_OP_ADD_FLOAT"), "{place}");
        assert_eq!(forms("test_floats").last(), Some(&"BINARY_OP_ADD_FLOAT"), "{place}");
        assert!(forms("test_floats_again").is_empty(), "{place}");

        let pages = fs::read_dir(directory.path().join("htmlspecialist")).unwrap();
        let pages = pages.map(|page| page.unwrap().path()).filter(|path| path.is_file());
        let of_test = ("BINARY_OP_ADD_FLOAT".into(), "test_contexts.py::test_floats".into());
        let mut told = pages.flat_map(|page| told(&fs::read_to_string(page).unwrap_or_default()));
        assert!(told.any(|change| change == of_test), "{version}");
    }
}

/// The forms and contexts of all changes that the data of a page tells of.
fn told(page: &str) -> Vec<(Value, Value)> {
    let tables = page.split("\"history\":").skip(1).map(|rest| {
        let mut values = Deserializer::from_str(rest).into_iter::<Value>();
        values.next().unwrap().unwrap()
    });
    let column = |table: &Value, name: &str| table[name].as_array().cloned().unwrap_or_default();
    tables
        .flat_map(|table| column(&table, "form").into_iter().zip(column(&table, "context")))
        .collect()
}

#[test]
fn without_the_option_nothing_is_checked_and_that_is_said() {
    for (version, python) in installed() {
        let Session { status, shown, directory } = session(python, &["pytest", "-rA"]);
        assert_eq!(status, Some(1), "{version}");
        let failed = outcomes(&shown).into_iter().filter(|(_, outcome)| *outcome == "FAILED");
        assert_eq!(failed.collect::<Vec<_>>(), [("test_that_fails", "FAILED")], "{version}");
        let said = "specialist: 6 tests marked specialized not checked: run with --specialist";
        assert!(shown.contains(said), "{version} {shown}");
        assert!(!directory.path().join("htmlspecialist").exists(), "{version}");
    }
}

#[test]
fn what_cannot_be_recorded_is_refused() {
    for (version, python) in installed() {
        let call = "import pytest, sys; sys.exit(pytest.main(['--specialist']))";
        let refused = session(python, &["python", "-c", call]);
        assert_eq!(refused.status, Some(4), "{version} {}", refused.shown);
        assert!(refused.shown.contains("pytest was called by a program"), "{}", refused.shown);
        let refused = session(python, &["python", "-X", "dev", "-m", "pytest", "--specialist"]);
        assert_eq!(refused.status, Some(4), "{version} {}", refused.shown);
        let said = "options of the interpreter are not passed on; leave out -X dev";
        assert!(refused.shown.contains(said), "{}", refused.shown);
    }
}
