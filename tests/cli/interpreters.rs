//! Interpreters that cannot be used, and how the one that is used is found.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::sandbox::{Sandbox, any_python, see};

/// A script that answers as an interpreter of that version would.
fn answering(feature: &str, version: &str, implementation: &str, abiflags: &str) -> String {
    format!(
        "printf '%s\\n' 'specialist asks' '{feature}' '{version}' '{implementation}' '{abiflags}' /python ''"
    )
}

/// A script in the interpreter's place, and what is said of it.
fn unusable() -> Vec<(String, &'static [&'static str])> {
    vec![
        (answering("2 7", "2.7.18", "cpython", ""), &["is Python 2.7.18", "begins with 3.11"]),
        (answering("3 10", "3.10.13", "cpython", ""), &["is Python 3.10.13", "begins with 3.11"]),
        (answering("3 99", "3.99.0a1", "cpython", ""), &["is Python 3.99.0a1", "not know yet"]),
        (answering("4 0", "4.0.0", "cpython", ""), &["is Python 4.0.0", "not know yet"]),
        (answering("3 11", "3.11.9", "pypy", ""), &["is pypy", "only CPython"]),
        (answering("3 13", "3.13.0", "cpython", "t"), &["free-threaded build"]),
        ("echo \"pyenv: $0: command not found\" >&2; exit 127".into(), &["127", "pyenv: "]),
        ("kill -9 $$".into(), &["does not work", "SIGKILL", "no answer"]),
        ("echo hello".into(), &["does not work", "status 0", "no answer"]),
        ("echo specialist asks".into(), &["does not work", "no answer"]),
    ]
}

#[test]
fn interpreters_that_cannot_be_used() {
    for (script, says) in unusable() {
        let sandbox = Sandbox::new();
        sandbox.shell_script("../bin/python3", &script);
        let path = sandbox.path("../bin/python3");
        // Found on PATH, by its name, by its path.
        for words in [&[][..], &["--python", "python3"], &["--python", path.to_str().unwrap()]] {
            let seen = see(sandbox.specialist().args(words).arg("point.py"));
            assert_eq!((seen.refused(says), seen.stdout.as_str()), (seen.said(), ""), "{script}");
            assert!(seen.said().contains("bin/python3 "), "{script}: {}", seen.said());
        }
        let listed = see(sandbox.specialist().arg("pythons"));
        listed.refused(&["no usable interpreter was found"]);
        assert!(listed.stdout.starts_with("  not usable "), "{}", listed.stdout);
        for word in says {
            assert!(listed.stdout.contains(word), "{word:?}: {}", listed.stdout);
        }
    }
}

/// Its answer is Python's, its file such that no library can be loaded into it.
#[cfg(target_os = "linux")]
#[test]
fn an_interpreter_that_is_linked_statically() {
    let sandbox = Sandbox::new();
    let mut bytes = fs::read(env!("CARGO_BIN_EXE_specialist")).unwrap();
    // Without program headers (`e_phnum` of elf(5)) it has none that names a dynamic linker.
    bytes[0x38..0x3a].fill(0);
    let python = sandbox.write("static", bytes);
    let answer = answering("3 12", "3.12.1", "cpython", "");
    sandbox.shell_script("python", &answer.replace("/python", python.to_str().unwrap()));
    let seen = see(sandbox.on(Path::new("./python")).arg("point.py"));
    seen.refused(&["work/python is linked statically", "cannot be watched", "--python"]);
}

#[test]
fn an_interpreter_that_cannot_be_watched() {
    let sandbox = Sandbox::new();
    // It says the right thing, and no CPython is behind it.
    sandbox.shell_script("python", &answering("3 12", "3.12.1", "cpython", ""));
    let seen = see(sandbox.on(Path::new("./python")).args(["--save", "r.json", "point.py"]));
    seen.refused(&["work/python", "could not be watched", "--python", "specialist pythons"]);
}

#[test]
fn files_that_cannot_be_started() {
    let sandbox = Sandbox::new();
    sandbox.write("no permission", "#!/bin/sh\n");
    sandbox.write("no/bin", "a file");
    sandbox.executable("first line", "#!/nowhere/python\n");
    symlink("nowhere", sandbox.path("dangling")).unwrap();
    // A virtual environment's `python` is a link to its `python3`, and that to the base's.
    sandbox.write("venv/pyvenv.cfg", "");
    fs::create_dir(sandbox.path("venv/bin")).unwrap();
    symlink("python3", sandbox.path("venv/bin/python")).unwrap();
    symlink("/opt/gone/bin/python3", sandbox.path("venv/bin/python3")).unwrap();
    let cases: [(&str, &[&str]); 10] = [
        ("./nothing", &["there is no Python \"./nothing\"", "specialist pythons"]),
        ("nothing", &["there is no Python \"nothing\"", "specialist pythons"]),
        ("3.99", &["there is no Python \"3.99\"", "specialist pythons"]),
        ("", &["there is no Python \"\""]),
        ("./no permission", &["no permission does not work", "Permission denied"]),
        ("./no/bin", &["no/bin does not work", "Permission denied"]),
        (
            "./first line",
            &["first line does not work", "named in its first line", "does not exist"],
        ),
        (
            "./dangling",
            &["dangling does not work", "a link to", "work/nowhere, which does not exist"],
        ),
        ("venv", &["venv/bin/python does not work", "a link to /opt/gone/bin/python3, which does"]),
        ("./venv/bin/python3", &["a link to /opt/gone/bin/python3, which does not exist"]),
    ];
    for (python, says) in cases {
        let seen = see(sandbox.on(Path::new(python)).arg("point.py"));
        assert_eq!(seen.stderr.lines().count(), 1, "{}", seen.stderr);
        seen.refused(says);
    }
    // An active environment whose base is gone is not passed over for another interpreter.
    symlink(any_python(), sandbox.path("../bin/python3")).unwrap();
    let mut active = sandbox.specialist();
    active.env("VIRTUAL_ENV", sandbox.path("venv")).arg("point.py");
    see(&mut active).refused(&["/opt/gone/bin/python3, which does not exist"]);
}

#[test]
fn no_python_at_all() {
    let sandbox = Sandbox::new();
    for path in [Some(""), None, Some("/nowhere:relative::")] {
        let mut command = sandbox.specialist();
        match path {
            Some(path) => command.env("PATH", path),
            None => command.env_remove("PATH"),
        };
        see(command.arg("point.py")).refused(&["no Python was found", "PATH", "--python"]);
        let mut list = sandbox.specialist();
        list.env("PATH", path.unwrap_or_default()).arg("pythons");
        see(&mut list).refused(&["install CPython 3.11 or later"]);
    }
}

/// Puts an interpreter that works there; as a script, for the binary looks around where it lies.
fn install(sandbox: &Sandbox, place: &str) {
    sandbox.shell_script(place, &format!("exec '{}' \"$@\"", any_python().display()));
}

#[test]
fn interpreters_are_found_where_people_have_them() {
    let sandbox = Sandbox::new();
    let version = see(std::process::Command::new(any_python())
        .args(["-c", "import platform; print(platform.python_version())"]));
    let version = version.stdout.trim();
    let refuses = "echo refused >&2; exit 127";
    let (managed, on_path, active) =
        ("../home/.pyenv/versions/x/bin/python3", "../bin/python3", "venv/bin/python");
    let used = |words: &[&str], variables: &[(&str, &Path)]| {
        let mut command = sandbox.specialist();
        command.envs(variables.iter().copied()).args(["--format", "json"]).args(words);
        let seen = see(command.arg("point.py")).well();
        fs::canonicalize(seen.recording().engine.executable).unwrap()
    };
    let is = |place: &str| fs::canonicalize(sandbox.path(place)).unwrap();

    // Only a version manager has it; the shim on PATH refuses.
    install(&sandbox, managed);
    sandbox.shell_script(on_path, refuses);
    sandbox.shell_script(format!("../bin/python{version}"), refuses);
    let feature = version.rsplit_once('.').unwrap().0;
    for asked in [version, feature, &format!("python{feature}")] {
        assert_eq!(used(&["--python", asked], &[]), is(managed), "{asked}");
    }
    let listed = see(sandbox.specialist().arg("pythons")).well().stdout;
    let managed_line = listed.lines().find(|line| line.contains("versions/x")).unwrap();
    assert!(managed_line.starts_with(&format!("  {version} ")), "{listed}");
    assert!(listed.contains("not usable") && listed.contains("refused"), "{listed}");

    // One that works on PATH comes before.
    install(&sandbox, on_path);
    assert_eq!(used(&[], &[]), is(on_path));
    assert_eq!(used(&["--python", "python3"], &[]), is(on_path));
    // An active environment comes before that, and any can be named by its directory.
    install(&sandbox, active);
    sandbox.write("venv/pyvenv.cfg", "");
    let venv = sandbox.path("venv");
    assert_eq!(used(&[], &[("VIRTUAL_ENV", &venv)]), is(active));
    assert_eq!(used(&["--python", "venv"], &[]), is(active));
    let mut list = sandbox.specialist();
    let listed = see(list.env("VIRTUAL_ENV", &venv).arg("pythons")).well().stdout;
    let used_line = listed.lines().find(|line| line.starts_with('*')).unwrap();
    assert!(
        used_line.ends_with("venv/bin/python") && listed.contains("* is used unless"),
        "{listed}"
    );
}

#[test]
fn a_version_is_looked_for_where_it_costs_nothing_first() {
    let sandbox = Sandbox::new();
    let version = see(std::process::Command::new(any_python())
        .args(["-c", "import platform; print(platform.python_version())"]));
    let version = version.stdout.trim();
    let feature = version.rsplit_once('.').unwrap().0;
    // Two that work, and scripts that tell when they are asked.
    let [managed, other] = [format!("{version}/bin/python{feature}"), "x/bin/python3".into()]
        .map(|place| format!("../home/.pyenv/versions/{place}"));
    install(&sandbox, &managed);
    install(&sandbox, &other);
    for name in ["python", "python3", "python3.1", "python3.99"] {
        sandbox.shell_script(format!("../bin/{name}"), ": > asked; exit 127");
    }
    let seen =
        see(sandbox.specialist().args(["--python", feature, "--format", "json", "point.py"]));
    let used = seen.well().recording().engine.executable;
    assert_eq!(fs::canonicalize(used).unwrap(), fs::canonicalize(sandbox.path(managed)).unwrap());
    assert!(!sandbox.path("asked").exists());
}
