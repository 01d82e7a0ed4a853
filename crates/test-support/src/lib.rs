//! The Python interpreters that tests run; and [recordings made by hand](by_hand).
//!
//! A version is looked for in the environment variable `SPECIALIST_PYTHON_3_12` (a path), on
//! `PATH` (`python3.12`), among pyenv's versions, and in `~/.cache/specialist-pythons/usr/bin`.
//! The first that runs and is of that version is taken.
//!
//! A test whose version is absent says so and passes, unless `SPECIALIST_REQUIRE_ALL=1` is set.

pub mod by_hand;
mod environments;

pub use environments::{environment, install};

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

pub use bytecode::Version;

/// The interpreter of a version, for a test to run; `None`, after saying so on stderr, where this
/// machine has none.
///
/// # Panics
/// Where it is absent and `SPECIALIST_REQUIRE_ALL=1` is set.
pub fn python(version: Version) -> Option<&'static Path> {
    static FOUND: [OnceLock<Option<PathBuf>>; Version::ALL.len()] =
        [const { OnceLock::new() }; Version::ALL.len()];
    let found = FOUND[version as usize]
        .get_or_init(|| candidates(version).into_iter().find(|path| is_of(version, path)));
    if found.is_none() {
        let required = env::var_os("SPECIALIST_REQUIRE_ALL").is_some_and(|value| value == "1");
        assert!(!required, "no Python {version} was found, and all versions are required");
        eprintln!("skipped: no Python {version} was found");
    }
    found.as_deref()
}

/// A command that runs the interpreter of a version without the user's settings for Python.
///
/// # Panics
/// As [`python`].
pub fn command(version: Version) -> Option<Command> {
    let mut command = Command::new(python(version)?);
    for (name, _) in env::vars_os().filter(|(name, _)| is_python_setting(name)) {
        command.env_remove(name);
    }
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    Some(command)
}

/// Runs a script with the interpreter of a version, and hands over each line that it prints. `false`,
/// after saying so on stderr, where this machine has none. The script may import what is in `python`
/// beside this crate's sources.
///
/// # Panics
/// As [`python`], and where the script fails.
#[expect(clippy::expect_used, reason = "a test fails by panicking")]
pub fn each_line(
    version: Version,
    script: &str,
    argument: &str,
    mut one: impl FnMut(&[u8]),
) -> bool {
    let Some(mut python) = command(version) else { return false };
    let mut child = python
        .args([script, argument])
        .env("PYTHONPATH", concat!(env!("CARGO_MANIFEST_DIR"), "/python"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("the interpreter runs");
    let output = BufReader::new(child.stdout.take().expect("a pipe"));
    for line in output.split(b'\n') {
        one(&line.expect("output"));
    }
    assert!(child.wait().expect("an end").success(), "the interpreter failed");
    true
}

/// Tests over the standard library of each version: `check`, a function of a version and a number N, is
/// called for every 16th of its files, and for all of them in tests that are ignored.
#[macro_export]
macro_rules! over_the_standard_library {
    ($check:ident) => {
        $crate::over_the_standard_library! { $check:
            sample_of_3_11 all_of_3_11 V3_11
            sample_of_3_12 all_of_3_12 V3_12
            sample_of_3_13 all_of_3_13 V3_13
            sample_of_3_14 all_of_3_14 V3_14
            sample_of_3_15 all_of_3_15 V3_15
        }
    };
    ($check:ident: $($sample:ident $all:ident $version:ident)*) => {$(
        #[test]
        fn $sample() {
            $check($crate::Version::$version, 16);
        }

        #[test]
        #[ignore = "minutes long: the whole standard library"]
        fn $all() {
            $check($crate::Version::$version, 1);
        }
    )*};
}

fn is_python_setting(name: &OsString) -> bool {
    name.to_str().is_some_and(|name| name.starts_with("PYTHON"))
}

/// Where the interpreter may be, best first.
fn candidates(version: Version) -> Vec<PathBuf> {
    let name = format!("python{version}");
    let mut candidates = Vec::new();
    let variable = format!("SPECIALIST_PYTHON_{}", version.to_string().replace('.', "_"));
    candidates.extend(env::var_os(variable).map(PathBuf::from));
    if let Some(path) = env::var_os("PATH") {
        candidates.extend(env::split_paths(&path).map(|directory| directory.join(&name)));
    }
    let home = env::home_dir().unwrap_or_default();
    let pyenv = env::var_os("PYENV_ROOT").map_or_else(|| home.join(".pyenv"), PathBuf::from);
    candidates.extend(
        pyenv_versions(&pyenv.join("versions"), version)
            .map(|directory| directory.join("bin").join(&name)),
    );
    candidates.push(home.join(".cache/specialist-pythons/usr/bin").join(&name));
    candidates
}

/// pyenv's directories for a version, in order of name.
fn pyenv_versions(root: &Path, version: Version) -> impl Iterator<Item = PathBuf> {
    let prefix = format!("{version}.");
    let entries = fs::read_dir(root).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut fitting: Vec<PathBuf> = entries
        .filter(|path| {
            path.file_name().and_then(|name| name.to_str()).is_some_and(|n| n.starts_with(&prefix))
        })
        .collect();
    fitting.sort();
    fitting.into_iter()
}

/// It runs, and is what its name says: a pyenv shim may refuse.
fn is_of(version: Version, python: &Path) -> bool {
    let output = Command::new(python)
        .args(["-I", "-S", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
        .stdin(Stdio::null())
        .output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == version.to_string().as_bytes())
}
