//! A program cannot tell `specialist program.py` from `python program.py`: what it sees, prints
//! and ends with is the same.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use bytecode::Version;
use tempfile::TempDir;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/transparency")
}

#[derive(Debug, PartialEq)]
struct Seen {
    status: ExitStatus,
    stdout: String,
    stderr: String,
}

/// Runs a command, with something to read and a directory of its own to stand in.
fn run(mut command: Command, directory: &Path, input: &str) -> Seen {
    command.current_dir(directory).env("PYTHONDONTWRITEBYTECODE", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A program that reads nothing closes the pipe first.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let mut pipe = child.stderr.take().unwrap();
    let errors = std::thread::spawn(move || {
        let mut text = Vec::new();
        pipe.read_to_end(&mut text).map(|_| text)
    });
    let output = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Seen {
        status: output.status,
        stdout: text(&output.stdout),
        stderr: text(&errors.join().unwrap().unwrap()),
    }
}

/// What specialist itself says is on lines of its own.
fn without_our_lines(mut seen: Seen) -> Seen {
    seen.stderr = seen
        .stderr
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("specialist: "))
        .collect();
    seen
}

/// Names the first line that differs: a whole output is too much to look through.
fn assert_same(plain: &Seen, watched: &Seen, what: &str) {
    for (plain, watched) in [(&plain.stdout, &watched.stdout), (&plain.stderr, &watched.stderr)] {
        for (plain, watched) in plain.lines().zip(watched.lines()) {
            assert_eq!(plain, watched, "{what}");
        }
    }
    assert_eq!(plain, watched, "{what}");
}

/// Runs `python ARGUMENTS` and `specialist ARGUMENTS` on each version, in a directory that `lay`
/// fills, and expects the same. Returns what was seen.
fn same(arguments: &[&str], input: &str, lay: impl Fn(&Path)) -> Vec<(Version, Seen)> {
    same_in(&[], arguments, input, lay)
}

/// The same with these variables in the environment.
fn same_in(
    environment: &[(&str, &str)],
    arguments: &[&str],
    input: &str,
    lay: impl Fn(&Path),
) -> Vec<(Version, Seen)> {
    let mut all = Vec::new();
    for version in Version::ALL {
        let Some(python) = test_support::python(version) else { continue };
        let directory = TempDir::new().unwrap();
        lay(directory.path());
        let mut plain = Command::new(python);
        plain.args(arguments).envs(environment.iter().copied());
        let plain = run(plain, directory.path(), input);

        let report = TempDir::new().unwrap();
        let mut watched = Command::new(env!("CARGO_BIN_EXE_specialist"));
        watched.arg("--python").arg(python).arg("-o").arg(report.path()).args(arguments);
        watched.envs(environment.iter().copied());
        let watched = run(watched, directory.path(), input);
        let said = watched.stderr.clone();
        assert_same(&plain, &without_our_lines(watched), &format!("{version} {arguments:?}"));
        assert!(!said.contains("bug in specialist"), "{version} {arguments:?}: {said}");
        all.push((version, plain));
    }
    all
}

/// The fixture of that name alone in the directory.
fn script(name: &str) -> impl Fn(&Path) {
    let source = fixtures().join(name);
    let name = name.to_owned();
    move |directory| {
        fs::copy(&source, directory.join(&name)).unwrap();
    }
}

fn same_script(name: &str, arguments: &[&str], input: &str) -> Vec<(Version, Seen)> {
    let mut all = vec![name];
    all.extend(arguments);
    same(&all, input, script(name))
}

fn package(directory: &Path) {
    let target = directory.join("package");
    fs::create_dir(&target).unwrap();
    for entry in fs::read_dir(fixtures().join("package")).unwrap().flatten() {
        if entry.path().is_file() {
            fs::copy(entry.path(), target.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn a_script_sees_the_same() {
    for (version, seen) in same_script("probe.py", &["-o", "--", "é", ""], "typed\n") {
        assert!(seen.stdout.contains("argv: ['probe.py', '-o', '--', 'é', '']"), "{version}");
    }
}

#[test]
fn a_module_sees_the_same() {
    same(&["-m", "probe", "-m", "-c"], "", script("probe.py"));
}

#[test]
fn a_command_sees_the_same() {
    let source = fs::read_to_string(fixtures().join("probe.py")).unwrap();
    same(&["-c", &source, "-b", "x"], "", |_| {});
}

#[test]
fn packages_directories_and_archives_see_the_same() {
    same(&["-m", "package", "1"], "", package);
    let directory = |directory: &Path| {
        fs::create_dir(directory.join("app")).unwrap();
        fs::copy(fixtures().join("probe.py"), directory.join("app/__main__.py")).unwrap();
    };
    same(&["app", "2"], "", directory);
    let archive = |directory: &Path| {
        let source = fixtures().join("probe.py");
        let zip = "import sys, zipfile; zipfile.ZipFile('app.pyz', 'w').write(sys.argv[1], '__main__.py')";
        let python = Version::ALL.into_iter().find_map(test_support::python).unwrap();
        let status =
            Command::new(python).args(["-c", zip]).arg(source).current_dir(directory).status();
        assert!(status.unwrap().success());
    };
    same(&["app.pyz", "3"], "", archive);
}

#[test]
fn exceptions_print_the_same_traceback() {
    for (version, seen) in same_script("raises.py", &[], "") {
        assert_eq!(seen.status.code(), Some(1), "{version}");
        assert!(seen.stderr.ends_with("ValueError: no\n"), "{version}");
    }
}

#[test]
fn exit_statuses_are_the_same() {
    for (status, argument) in [(0, "0"), (3, "3"), (255, "255"), (0, "256"), (1, "a message")] {
        for (version, seen) in same_script("exits.py", &[argument], "") {
            assert_eq!(seen.status.code(), Some(status), "{version}");
        }
    }
    same_script("leaves.py", &["7"], "");
}

#[test]
fn deaths_by_signal_are_the_same() {
    use std::os::unix::process::ExitStatusExt;
    for (number, name) in [(2, "SIGINT"), (15, "SIGTERM"), (9, "SIGKILL"), (6, "SIGABRT")] {
        for (version, seen) in same_script("killed.py", &[name], "") {
            assert_eq!(seen.status.signal(), Some(number), "{version} {name}");
        }
    }
}

#[test]
fn threads_and_processes_work_the_same() {
    same_script("daemon.py", &[], "");
    same_script("threads.py", &[], "");
    same_script("processes.py", &[], "");
    same_script("subprocesses.py", &[], "");
    same_script("events.py", &[], "");
}

#[test]
fn forks_warn_of_no_thread_of_ours() {
    for variable in [("PYTHONHASHSEED", "0"), ("PYTHONDEVMODE", "1"), ("PYTHONWARNINGS", "error")] {
        same_in(&[variable], &["forks.py"], "", script("forks.py"));
    }
}

#[test]
fn input_source_and_code_from_strings_work_the_same() {
    same_script("asks.py", &[], "you\n");
    same_script("execs.py", &[], "");
}

#[test]
fn encodings_and_line_ends_work_the_same() {
    for name in ["latin1.py", "shiftjis.py", "bom_crlf_tabs.py"] {
        same_script(name, &[], "");
    }
}

#[test]
fn hooks_of_the_program_hear_nothing_of_us() {
    same_script("exit_hooks.py", &["_clear"], "");
    same_script("exit_hooks.py", &["_run_exitfuncs"], "");
    same_script("own_hooks.py", &[], "");
    same_script("own_getattr.py", &[], "");
    same_script("own_attributes.py", &[], "");
    for (version, seen) in same_script("own_str.py", &[], "") {
        assert_eq!(seen.stdout.matches("asked for my text").count(), 1, "{version}");
    }
}

#[test]
fn modules_beside_the_program_are_not_ours_to_import() {
    let shadowed = |directory: &Path| {
        for entry in fs::read_dir(fixtures().join("shadowed")).unwrap().flatten() {
            fs::copy(entry.path(), directory.join(entry.file_name())).unwrap();
        }
    };
    same(&["shadowed.py"], "", shadowed);
}

#[test]
fn allocators_that_debug_find_nothing() {
    for variable in [
        ("PYTHONDEVMODE", "1"),
        ("PYTHONMALLOC", "debug"),
        ("PYTHONMALLOC", "malloc_debug"),
        ("PYTHONMALLOC", "malloc"),
    ] {
        same_in(&[variable], &["threads.py"], "", script("threads.py"));
    }
}
