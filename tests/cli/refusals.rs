//! What cannot be done is said in one plain sentence, with status 2, and nothing is lost.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::sandbox::{Sandbox, Seen, any_python, point, read, see};

/// Words typed, and words of the sentence that comes back.
type Refusal = (&'static [&'static str], &'static [&'static str]);

const NOTHING_TO_SHOW: [Refusal; 10] = [
    (&["-t", "other/*.py", "-t", "x", "point.py"], &["nothing ran", "--targets other/*.py x"]),
    (&["-m", "nosuch"], &["nothing ran", "ended with status 1, for the reason above"]),
    (&["-m", "json.tool", "--help"], &["nothing ran of the files below", "--targets"]),
    (&["-c", "pass"], &["nothing was specialized", "loop"]),
    (&["-"], &["nothing ran that has a file", "save the program"]),
    (&["directory"], &["nothing ran", "directory has no __main__.py"]),
    (&["syntax.py"], &["nothing ran", "syntax error", "syntax.py, line 1"]),
    (&["-m", "syntax"], &["nothing ran", "syntax error", "syntax.py, line 1"]),
    (&["-c", "def f(:\n  pass\n"], &["nothing ran", "syntax error", "<string>, line 1"]),
    (&["indentation.py"], &["nothing ran", "syntax error", "indentation.py, line 2"]),
];

#[test]
fn nothing_to_show() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("directory")).unwrap();
    sandbox.write("syntax.py", "def f(:\n");
    sandbox.write("indentation.py", "if True:\nf()\n");
    for (words, says) in NOTHING_TO_SHOW {
        sandbox.run([&["--save", "saved.json"], words].concat()).refused(says);
        // What there was is kept all the same.
        let saved = read(&fs::read(sandbox.path("saved.json")).unwrap());
        assert!(words.contains(&saved.program.target.as_str()), "{words:?}");
    }
}

const CANNOT_START: [Refusal; 18] = [
    (&["nosuch.py"], &["no file nosuch.py"]),
    (&["two\nlines.py"], &["no file two␊lines.py"]),
    (&["--tragets", "point.py"], &["unexpected argument '--tragets'", "tip: ", "'--targets'"]),
    (&["-x", "point.py"], &["unexpected argument '-x'"]),
    (&["-mpackage", "-o", "x"], &["put a space after -m"]),
    (&[], &["name a program", "--help"]),
    (&["-m"], &["a value is required for '-m <MODULE>...'", "--help"]),
    (&["-t", "a[", "point.py"], &["\"a[\" is not a file pattern"]),
    (&["--format", "pdf", "point.py"], &["'pdf'", "--format", "full, summary, markdown, json"]),
    (&["--color", "pink", "point.py"], &["'pink'", "--color", "auto, always, never"]),
    (&["-o", "point.py", "point.py"], &["written to point.py: it is not a directory: pass"]),
    (&["-o", "point.py/x", "point.py"], &["written to point.py/x: point.py is not a directory"]),
    (&["-o", "/proc/nowhere", "point.py"], &["pages cannot be written to /proc/nowhere"]),
    (&["--save", "no/r.json", "point.py"], &["to no/r.json: there is no directory no; create it"]),
    (&["--save", ".", "point.py"], &["saved to .: it is a directory; name a file"]),
    (&["chekc", "point.py"], &["no file chekc; did you mean the command check?"]),
    (&["pythons"], &["options of pythons come after it", "'--python'"]),
    (&["--exit-zero", "check", "point.py"], &["come after it: specialist check --python"]),
];

#[test]
fn what_cannot_be_done_is_refused_before_the_program_starts() {
    let sandbox = Sandbox::new();
    sandbox.write("point.py", "open('it ran', 'w')");
    for (words, says) in CANNOT_START {
        let seen = sandbox.run(words);
        seen.refused(says);
        assert_eq!(seen.stderr.lines().count(), 1, "{words:?}: {}", seen.stderr);
        assert!(!sandbox.path("it ran").exists(), "{words:?}");
    }
}

/// The recording that a sentence names, below the directory for temporary files.
#[track_caller]
fn named_in(sandbox: &Sandbox, seen: &Seen, before: &str) -> PathBuf {
    let (_, path) = seen.said().split_once(before).unwrap();
    sandbox.path(path.trim_start())
}

#[test]
fn a_disk_that_fills_costs_no_recording() {
    let sandbox = Sandbox::new();
    let full = "/dev/full";
    if !Path::new(full).exists() {
        return eprintln!("skipped: there is no {full} here");
    }
    let saving = sandbox.run(["--save", full, "point.py"]);
    let mut printing = sandbox.on(any_python());
    let printing = see(printing.arg("point.py").stdout(File::create(full).unwrap()));
    for (seen, what) in [(saving, "cannot be saved to /dev/full"), (printing, "be printed")] {
        seen.refused(&[what, "No space left on device; the recording is kept in "]);
        let kept = named_in(&sandbox, &seen, "the recording is kept in ");
        assert!(kept.starts_with(sandbox.root().join("tmp")), "{}", kept.display());
        assert_eq!(read(&fs::read(kept).unwrap()).files[0].path, "point.py");
    }
}

#[test]
fn help_that_cannot_be_printed_is_said() {
    let sandbox = Sandbox::new();
    let full = "/dev/full";
    if !Path::new(full).exists() {
        return eprintln!("skipped: there is no {full} here");
    }
    let printing =
        |words: &str| see(sandbox.specialist().arg(words).stdout(File::create(full).unwrap()));
    for words in ["--help", "--version"] {
        printing(words).refused(&["nothing can be printed: No space left on device"]);
    }
}

#[test]
fn pages_that_cannot_be_written_cost_no_recording() {
    let evil = "import shutil, sys
for i in range(1000): i + i
shutil.rmtree(sys.argv[1])
open(sys.argv[1], 'w').close()
";
    for (save, before) in [(&[][..], "is kept in "), (&["--save", "saved.json"], "is in ")] {
        let sandbox = Sandbox::new();
        sandbox.write("evil.py", evil);
        let seen = sandbox.run([save, &["-o", "pages", "evil.py", "pages"]].concat());
        seen.refused(&["pages cannot be written to pages: File exists; the recording ", before]);
        let kept = named_in(&sandbox, &seen, before);
        assert_eq!(read(&fs::read(kept).unwrap()).files[0].path, "evil.py");
    }
}

#[test]
fn what_was_written_before_is_kept_when_a_run_is_refused() {
    let sandbox = Sandbox::new();
    let precious = "{\"schema\": \"specialist/recording\", precious}";
    sandbox.write("saved.json", precious);
    sandbox.run(["--save", "saved.json", "-t", "a[", "point.py"]).refused(&[]);
    // What ends without being read is no reason, either, and leaves no empty file.
    for file in ["saved.json", "new.json"] {
        sandbox.run(["--save", file, "-c", "import os; os._exit(0)"]).refused(&[]);
    }
    assert_eq!(fs::read_to_string(sandbox.path("saved.json")).unwrap(), precious);
    assert!(!sandbox.path("new.json").exists());
}

#[test]
fn a_browser_that_cannot_be_opened() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.on(any_python());
    let seen = see(command.env("PATH", "").args(["-o", "pages", "--open", "point.py"]));
    seen.refused(&["wrote pages/index.html, but no browser could be opened: "]);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let sandbox = Sandbox::new();
    sandbox.run(["--save", "saved.json", "point.py"]).well();
    let commands: [&[&str]; 5] = [
        &["point.py"],
        &["report", "saved.json"],
        &["pythons"],
        &["completions", "zsh"],
        &["--help"],
    ];
    for words in commands {
        let mut command = sandbox.specialist();
        command.env("PATH", any_python().parent().unwrap()).args(words);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // Nobody reads from here on, not even the first line.
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""), "{words:?}");
    }
}

#[test]
fn closed_streams_are_no_failure() {
    let sandbox = Sandbox::new();
    for (words, status) in [(["-c", "pass"], 2), (["-o", "pages"], 2)] {
        let mut command = sandbox.on(any_python());
        command.args(words).stderr(File::open(point()).unwrap());
        assert_eq!(see(&mut command).status, Some(status), "{words:?}");
    }
}

#[test]
fn a_program_that_empties_the_directory_for_temporary_files() {
    let evil = "import os, shutil, sys, tempfile
for name in os.listdir(tempfile.gettempdir()):
    shutil.rmtree(os.path.join(tempfile.gettempdir(), name))
sys.exit(int(sys.argv[1]))
";
    let sandbox = Sandbox::new();
    sandbox.write("evil.py", evil);
    for (status, ends) in [("0", 2), ("3", 3)] {
        let seen = sandbox.run(["evil.py", status]);
        assert_eq!(seen.status, Some(ends), "{seen:?}");
        let said = seen.said();
        assert!(said.starts_with("the program removed the directory "), "{said}");
        assert!(said.contains("/tmp/specialist-"), "{said}");
    }
}
