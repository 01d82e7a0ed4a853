//! What the tests stand on: a directory to work in, a command to run, a way to look at the result.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use bytecode::Version;
use recording::Recording;
use tempfile::TempDir;

/// The interpreter of a version, as it calls itself: a version manager's script in its place would
/// not work in a sandbox.
pub(crate) fn python(version: Version) -> Option<&'static Path> {
    static FOUND: [OnceLock<Option<PathBuf>>; Version::ALL.len()] =
        [const { OnceLock::new() }; Version::ALL.len()];
    let found = FOUND[version as usize].get_or_init(|| {
        let mut ask = test_support::command(version)?;
        let answer = see(ask.args(["-c", "import sys; print(sys.executable)"]));
        Some(PathBuf::from(answer.stdout.trim_end()))
    });
    found.as_deref()
}

/// The first interpreter here, for what does not depend on the version.
pub(crate) fn any_python() -> &'static Path {
    Version::ALL.into_iter().find_map(python).expect("a Python to run tests with")
}

/// A program with specialized sites, failing ones, and others.
pub(crate) fn point() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/point.py"))
}

/// A directory with `work`, where everything runs, `home`, `bin`, which alone is on `PATH`, and
/// `tmp`. Nothing outside it is written or found.
pub(crate) struct Sandbox(TempDir);

impl Sandbox {
    /// With `point.py` in `work`.
    pub(crate) fn new() -> Self {
        let sandbox = Self(TempDir::new().unwrap());
        for name in ["work", "home", "bin", "tmp"] {
            fs::create_dir(sandbox.0.path().join(name)).unwrap();
        }
        fs::copy(point(), sandbox.path("point.py")).unwrap();
        sandbox
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    /// In `work`, or elsewhere with `../`.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.root().join("work").join(name)
    }

    pub(crate) fn write(&self, name: impl AsRef<Path>, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// A file that may be started.
    pub(crate) fn executable(&self, name: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        let path = self.write(name, text);
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub(crate) fn shell_script(&self, name: impl AsRef<Path>, text: &str) {
        self.executable(name, format!("#!/bin/sh\n{text}\n"));
    }

    /// A command in `work` whose environment is this directory alone.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path("")).env_clear().stdin(Stdio::null());
        for (variable, directory) in [("HOME", "home"), ("PATH", "bin"), ("TMPDIR", "tmp")] {
            command.env(variable, self.root().join(directory));
        }
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }

    /// `specialist` without an interpreter to find.
    pub(crate) fn specialist(&self) -> Command {
        self.command(env!("CARGO_BIN_EXE_specialist"))
    }

    /// `specialist --python PYTHON`.
    pub(crate) fn on(&self, python: &Path) -> Command {
        let mut command = self.specialist();
        command.arg("--python").arg(python);
        command
    }

    /// `specialist --python PYTHON WORDS...` on any interpreter, to its end.
    pub(crate) fn run<W: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = W>) -> Seen {
        see(self.on(any_python()).args(words))
    }
}

/// What came of a command.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) fn see(command: &mut Command) -> Seen {
    Seen::from(command.output().unwrap())
}

impl From<Output> for Seen {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            status: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }
}

impl Seen {
    /// It ended well and had nothing to say.
    #[track_caller]
    pub(crate) fn well(self) -> Self {
        assert_eq!((self.status, self.stderr.as_str()), (Some(0), ""), "{}", self.stdout);
        self
    }

    /// The one line that `specialist` itself said.
    #[track_caller]
    pub(crate) fn said(&self) -> &str {
        let mut ours = self.stderr.lines().filter_map(|line| line.strip_prefix("specialist: "));
        let (Some(line), None) = (ours.next(), ours.next()) else {
            panic!("not one line of ours: {self:?}");
        };
        line
    }

    /// It refused or failed: status 2 and one plain sentence with these words in it.
    #[track_caller]
    pub(crate) fn refused(&self, words: &[&str]) -> &str {
        assert_eq!(self.status, Some(2), "{self:?}");
        let said = self.said();
        for word in words {
            assert!(said.contains(word), "{word:?} is not in: {said}");
        }
        for word in ["panick", "bug in", "os error", "Some(", "Error {", "struct ", "exit status: "]
        {
            assert!(!said.contains(word), "{word:?} is no plain language: {said}");
        }
        assert!(!said.ends_with(['.', '\n', ' ', ':']), "{said:?}");
        assert!(!self.stderr.contains("RUST_BACKTRACE"), "{self:?}");
        said
    }

    /// Standard output as a recording.
    #[track_caller]
    pub(crate) fn recording(&self) -> Recording {
        read(self.stdout.as_bytes())
    }
}

#[track_caller]
pub(crate) fn read(bytes: &[u8]) -> Recording {
    recording::read(bytes).unwrap()
}
