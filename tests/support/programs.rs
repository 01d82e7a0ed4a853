//! The programs in fixtures/programs/, their options, and the files beside them.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bytecode::Version;
use recording::{Cache, Code, Recording};

/// A program and its options.
///
/// They stand in its first line, separated by semicolons, after what the program is for:
///
/// ```text
/// # specialist-test: what it is for; versions=3.12-3.15; argv=20 4
/// ```
pub(crate) struct Program {
    /// The file's name without `.py`.
    pub(crate) name: String,
    /// Where it is started.
    pub(crate) directory: PathBuf,
    /// The versions that can run it; all of them where the option is missing.
    pub(crate) versions: Vec<Version>,
    /// Its arguments; none where the option is missing.
    pub(crate) argv: Vec<String>,
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// All programs, by name. `fixtures/point.py` is one, and has no options.
pub(crate) fn all() -> Vec<Program> {
    let directory = fixtures().join("programs");
    let mut programs = vec![Program {
        name: "point".into(),
        directory: fixtures(),
        versions: Version::ALL.to_vec(),
        argv: Vec::new(),
    }];
    for entry in fs::read_dir(&directory).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "py") {
            programs.push(Program::read(&path));
        }
    }
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    programs
}

impl Program {
    fn read(path: &Path) -> Self {
        let shown = path.display();
        let source = fs::read_to_string(path).unwrap();
        let header =
            source.lines().next().and_then(|line| line.strip_prefix("# specialist-test: "));
        let header = header.unwrap_or_else(|| panic!("{shown} does not say what it is for"));
        let mut program = Self {
            name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
            directory: path.parent().unwrap().to_owned(),
            versions: Version::ALL.to_vec(),
            argv: Vec::new(),
        };
        for option in header.split("; ").skip(1) {
            match option.split_once('=') {
                Some(("versions", range)) => {
                    let (first, last) = range.split_once('-').expect("as 3.12-3.15");
                    let range = first.parse().unwrap()..=last.parse().unwrap();
                    program.versions.retain(|version| range.contains(version));
                }
                Some(("argv", words)) => {
                    program.argv = words.split(' ').map(str::to_owned).collect();
                }
                _ => panic!("{shown} has an unknown option: {option}"),
            }
        }
        program
    }

    /// The program's file, as it is started.
    pub(crate) fn file(&self) -> String {
        format!("{}.py", self.name)
    }

    /// The committed recording.
    pub(crate) fn recording_path(&self, version: Version) -> PathBuf {
        fixtures().join(format!("programs/recordings/{}/{version}.json", self.name))
    }

    /// What the source should look like.
    pub(crate) fn expected_path(&self, version: Version) -> PathBuf {
        fixtures().join(format!("programs/expected/{}/{version}.txt", self.name))
    }

    /// Reads the committed recording.
    pub(crate) fn recorded(&self, version: Version) -> Recording {
        let path = self.recording_path(version);
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        recording::read(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Runs the program under `specialist` and returns the recording, without what differs from
    /// run to run and from machine to machine.
    pub(crate) fn record(&self, python: &Path, hash_seed: &str) -> Recording {
        self.record_with(&[], python, hash_seed)
    }

    /// The same with more options.
    pub(crate) fn record_with(
        &self,
        options: &[&str],
        python: &Path,
        hash_seed: &str,
    ) -> Recording {
        let mut command = Command::new(env!("CARGO_BIN_EXE_specialist"));
        command.arg("--python").arg(python).args(["--no-sample", "--format", "json"]);
        command.args(options).arg(self.file()).args(&self.argv);
        command.current_dir(&self.directory).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("PYTHON")) {
                command.env_remove(name);
            }
        }
        command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONHASHSEED", hash_seed);
        let output = command.output().unwrap();
        let mut recording = recording::read(&output.stdout).unwrap_or_else(|error| {
            panic!("{}: {error}\n{}", self.name, String::from_utf8_lossy(&output.stderr))
        });
        let directory = self.directory.to_str().unwrap();
        recording.engine.executable = "python".into();
        recording.program.cwd = ".".into();
        recording.outcome.seconds = 0.0;
        (recording.started, recording.machine) = (None, None);
        if let Some(exception) = &mut recording.outcome.exception {
            exception.traceback = exception.traceback.replace(directory, ".");
        }
        // Addresses and lines without spans are compared with what `dis` says: see tests/dis.rs.
        for code in recording.files.iter_mut().flat_map(|file| &mut file.code) {
            *code = Code {
                qualname: std::mem::take(&mut code.qualname),
                first_line: code.first_line,
                instructions: std::mem::take(&mut code.instructions),
                ..Code::default()
            };
        }
        // What the rules say of each site has fixtures of its own.
        let code = recording.files.iter_mut().flat_map(|file| &mut file.code);
        for instruction in code.flat_map(|code| &mut code.instructions) {
            if let Some(evidence) = &mut instruction.evidence {
                evidence.reason = None;
            }
            instruction.evidence.take_if(|evidence| evidence.is_empty());
        }
        number_versions(&mut recording);
        recording
    }
}

/// Versions in caches come from counters that everything since the interpreter's start has moved:
/// here they are counted from 1 for each kind, in order of first occurrence.
fn number_versions(recording: &mut Recording) {
    let mut known: HashMap<(&str, u32), usize> = HashMap::new();
    let instructions = recording
        .files
        .iter_mut()
        .flat_map(|file| &mut file.code)
        .flat_map(|c| &mut c.instructions);
    for evidence in instructions.filter_map(|instruction| instruction.evidence.as_mut()) {
        let numbered = evidence.cache.map(|cache| {
            let fields = cache.fields().map(|(name, value)| {
                let value = if name.ends_with("_version") && value != 0 {
                    let next = 1 + known.keys().filter(|(kind, _)| *kind == name).count();
                    *known.entry((name, value)).or_insert(next) as u32
                } else {
                    value
                };
                (name.to_owned(), value)
            });
            Cache::holding(&fields.collect::<Vec<_>>()).unwrap()
        });
        evidence.cache = numbered;
    }
}

/// A recording as JSON with an instruction a line and without fields that are null, so that a
/// change of it can be read.
pub(crate) fn readable(recording: &Recording) -> String {
    let mut json = Vec::new();
    recording::write(recording, &mut json).unwrap();
    let mut json = String::from_utf8(json).unwrap();
    // In JSON strings quotes are escaped, so none of these is found there.
    for field in ["arg", "argrepr", "span", "covered_by"] {
        json = json.replace(&format!(r#","{field}":null"#), "");
    }
    for line in [
        "\"engine\":",
        "\"program\":",
        "\"outcome\":",
        "{\"path\":",
        "{\"qualname\":",
        "{\"offset\":",
    ] {
        json = json.replace(line, &format!("\n{line}"));
    }
    json + "\n"
}
