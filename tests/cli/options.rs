//! Options, and where those of `specialist` end and the program's begin.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::sandbox::{Sandbox, any_python, point, see};

/// Shows its arguments, after something to specialize.
const ECHO: &str = "import sys\nfor i in range(1000): i + i\nprint(sys.argv[1:])\n";

#[test]
fn what_follows_the_program_is_the_programs() {
    let sandbox = Sandbox::new();
    sandbox.write("echo.py", ECHO);
    sandbox.write("package/__main__.py", ECHO);
    let words = ["-o", "x", "-b", "--help", "-t", "--", "y", "-m", ""];
    let seen = "['-o', 'x', '-b', '--help', '-t', '--', 'y', '-m', '']\n";
    let programs: [&[&str]; 7] = [
        &["echo.py"],
        &["--", "echo.py"],
        &["-m", "package"],
        &["package"],
        &["-c", ECHO],
        &["-b", "-m", "package"],
        &["-o", "pages", "-d", "--", "echo.py"],
    ];
    for program in programs {
        let all = [program, &words].concat();
        let run = sandbox.run(all);
        assert_eq!(run.status, Some(0), "{run:?}");
        assert!(run.stdout.starts_with(seen), "{program:?}: {}", run.stdout);
        assert!(!sandbox.path("x").exists(), "{program:?}");
    }
    assert!(sandbox.path("pages/index.html").exists());
}

#[test]
fn the_files_that_are_shown() {
    let sandbox = Sandbox::new();
    sandbox.write("sub/deep/a.py", ECHO);
    sandbox.write("sub/b.py", ECHO);
    sandbox.write("main.py", "import sub.deep.a, sub.b, point, json.decoder\n");
    sandbox.write("../elsewhere/out.py", "import beside\n");
    sandbox.write("../elsewhere/beside.py", ECHO);
    let outside = fs::canonicalize(sandbox.path("../elsewhere")).unwrap();
    let outside = |name: &str| outside.join(name).display().to_string();
    let cases: [(&[&str], &[&str]); 9] = [
        (&["sub/../main.py"], &["main.py", "point.py", "sub/b.py", "sub/deep/a.py"]),
        (&["main.py"], &["main.py", "point.py", "sub/b.py", "sub/deep/a.py"]),
        (&["-t", "sub", "main.py"], &["sub/b.py", "sub/deep/a.py"]),
        (&["-t", "sub/*.py", "-t", "point.py", "main.py"], &["point.py", "sub/b.py"]),
        (&["-t", "**/a.py", "-t", "main.py", "main.py"], &["main.py", "sub/deep/a.py"]),
        (&["-t", "./sub/../point.py", "main.py"], &["point.py"]),
        // Elsewhere it is the program that is shown, and what was asked for.
        (&["../elsewhere/out.py"], &[&outside("out.py")]),
        (
            &["-t", "../elsewhere", "../elsewhere/out.py"],
            &[&outside("beside.py"), &outside("out.py")],
        ),
        (&["-t", "**/decoder.py", "-t", "point.py", "main.py"], &["point.py"]),
    ];
    for (words, shown) in cases {
        let seen = sandbox.run([&["--format", "json"], words].concat());
        let files = seen.recording().files;
        let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, shown, "{words:?}");
    }
}

#[test]
fn with_json_standard_output_is_one_document() {
    let sandbox = Sandbox::new();
    let noise = "import os, sys, subprocess
for i in range(1000): i + i
print('from print')
sys.__stdout__.write('from sys\\n')
os.write(1, b'from os\\n')
subprocess.run(['/bin/sh', '-c', 'echo from a child'])
print('an error', file=sys.stderr)
";
    sandbox.write("noise.py", noise);
    let seen = sandbox.run(["--format", "json", "noise.py"]);
    assert_eq!((seen.status, seen.stdout.lines().count()), (Some(0), 1), "{seen:?}");
    let value: serde_json::Value = serde_json::from_str(&seen.stdout).unwrap();
    assert_eq!(value["schema"], "specialist/recording");
    assert_eq!(seen.recording().files[0].path, "noise.py");
    for line in ["from print", "from sys", "from os", "from a child", "an error"] {
        assert_eq!(seen.stderr.lines().filter(|said| *said == line).count(), 1, "{line}");
    }
}

#[test]
fn formats_and_pages() {
    let sandbox = Sandbox::new();
    // Samples differ from run to run.
    let run = |words: &[&str]| sandbox.run([&["--no-sample"], words].concat());
    let full = run(&["point.py"]).well().stdout;
    assert_eq!(run(&["--format", "full", "point.py"]).well().stdout, full);
    let source = fs::read_to_string(point()).unwrap();
    for line in source.lines() {
        assert!(full.contains(line.trim()), "{line:?} is not in:\n{full}");
    }
    let summary = run(&["--format", "summary", "point.py"]).well().stdout;
    assert!(summary.contains("point.py") && summary.len() < full.len() / 2, "{summary}");
    // Pages alone, unless something is to be printed, too.
    let pages = run(&["-o", "pages", "point.py"]);
    assert_eq!(
        (pages.status, pages.said(), pages.stdout.as_str()),
        (Some(0), "wrote pages/index.html", "")
    );
    let both = run(&["-o", "pages", "--format", "summary", "point.py"]);
    assert_eq!(both.stdout, summary);
}

#[test]
fn pages_are_opened_in_a_browser() {
    let sandbox = Sandbox::new();
    sandbox.shell_script("../bin/xdg-open", "echo \"$@\" > opened.new; /bin/mv opened.new opened");
    for (words, place) in [(&["-o", "pages"][..], "pages/index.html"), (&[], "tmp/specialist-")] {
        let seen = sandbox.run([words, &["--open", "point.py"]].concat());
        let (_, written) = seen.said().split_once("wrote ").unwrap();
        assert!(written.contains(place) && sandbox.path(written).exists(), "{written}");
        // Nobody waits for a browser.
        let deadline = Instant::now() + Duration::from_secs(20);
        while !sandbox.path("opened").exists() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(10));
        }
        assert_eq!(fs::read_to_string(sandbox.path("opened")).unwrap(), format!("{written}\n"));
        fs::remove_file(sandbox.path("opened")).unwrap();
    }
}

#[test]
fn blue_and_dark() {
    let sandbox = Sandbox::new();
    let mut seen = Vec::new();
    for options in [&[][..], &["-b"], &["-d"], &["--blue", "--dark"]] {
        // Samples differ from run to run.
        let options = &[&["--no-sample"], options].concat()[..];
        let plain = sandbox.run([options, &["--color", "never", "point.py"]].concat()).well();
        let colored = sandbox.run([options, &["--color", "always", "point.py"]].concat()).well();
        let pages = [options, &["-o", "pages", "point.py"]].concat();
        assert_eq!(sandbox.run(pages).status, Some(0));
        let page = fs::read_to_string(sandbox.path("pages/point_py.html")).unwrap();
        seen.push((plain.stdout, colored.stdout, page));
    }
    for (at, (plain, colored, page)) in seen.iter().enumerate() {
        assert_eq!(plain, &seen[0].0);
        for (other_colored, other_page) in
            seen[..at].iter().map(|(_, colored, page)| (colored, page))
        {
            assert_ne!(colored, other_colored);
            assert_ne!(page, other_page);
        }
    }
}

/// Variables, options, and whether there is color in a pipe and on a terminal.
type Colors = (&'static [(&'static str, &'static str)], &'static [&'static str], [bool; 2]);

const COLORS: [Colors; 9] = [
    (&[], &[], [false, true]),
    (&[("NO_COLOR", "1")], &[], [false, false]),
    (&[("NO_COLOR", "")], &[], [false, true]),
    (&[("CLICOLOR_FORCE", "1")], &[], [true, true]),
    (&[("CLICOLOR_FORCE", "0")], &[], [false, true]),
    (&[("TERM", "dumb")], &[], [false, false]),
    (&[("NO_COLOR", "1")], &["--color", "always"], [true, true]),
    (&[("CLICOLOR_FORCE", "1")], &["--color", "never"], [false, false]),
    (&[], &["--color=auto"], [false, true]),
];

#[test]
fn when_there_are_colors() {
    let sandbox = Sandbox::new();
    sandbox.run(["--save", "r.json", "point.py"]).well();
    let on_a_terminal = "import pty, sys; pty.spawn(sys.argv[1:])";
    for (variables, options, [in_pipe, on_terminal]) in COLORS {
        let report = [env!("CARGO_BIN_EXE_specialist"), "report", "r.json"];
        let mut pipe = sandbox.command(report[0]);
        pipe.args(&report[1..]);
        let mut terminal = sandbox.command(any_python());
        terminal.args(["-c", on_a_terminal]).args(report);
        for (command, colored) in [(&mut pipe, in_pipe), (&mut terminal, on_terminal)] {
            command.env("TERM", "xterm-256color").envs(variables.iter().copied()).args(options);
            let shown = see(command).well().stdout;
            assert!(shown.contains("def shifted"), "{shown}");
            assert_eq!(shown.contains("\x1b["), colored, "{variables:?} {options:?}: {command:?}");
        }
    }
}

#[test]
fn help_and_version() {
    let sandbox = Sandbox::new();
    let print = |words: &[&str]| see(sandbox.specialist().args(words)).well().stdout;
    let version = format!("specialist {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!((print(&["--version"]), print(&["-V"])), (version.clone(), version));
    let help = print(&["--help"]);
    for word in ["Usage: specialist [OPTIONS] FILE", "Examples:", "--targets", "Exit status", "-m"]
    {
        assert!(help.contains(word), "{word:?} is not in:\n{help}");
    }
    assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    for command in ["report", "pythons", "completions"] {
        assert!(help.contains(&format!("\n  {command} ")), "{help}");
        assert!(print(&[command, "--help"]).contains(&format!("Usage: specialist {command}")));
    }
}

#[test]
fn completions_know_options_and_their_values() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = see(sandbox.specialist().args(["completions", shell])).well().stdout;
        for word in ["targets", "report", "pythons", "summary", "always"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        let path = sandbox.write(shell, script);
        match Command::new(shell).arg("-n").arg(path).output() {
            Ok(checked) => assert!(checked.status.success(), "{shell}: {checked:?}"),
            Err(_) => eprintln!("skipped: no {shell} here to read its completions"),
        }
    }
}
