//! Workers of engines that know nothing of us: pytest-xdist and Dask, as `docs/distributed.md` has
//! it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bytecode::Version;
use recording::{Recording, State};
use tempfile::TempDir;

/// Newer ones would be a test of theirs.
const XDIST: [&str; 2] = ["pytest==9.2.0", "pytest-xdist==3.8.0"];
const DASK: [&str; 1] = ["distributed==2026.8.0"];

/// The oldest version and one with another specializer.
const VERSIONS: [Version; 2] = [Version::V3_11, Version::V3_14];

fn each(packages: &[&str], test: impl Fn(&Path)) {
    let environments = Path::new(env!("CARGO_TARGET_TMPDIR")).join("environments");
    for version in VERSIONS {
        if let Some(python) = test_support::environment(version, &environments, packages) {
            test(&python);
        }
    }
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/distributed")
}

fn specialist() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_specialist"));
    command.current_dir(fixture()).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// Standard output of a command that went well, and what specialist said.
fn well(command: &mut Command) -> (String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (stdout, stderr) = (text(stdout), text(stderr));
    assert!(status.success(), "{stdout}{stderr}");
    (stdout, stderr)
}

/// One recording of all in the directory, and how many processes it is of.
fn combined(directory: &Path) -> (Recording, usize) {
    let all = directory.join("all.json");
    let (_, said) = well(specialist().arg("combine").arg(directory).arg("--save").arg(&all));
    let count = said.strip_prefix("specialist: combined ").unwrap().split(' ').next().unwrap();
    let recording = recording::read(&fs::read(&all).unwrap()).unwrap();
    // One report, of both.
    let (report, _) = well(specialist().arg("report").arg(&all).args(["--format", "summary"]));
    assert!(report.contains("kernels.py"), "{report}");
    (recording, count.parse().unwrap())
}

/// Whether a function's loop is specialized.
fn is_specialized(recording: &Recording, function: &str) -> bool {
    let code = recording.files.iter().flat_map(|file| &file.code);
    let mut code = code.filter(|code| code.qualname == function);
    code.any(|code| code.instructions.iter().any(|it| it.state == State::Specialized))
}

#[test]
fn workers_of_pytest_xdist_record() {
    each(&XDIST, |python| {
        let directory = TempDir::new().unwrap();
        let mut run = specialist();
        run.arg("--python").arg(python).args(["--format", "summary", "--subprocesses", "--save"]);
        run.arg(directory.path()).args(["-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider"]);
        let (shown, said) = well(&mut run);
        assert!(shown.contains("12 passed"), "{shown}");
        assert!(shown.contains("kernels.py"), "{shown}");
        assert!(said.contains("recorded 3 processes in "), "{said}");
        assert!(!said.contains("not recorded"), "{said}");
        let (recording, processes) = combined(directory.path());
        // The controller, which runs no test, and two workers.
        assert_eq!(processes, 3);
        for function in ["total", "scale"] {
            assert!(is_specialized(&recording, function), "{python:?} {function}");
        }
    });
}

/// The scheduler starts its workers by itself, and ends them by itself.
#[test]
fn workers_of_dask_record() {
    each(&DASK, |python| {
        let directory = TempDir::new().unwrap();
        let script = format!(
            "eval \"$({} env --save \"$1\")\" && \"$2\" cluster.py",
            env!("CARGO_BIN_EXE_specialist")
        );
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, "sh"]).arg(directory.path()).arg(python);
        let (shown, _) = well(shell.current_dir(fixture()).env("PYTHONDONTWRITEBYTECODE", "1"));
        let sum: u32 = (200..240).map(|n| (0..n).sum::<u32>()).sum();
        assert_eq!(shown.trim(), sum.to_string());
        let (recording, processes) = combined(directory.path());
        // The program and two workers.
        assert_eq!(processes, 3);
        assert!(is_specialized(&recording, "total"), "{python:?}");
        assert!(!is_specialized(&recording, "scale"), "{python:?}");
    });
}
