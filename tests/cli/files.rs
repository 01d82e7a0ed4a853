//! What others made is not written over, and what is no file is not read.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::sandbox::{Sandbox, Seen, any_python, read, see};

const MINE: &str = "for i in range(1000): i + i  # mine\n";

fn specialist(sandbox: &Sandbox, words: &[&str]) -> Seen {
    let mut command = sandbox.specialist();
    see(command.env("PATH", any_python().parent().unwrap()).args(words))
}

/// A sandbox with a recording and a source.
fn prepared() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.run(["--save", "r.json", "point.py"]).well();
    sandbox.write("mine.py", MINE);
    sandbox
}

/// What writes to a path, which comes last but for what is run.
const WRITERS: [&[&str]; 5] = [
    &["point.py", "--save"],
    &["check", "mine.py", "--save"],
    &["check", "mine.py", "--write-baseline"],
    &["combine", "r.json", "--save"],
    &["check", "r.json", "--write-baseline"],
];

/// The words with the path before what is run.
fn words<'a>(writer: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    let (option, before) = writer.split_last().unwrap();
    let (command, program) = match before {
        [program] => (None, program),
        [command, program] => (Some(*command), program),
        _ => panic!(),
    };
    let words = command.into_iter().chain([*option]).chain(more.iter().copied());
    words.chain([*program]).collect()
}

#[test]
fn sources_are_not_written_over() {
    for writer in WRITERS {
        let sandbox = prepared();
        sandbox.write("theirs.py", "print('theirs')\n");
        let seen = specialist(&sandbox, &words(writer, &["theirs.py"]));
        seen.refused(&["theirs.py", "a file that specialist did not write", "with --force"]);
        assert_eq!(seen.stdout, "", "{writer:?}: nothing ran");
        assert_eq!(fs::read_to_string(sandbox.path("theirs.py")).unwrap(), "print('theirs')\n");
        let forced = specialist(&sandbox, &words(writer, &["theirs.py", "--force"]));
        assert_ne!(forced.status, Some(2), "{forced:?}");
        let text = fs::read_to_string(sandbox.path("theirs.py")).unwrap();
        assert!(text.contains("\"specialist/"), "{writer:?}: {text}");
        // Now it is ours.
        let again = specialist(&sandbox, &words(writer, &["theirs.py"]));
        assert_ne!(again.status, Some(2), "{again:?}");
    }
}

#[test]
fn links_are_not_written_through() {
    for writer in WRITERS {
        let sandbox = prepared();
        let target = fs::read(sandbox.path("r.json")).unwrap();
        sandbox.write("target.json", &target);
        symlink("target.json", sandbox.path("link")).unwrap();
        specialist(&sandbox, &words(writer, &["link"]))
            .refused(&["it is a symbolic link; name another, or replace it with --force"]);
        let forced = specialist(&sandbox, &words(writer, &["link", "--force"]));
        assert_ne!(forced.status, Some(2), "{forced:?}");
        assert!(!sandbox.path("link").is_symlink());
        assert_eq!(fs::read(sandbox.path("target.json")).unwrap(), target);
    }
}

/// What it is called, and how it comes to a path; beside it is the path of another file.
type Put = (&'static str, fn(&Path, &Path));

#[test]
fn pages_replace_no_other_files() {
    let sandbox = prepared();
    sandbox.write("outside.html", "precious");
    let puts: [Put; 3] = [
        ("a file that specialist did not write", |path, _| fs::write(path, "<html>mine").unwrap()),
        ("a symbolic link", |path, outside| symlink(outside, path).unwrap()),
        ("a pipe", |path, _| {
            Command::new("mkfifo").arg(path).status().unwrap();
        }),
    ];
    // The last name is known only when the program has run.
    let names = ["index.html", "findings.html", "specialist.js", "pages.sha256", "point_py.html"];
    for name in names {
        for (what, put) in puts {
            let dir = sandbox.path("pages");
            let _ = fs::remove_dir_all(&dir);
            fs::create_dir(&dir).unwrap();
            put(&dir.join(name), &sandbox.path("outside.html"));
            for command in [&["-o", "pages", "point.py"][..], &["report", "r.json", "-o", "pages"]]
            {
                let seen = specialist(&sandbox, command);
                let says = format!("pages cannot be written to pages/{name}: it is {what}");
                seen.refused(&[&says, "--force"]);
                assert_eq!(fs::read_dir(&dir).unwrap().count(), 1, "{name}: nothing is written");
            }
            let forced = ["report", "r.json", "-o", "pages", "--force"];
            assert_eq!(specialist(&sandbox, &forced).status, Some(0));
            assert!(dir.join(name).symlink_metadata().unwrap().is_file());
        }
    }
    assert_eq!(fs::read_to_string(sandbox.path("outside.html")).unwrap(), "precious");
    // Over our own, again and again.
    for _ in 0..2 {
        assert_eq!(specialist(&sandbox, &["report", "r.json", "-o", "pages"]).status, Some(0));
    }
    sandbox.write("index.html", "mine");
    specialist(&sandbox, &["-o", ".", "point.py"]).refused(&["./index.html: it is a file that"]);
    let diff = ["diff", "r.json", "r.json", "-o", "."];
    specialist(&sandbox, &diff).refused(&["./index.html: it is a file that"]);
}

#[test]
fn what_is_no_file_is_not_read() {
    let sandbox = prepared();
    see(sandbox.command("/usr/bin/mkfifo").arg("pipe.json")).well();
    symlink("/dev/zero", sandbox.path("zero.json")).unwrap();
    fs::File::create(sandbox.path("endless.json")).unwrap().set_len(1 << 40).unwrap();
    for (path, what) in [
        ("pipe.json", "it is a pipe, not a regular file"),
        ("zero.json", "it is a device, not a regular file"),
        ("endless.json", "it is larger than "),
    ] {
        let commands: [&[&str]; 5] = [
            &["report", path],
            &["check", path],
            &["dis", path],
            &["diff", path, "r.json"],
            &["check", "--fail-on-increase", path, "mine.py"],
        ];
        for words in commands {
            specialist(&sandbox, words).refused(&[path, what]);
        }
        let combined = specialist(&sandbox, &["combine", path, "r.json", "--save", "all.json"]);
        assert_eq!(combined.status, Some(1), "{combined:?}");
        assert!(combined.stderr.contains(what), "{combined:?}");
    }
    for words in [&["/dev/zero"][..], &["check", "/dev/zero"], &["dis", "/dev/zero"]] {
        specialist(&sandbox, words).refused(&["/dev/zero is a device; name a file"]);
    }
}

#[test]
fn pipes_that_a_shell_hands_over_are_read_and_written() {
    let Ok(bash) = Command::new("bash").arg("--version").output() else {
        return eprintln!("skipped: no bash here");
    };
    assert!(bash.status.success());
    let sandbox = prepared();
    let shown = specialist(&sandbox, &["report", "r.json"]).well().stdout;
    let run = |line: &str| {
        let line = line.replace("specialist", env!("CARGO_BIN_EXE_specialist"));
        let mut command = sandbox.command("bash");
        see(command.env("PATH", "/usr/bin:/bin").args(["-c", &line]))
    };
    for line in [
        "specialist report <(cat r.json)",
        "cat r.json | specialist report -",
        "cat r.json | specialist report /dev/stdin",
        "specialist report /dev/stdin < r.json",
    ] {
        assert_eq!(run(line).well().stdout, shown, "{line}");
    }
    // What has no end is read no further than to see that it is none of ours.
    let foreign = "this is not a recording made by specialist";
    run("cat /dev/zero | specialist report -").refused(&[foreign]);
    run("specialist report <(yes)").refused(&[foreign]);
    run("specialist report - < /dev/zero").refused(&["- cannot be read: it is a device"]);
    let into = |line: &str| {
        assert_eq!(run(line).status, Some(0), "{line}");
        read(&fs::read(sandbox.path("out.json")).unwrap());
        fs::remove_file(sandbox.path("out.json")).unwrap();
    };
    into("specialist combine r.json --save >(cat > out.json); wait $!");
    into("specialist combine r.json --save /dev/stdout > out.json");
    into("specialist combine r.json --save /dev/stdout | cat > out.json");
}

/// A directory in which processes have recorded may come from anybody, and name any file.
#[test]
fn a_directory_of_others_has_no_source_read() {
    let sandbox = prepared();
    sandbox.write("../foreign/secret.py", MINE);
    let mut env = sandbox.specialist();
    env.current_dir(sandbox.path("../foreign")).args(["env", "--save", "runs"]);
    let variables = see(&mut env).well().stdout;
    let line = format!("{variables}\nexec {} secret.py", any_python().display());
    let mut shell = sandbox.command("/bin/sh");
    see(shell.current_dir(sandbox.path("../foreign")).args(["-c", &line])).well();
    fs::copy(sandbox.path("r.json"), sandbox.path("../foreign/runs/r.json")).unwrap();
    let combine = |more: &[&str]| {
        let words = [&["combine", "../foreign/runs", "--save", "all.json"], more].concat();
        let seen = specialist(&sandbox, &words);
        (seen.status, seen.stderr, fs::read_to_string(sandbox.path("all.json")).unwrap())
    };
    // What a link leads to is what is read.
    symlink("../foreign", sandbox.path("inside")).unwrap();
    let (status, said, text) = combine(&[]);
    assert_eq!(status, Some(1), "{said}");
    let lies =
        "foreign/secret.py is elsewhere; to have it read, combine in a directory that contains it";
    assert!(said.contains(lies) && said.contains("or name one with --sources"), "{said}");
    assert!(!text.contains("# mine"));
    let missing = read(text.as_bytes()).missing;
    assert_eq!(missing.unrecorded, 1);
    // It is not lost.
    let (status, said, text) = combine(&["--sources", "../foreign"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(text.contains("# mine"));
}

/// Nor is a line of one quoted in a traceback.
#[test]
fn a_directory_of_others_has_no_line_quoted() {
    let sandbox = Sandbox::new();
    sandbox.write("../foreign/helper.py", "raise ValueError  # mine\n");
    let program = format!("import sys\nsys.path.insert(0, '../foreign')\n{MINE}import helper\n");
    sandbox.write("program.py", program.replace("  # mine", ""));
    let variables = specialist(&sandbox, &["env", "--save", "runs"]).well().stdout;
    let line = format!("{variables}\nexec {} program.py", any_python().display());
    let plain = see(sandbox.command("/bin/sh").args(["-c", &line]));
    assert!(plain.stderr.contains("# mine"), "{plain:?}");
    let seen = specialist(&sandbox, &["combine", "runs", "--save", "all.json"]);
    assert_eq!(seen.status, Some(0), "{seen:?}");
    let text = fs::read_to_string(sandbox.path("all.json")).unwrap();
    assert!(text.contains("ValueError") && text.contains("import helper"), "{text}");
    assert!(!text.contains("# mine"));
}

/// The one in the way came while the program ran: what was recorded is kept elsewhere.
#[test]
fn files_that_appear_during_the_run_stay() {
    let sandbox = Sandbox::new();
    let program = format!("{MINE}open('r.json', 'w').write('theirs')\n");
    sandbox.write("program.py", program);
    let seen = sandbox.run(["--save", "r.json", "program.py"]);
    seen.refused(&["saved to r.json: it is a file that", "the recording is kept in "]);
    assert_eq!(fs::read_to_string(sandbox.path("r.json")).unwrap(), "theirs");
}
