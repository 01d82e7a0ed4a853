//! `specialist check`: what it finds, what it says of it, and how it ends.

use std::fs;

use bytecode::Version;

use crate::sandbox::{Sandbox, Seen, any_python, python, see};

/// A loop of which one site fails on all versions: three kinds of operands in turns.
const BAD: &str = "\
def total(items):
    result = 0
    for item in items:
        result += item.value
    return result


class A:
    value = 1


class B:
    __slots__ = (\"value\",)


class C:
    def __init__(self):
        self.value = 3


b = B()
b.value = 2
total([A(), b, C()] * 500)
";

const GOOD: &str = "\
def total(items):
    result = 0.0
    for item in items:
        result += item
    return result


total([1.5] * 1500)
";

/// `specialist check WORDS...`
fn check(sandbox: &Sandbox, words: &[&str]) -> Seen {
    see(sandbox.specialist().args(["check", "--python"]).arg(any_python()).args(words))
}

#[test]
fn a_bad_loop_is_found_and_a_good_one_is_not() {
    let sandbox = Sandbox::new();
    sandbox.write("bad.py", BAD);
    sandbox.write("good.py", GOOD);
    for version in Version::ALL {
        let Some(python) = python(version) else { continue };
        let check = |file: &str| {
            let mut command = sandbox.specialist();
            command.args(["check", "--explain", "--format", "concise", "--python"]).arg(python);
            see(command.arg(file))
        };
        let bad = check("bad.py");
        assert_eq!((bad.status, bad.stderr.as_str()), (Some(1), ""), "{version}: {bad:?}");
        assert!(bad.stdout.starts_with("bad.py:4:24: SPC"), "{version}: {}", bad.stdout);
        assert!(bad.stdout.contains("in a hot loop"), "{version}: {}", bad.stdout);
        assert!(bad.stdout.ends_with("\n1 finding\n"), "{version}: {}", bad.stdout);
        assert_eq!(check("good.py").well().stdout, "", "{version}");
    }
}

#[test]
fn what_could_not_be_checked_is_no_finding() {
    let sandbox = Sandbox::new();
    sandbox.write("fails.py", format!("{BAD}raise ValueError(1)\n"));
    let cases: [(&[&str], &[&str]); 6] = [
        (&["fails.py"], &["nothing was checked", "ended with status 1 (ValueError)"]),
        (&["nosuch.py"], &["no file nosuch.py"]),
        (&["nosuch.json"], &["nosuch.json cannot be checked", "No such file"]),
        (&["-c", "pass"], &["nothing was checked", "no code ran often enough"]),
        (&["--select", "SPC1O1", "fails.py"], &["\"SPC1O1\"", "did you mean SPC101?"]),
        (&["--statistics", "--format", "json", "fails.py"], &["--statistics"]),
    ];
    for (words, says) in cases {
        let seen = check(&sandbox, words);
        seen.refused(says);
        assert_eq!(seen.stdout, "");
    }
}

#[test]
fn a_recording_is_checked_as_the_run_was() {
    let sandbox = Sandbox::new();
    sandbox.write("bad.py", BAD);
    let run = check(&sandbox, &["--save", "r.json", "bad.py"]);
    assert_eq!(run.status, Some(1), "{run:?}");
    let read = see(sandbox.specialist().args(["check", "r.json"]));
    assert_eq!((read.status, &read.stdout), (Some(1), &run.stdout));
    sandbox.write("bad.py", format!("# moved\n{BAD}"));
    let changed = see(sandbox.specialist().args(["check", "r.json"]));
    changed.refused(&["r.json cannot be checked: bad.py has changed since it was recorded"]);
    fs::remove_file(sandbox.path("bad.py")).unwrap();
    let absent = see(sandbox.specialist().args(["check", "r.json"]));
    let note = "note: 1 of the recorded files are not here: lines are those of the recording\n";
    assert_eq!((absent.status, absent.stdout), (Some(1), run.stdout + note));
}
