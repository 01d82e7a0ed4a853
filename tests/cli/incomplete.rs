//! What a recording lacks is known of it, and no check of it ends as if all were there.

use std::fmt::Write;
use std::fs;

use reporter::check::Format;
use strum::IntoEnumIterator;

use crate::sandbox::{Sandbox, Seen, any_python, read, see};

/// A loop with one site that fails, and then much code.
fn much() -> String {
    let mut text = String::from(
        "import resource
LIMIT = (2.0, 3.0)
def below(pairs):
    count = 0.0
    for pair in pairs:
        if pair < LIMIT:
            count += 1.0
below([(1.5, 2.5)] * 1500)
",
    );
    for number in 0..2000 {
        let _ = write!(text, "def f{number}(x):\n    return x + {number} * x - x / {number}.5\n");
    }
    text
}

/// The file with the answer takes no more than a part of the code.
const FULL: &str = "resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))\n";

fn check(sandbox: &Sandbox, words: &[&str]) -> Seen {
    see(sandbox.specialist().args(["check", "--python"]).arg(any_python()).args(words))
}

const SAYS: [&str; 2] = [
    "the check is incomplete: ",
    "1 process could not write all of its code: the directory for temporary",
];

#[test]
fn an_answer_that_is_cut_off_is_no_success() {
    let sandbox = Sandbox::new();
    sandbox.write("much.py", much() + FULL);
    for format in Format::iter() {
        let name = format.to_string();
        let seen = check(&sandbox, &["--no-explain", "--format", &name, "--exit-zero", "much.py"]);
        seen.refused(&SAYS);
        assert!(seen.stdout.contains("SPC004"), "{format}: what was found is told: {seen:?}");
    }
    let baseline = check(&sandbox, &["--write-baseline", "known.json", "much.py"]);
    baseline.refused(&["no baseline was written: ", SAYS[0], SAYS[1]]);
    assert!(!sandbox.path("known.json").exists());

    // The same is known of what was saved, and of what it is combined with.
    sandbox.run(["--save", "cut.json", "much.py"]);
    let recording = read(&fs::read(sandbox.path("cut.json")).unwrap());
    assert_eq!(recording.missing.cut_off, 1);
    sandbox.run(["--save", "other.json", "point.py"]).well();
    let mut combine = sandbox.specialist();
    see(combine.args(["combine", "cut.json", "other.json", "--save", "all.json"]));
    for saved in ["cut.json", "all.json"] {
        see(sandbox.specialist().args(["check", saved])).refused(&SAYS);
    }
    let mut diff = sandbox.specialist();
    see(diff.args(["diff", "cut.json", "all.json"]))
        .refused(&["the comparison is incomplete: 2 processes could not"]);
}

#[test]
fn code_that_was_not_kept_is_missed() {
    let sandbox = Sandbox::new();
    let again = "for i in range(1100): exec(compile('x = 1', __file__, 'exec'))\n";
    sandbox.write("again.py", again);
    let seen = check(&sandbox, &["again.py"]);
    seen.refused(&[SAYS[0], "executions of code from files compiled over a thousand times"]);
}

#[test]
fn processes_that_were_not_recorded_are_missed() {
    let sandbox = Sandbox::new();
    let program = "import subprocess, sys
kill = 'import os, signal; os.kill(os.getpid(), signal.SIGKILL)'
subprocess.run([sys.executable, '-c', kill])
for i in range(1000): i + i
";
    sandbox.write("program.py", program);
    let seen = sandbox.run(["--subprocesses", "--save", "runs", "program.py"]);
    assert!(seen.stderr.contains("not recorded: process "), "{seen:?}");
    let combined = see(sandbox.specialist().args(["combine", "runs", "--save", "all.json"]));
    assert_eq!(combined.status, Some(1), "{combined:?}");
    let seen = see(sandbox.specialist().args(["check", "all.json"]));
    seen.refused(&[SAYS[0], "1 process left no recording"]);
}

#[test]
fn a_source_that_is_gone_is_missed() {
    let sandbox = Sandbox::new();
    sandbox.write("module.py", "for i in range(1000): i + i\n");
    let program = "import module, os\nos.remove(module.__file__)\nfor i in range(1000): i + i\n";
    sandbox.write("program.py", program);
    let says = "module.py ran, but its source is not known: No such file or directory";
    check(&sandbox, &["program.py"]).refused(&[SAYS[0], says]);
}
