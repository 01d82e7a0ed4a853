//! What the README says of CI works when it is pasted, and what the GitHub Action runs does what it
//! is for.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use bytecode::Version;
use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

const GOOD: &str = "total = 0.0\nfor x in [1.5] * 300:\n    total += x * 2.0\n";
const BAD: &str = "for x in [A(), b, C()] * 300:\n    x.value\n";
const CLASSES: &str = "class A:\n    value = 1\nclass B:\n    __slots__ = ('value',)\nclass C:\n    \
                       def __init__(self):\n        self.value = 3\nb = B()\nb.value = 2\n";

/// A directory with `bench.py`, and a shell in it that finds `specialist` and a Python.
struct Job {
    directory: TempDir,
    path: String,
}

impl Job {
    fn new(bench: &str) -> Option<Self> {
        let python = test_support::python(Version::V3_13)?;
        let directory = TempDir::new().unwrap();
        fs::write(directory.path().join("bench.py"), bench).unwrap();
        let bin = directory.path().join("bin");
        fs::create_dir(&bin).unwrap();
        let link = |to: &Path, name: &str| std::os::unix::fs::symlink(to, bin.join(name)).unwrap();
        link(Path::new(env!("CARGO_BIN_EXE_specialist")), "specialist");
        link(python, "python3");
        let path = format!("{}:/usr/bin:/bin", bin.display());
        Some(Self { directory, path })
    }

    fn bash(&self, words: &[&str], variables: &[(&str, &str)]) -> Output {
        let mut command = Command::new("bash");
        command.args(words).current_dir(self.directory.path()).env("PATH", &self.path);
        command.env("PYTHONDONTWRITEBYTECODE", "1").envs(variables.iter().copied());
        command.output().unwrap()
    }

    fn written(&self, name: &str) -> String {
        fs::read_to_string(self.directory.path().join(name)).unwrap_or_default()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The commands in the section of the README.
fn commands() -> Vec<String> {
    let readme = fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    let (_, section) = readme.split_once("### In CI\n").unwrap();
    let (section, _) = section.split_once("\n### ").unwrap();
    let (_, block) = section.split_once("```sh\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    block.lines().map(str::to_owned).collect()
}

#[test]
fn commands_of_the_readme_work() {
    let Some(job) = Job::new(GOOD) else { return };
    let commands = commands();
    assert_eq!(commands.len(), 4);
    for command in commands.iter().filter(|command| !command.contains("pytest")) {
        let output = job.bash(&["-c", command], &[]);
        assert!(output.status.success(), "{command}: {}", text(&output.stderr));
    }
    assert!(job.written("specialist.sarif").contains("\"results\": []"));
    assert_eq!(job.written("gl-code-quality-report.json"), "[]\n");
    let bad = Job::new(&format!("{CLASSES}{BAD}")).unwrap();
    let last = commands.last().unwrap();
    assert!(bad.bash(&["-c", last], &[]).status.success());
    assert!(bad.written("summary.md").starts_with("### specialist check: 1 finding"));
}

#[test]
fn the_action_annotates_and_sums_up() {
    let script = format!("{ROOT}/scripts/action.sh");
    let run = |bench: &str, options: &str| {
        let job = Job::new(bench)?;
        let summary = job.directory.path().join("summary.md");
        let summary = summary.to_str().unwrap();
        let variables =
            [("PROGRAM", "bench.py"), ("OPTIONS", options), ("GITHUB_STEP_SUMMARY", summary)];
        let output = job.bash(&[&script], &variables);
        Some((output.status.code(), text(&output.stdout), job.written("summary.md")))
    };
    let Some((status, annotations, summary)) = run(GOOD, "") else { return };
    assert_eq!((status, annotations.as_str()), (Some(0), ""));
    assert!(summary.starts_with("### specialist check: nothing to fix\n\n1 hot loop"), "{summary}");
    let bad = format!("{CLASSES}{BAD}");
    let (status, annotations, summary) = run(&bad, "").unwrap();
    assert_eq!(status, Some(1));
    assert!(annotations.starts_with("::error title=specialist (SPC"), "{annotations}");
    assert!(summary.starts_with("### specialist check: 1 finding\n"), "{summary}");
    assert_eq!(run(&bad, "--max-findings 1").unwrap().0, Some(0));
    let (status, _, summary) = run("raise SystemExit(3)", "").unwrap();
    assert_eq!((status, summary.as_str()), (Some(2), ""));
}

/// The little that can be told without a parser for YAML: what is named is there.
#[test]
fn what_the_action_and_the_hook_name_is_there() {
    let read = |name: &str| fs::read_to_string(Path::new(ROOT).join(name)).unwrap();
    let action = read("action.yml");
    assert!(action.contains("$GITHUB_ACTION_PATH/scripts/action.sh"));
    for input in ["program", "options", "working-directory"] {
        assert!(action.contains(&format!("\n  {input}:\n")), "{input} is no input");
        assert!(action.contains(&format!("${{{{ inputs.{input} }}}}")), "{input} is not used");
    }
    let hooks = read(".pre-commit-hooks.yaml");
    for field in
        ["- id: specialist-check\n", "entry: specialist check\n", "pass_filenames: false\n"]
    {
        assert!(hooks.contains(field), "{field}");
    }
}
