//! Nothing the program does while it is sampled crashes it, or changes what it prints.
//!
//! Two seconds on every version, or as many as the environment asks for:
//!
//! ```text
//! SPECIALIST_STRESS_SECONDS=300 cargo test --release --test stress -- --nocapture
//! ```

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Command;

use bytecode::Version;
use recording::Recording;

fn recorded(python: &Path, seconds: &str) -> Recording {
    let directory = tempfile::TempDir::new().unwrap();
    let path = directory.path().join("run.json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_specialist"));
    command.arg("--python").arg(python).args(["--sample", "--format", "summary", "--save"]);
    command.arg(&path).arg(program()).arg(seconds);
    let output = command.output().unwrap();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{}: {}\n{stderr}", python.display(), output.status);
    assert_eq!(stdout.lines().next(), Some("done []"), "{}: {stderr}", python.display());
    let ours = stderr.lines().filter(|line| !line.starts_with("specialist: "));
    assert_eq!(ours.collect::<Vec<_>>(), [""; 0], "{}", python.display());
    recording::read(&std::fs::read(path).unwrap()).unwrap()
}

fn program() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/stress.py"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_sampled_program_survives() {
    let seconds = std::env::var("SPECIALIST_STRESS_SECONDS").unwrap_or_else(|_| "2".into());
    for version in Version::ALL {
        let Some(python) = test_support::python(version) else { continue };
        let plain = Command::new(python).arg(program()).arg("1").output().unwrap();
        assert_eq!((text(&plain.stdout).as_str(), text(&plain.stderr).as_str()), ("done []\n", ""));
        let sampling = recorded(python, &seconds).sampling.unwrap();
        eprintln!("{version}: {sampling:?}");
        assert!(sampling.inside > 100 && sampling.inside > sampling.ticks / 10, "{sampling:?}");
    }
}
