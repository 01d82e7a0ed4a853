//! Which file of settings counts: one of the project, and of nobody else.

use std::fs;
use std::os::unix::fs::{chown, symlink};
use std::path::Path;

use crate::sandbox::{Sandbox, Seen, any_python, see};

const LOOP: &str = "for i in range(1000): i + i\n";

/// A user that neither runs tests nor is root.
const NOBODY: u32 = 65534;

/// `specialist check WORDS... bench.py` in a directory, with a Python on `PATH`.
fn check_in(sandbox: &Sandbox, directory: &str, words: &[&str]) -> Seen {
    sandbox.write(format!("{directory}/bench.py"), LOOP);
    let bin = any_python().parent().unwrap();
    let mut command = sandbox.specialist();
    command.current_dir(sandbox.path(directory)).env("PATH", bin);
    see(command.arg("check").args(words).args(["--verbose", "bench.py"]))
}

#[track_caller]
fn uses(seen: &Seen, path: Option<&Path>) {
    assert_eq!(seen.status, Some(0), "{seen:?}");
    match path {
        None => assert_eq!(seen.said(), "no settings file is used"),
        Some(path) => assert_eq!(
            seen.said(),
            format!(
                "the settings come from {}",
                // What is a link itself stays one.
                path.parent()
                    .unwrap()
                    .canonicalize()
                    .unwrap()
                    .join(path.file_name().unwrap())
                    .display()
            )
        ),
    }
}

#[test]
fn settings_are_found_up_to_the_repository() {
    let sandbox = Sandbox::new();
    let outer = sandbox.write("specialist.toml", "[check]\nexit-zero = true\n");
    uses(&check_in(&sandbox, "repository/deep", &[]), Some(&outer));
    fs::create_dir(sandbox.path("repository/.git")).unwrap();
    uses(&check_in(&sandbox, "repository/deep", &[]), None);
    let inner = sandbox.write("repository/pyproject.toml", "[tool.specialist]\n");
    uses(&check_in(&sandbox, "repository/deep", &[]), Some(&inner));
    uses(&check_in(&sandbox, "repository/deep", &["--no-config"]), None);
    let named = check_in(&sandbox, "repository/deep", &["--config", "../../specialist.toml"]);
    uses(&named, Some(&outer));
    // Without a repository, a project ends where one of its files is.
    uses(&check_in(&sandbox, "project/deep", &[]), Some(&outer));
    sandbox.write("project/setup.py", "");
    uses(&check_in(&sandbox, "project/deep", &[]), None);
}

#[test]
fn settings_above_the_home_directory_are_ignored() {
    let sandbox = Sandbox::new();
    sandbox.write("../specialist.toml", "");
    uses(&check_in(&sandbox, "../home/me", &[]), None);
    let home = sandbox.write("../home/specialist.toml", "");
    uses(&check_in(&sandbox, "../home/me", &[]), Some(&home));
}

#[test]
fn settings_of_other_users_are_refused() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path(".git")).unwrap();
    let evil = "touch \"$(dirname \"$0\")/it-ran\"";
    sandbox.shell_script("../elsewhere/python", evil);
    let settings = sandbox.write(
        "specialist.toml",
        format!(
            "python = \"{}\"\n[check]\nexit-zero = true\n",
            sandbox.path("../elsewhere/python").display()
        ),
    );
    let says = "specialist.toml cannot be used: it belongs to user 65534, and user ";
    if chown(&settings, Some(NOBODY), None).is_err() {
        return eprintln!("skipped: only root can give files away");
    }
    let seen = check_in(&sandbox, "deep", &[]);
    let how = ["to use it all the same, name it with --config ", "or use none with --no-config"];
    seen.refused(&[&[says][..], &how].concat());
    assert!(!sandbox.path("../elsewhere/it-ran").exists());
    uses(&check_in(&sandbox, "deep", &["--no-config"]), None);
    // That of a user, who may be led to another.
    let mine = sandbox.write("../mine.toml", "");
    fs::remove_file(&settings).unwrap();
    symlink(&mine, &settings).unwrap();
    uses(&check_in(&sandbox, "deep", &[]), Some(&settings));
    std::os::unix::fs::lchown(&settings, Some(NOBODY), None).unwrap();
    check_in(&sandbox, "deep", &[]).refused(&[says]);
    // A file that does not speak to us is nobody's matter.
    fs::remove_file(&settings).unwrap();
    let other = sandbox.write("pyproject.toml", "[tool.other]\n");
    chown(other, Some(NOBODY), None).unwrap();
    uses(&check_in(&sandbox, "deep", &[]), None);
}

#[test]
fn only_interpreters_of_the_project_are_started() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path(".git")).unwrap();
    sandbox.shell_script("../elsewhere/python", "touch \"$0.ran\"");
    let settings = |python: &str| {
        sandbox.write("specialist.toml", format!("python = {python:?}\n"));
        check_in(&sandbox, "deep", &[])
    };
    let elsewhere = sandbox.path("../elsewhere/python");
    for outside in
        [elsewhere.to_str().unwrap(), "../elsewhere/python", "bin/../../elsewhere/python"]
    {
        let seen = settings(outside);
        assert_eq!(seen.status, Some(2), "{seen:?}");
        let says = "which is neither a version nor in the project";
        assert!(seen.stderr.contains(says) && seen.stderr.contains("--python"), "{seen:?}");
        assert!(!sandbox.path("../elsewhere/python.ran").exists());
    }
    let path = sandbox.path("specialist.toml");
    fs::create_dir_all(sandbox.path(".venv/bin")).unwrap();
    symlink(any_python(), sandbox.path(".venv/bin/python")).unwrap();
    uses(&settings(".venv/bin/python"), Some(&path));
    uses(&settings("python3"), Some(&path));
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    let sandbox = Sandbox::new();
    see(sandbox.command("/usr/bin/mkfifo").arg("specialist.toml")).well();
    check_in(&sandbox, ".", &[]).refused(&["specialist.toml cannot be used: it is a pipe"]);
    check_in(&sandbox, "deep", &["--config", "/dev/zero"])
        .refused(&["/dev/zero cannot be used: it is a device, not a regular file"]);
}
