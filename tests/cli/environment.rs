//! Surroundings that are not as usual: everything works all the same.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::os::unix::ffi::OsStringExt;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use crate::sandbox::{Sandbox, Seen, any_python, point, read, see};

const LOOP: &str = "for i in range(1000): i + i\n";

/// Environment variables and their values, below the sandbox; empty ones are taken away.
type Surroundings = &'static [(&'static str, &'static str)];

const SURROUNDINGS: [Surroundings; 12] = [
    &[],
    &[("HOME", "")],
    &[("HOME", ""), ("TMPDIR", "")],
    &[("HOME", "nowhere/at/all")],
    &[("HOME", "work/point.py")],
    &[("XDG_CACHE_HOME", "work/point.py/below")],
    &[("HOME", "with space")],
    &[("HOME", "with:colon")],
    &[("XDG_CACHE_HOME", "caf\u{e9} \u{202e}:")],
    &[("TMPDIR", "with space")],
    &[("HOME", "with space"), ("TMPDIR", "with space")],
    &[("XDG_CACHE_HOME", "with:colon"), ("TMPDIR", "with:colon")],
];

#[test]
fn homes_caches_and_temporary_directories() {
    for surroundings in SURROUNDINGS {
        let sandbox = Sandbox::new();
        for name in ["with space", "with:colon"] {
            fs::create_dir(sandbox.root().join(name)).unwrap();
        }
        // The second time finds what the first has left.
        for _ in 0..2 {
            let mut command = sandbox.on(any_python());
            for (variable, value) in surroundings {
                match *value {
                    "" => command.env_remove(variable),
                    below => command.env(variable, sandbox.root().join(below)),
                };
            }
            let seen = see(command.args(["--format", "json", "point.py"]));
            assert_eq!(seen.well().recording().files[0].path, "point.py", "{surroundings:?}");
        }
    }
}

#[test]
fn the_recording_says_when_and_on_what_machine() {
    let sandbox = Sandbox::new();
    let before = SystemTime::now() - Duration::from_secs(1);
    let seen = see(sandbox.on(any_python()).args(["--format", "json", "point.py"]));
    let recording = seen.well().recording();
    let started = SystemTime::from(recording.started.unwrap());
    assert!(before <= started && started <= SystemTime::now(), "{started:?}");
    let machine = recording.machine.unwrap();
    let architecture = Command::new("uname").arg("-m").output().unwrap().stdout;
    assert_eq!(machine.architecture, String::from_utf8(architecture).unwrap().trim());
    assert!(machine.system.contains(' ') && machine.processors > Some(0), "{machine:?}");
}

#[test]
fn a_cache_that_nobody_may_write() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.on(any_python());
    // Permissions do not stop every user; that the kernel makes no directories there does.
    see(command.env("XDG_CACHE_HOME", "/proc/self").args(["point.py"])).well();
    assert_eq!(fs::read_dir(sandbox.root().join("tmp")).unwrap().count(), 0, "all is tidied up");
}

#[test]
fn many_at_once_with_a_fresh_cache() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.on(any_python());
    command.args(["--format", "json", "point.py"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let children: Vec<_> = (0..16).map(|_| command.spawn().unwrap()).collect();
    for child in children {
        let seen = Seen::from(child.wait_with_output().unwrap()).well();
        assert_eq!(seen.recording().files[0].path, "point.py");
    }
    assert_eq!(fs::read_dir(sandbox.root().join("tmp")).unwrap().count(), 0, "all is tidied up");
}

#[test]
fn what_is_closed_for_specialist_is_closed_for_the_program() {
    let sandbox = Sandbox::new();
    let program = format!(
        "{LOOP}import sys
names = [n for n in ('stdin', 'stdout', 'stderr') if getattr(sys, n) is None]
open('closed', 'w').write(' '.join(names))
"
    );
    sandbox.write("program.py", program);
    let cases = [
        ("full", "", ""),
        ("full", "<&-", "stdin"),
        ("full", ">&- 2>&-", "stdout stderr"),
        // The program's standard output goes to standard error then.
        ("json", "<&- >&-", "stdin"),
    ];
    for (format, redirected, closed) in cases {
        let line = format!(
            "'{}' --python '{}' --format {format} program.py {redirected}",
            env!("CARGO_BIN_EXE_specialist"),
            any_python().display()
        );
        see(sandbox.command("/bin/sh").args(["-c", &line])).well();
        assert_eq!(fs::read_to_string(sandbox.path("closed")).unwrap(), closed, "{line}");
    }
}

#[test]
fn a_source_that_can_be_read_but_once() {
    let sandbox = Sandbox::new();
    see(sandbox.command("/usr/bin/mkfifo").arg("fifo")).well();
    let mut from_fifo = sandbox.on(any_python());
    from_fifo.arg("fifo").stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = from_fifo.spawn().unwrap();
    fs::write(sandbox.path("fifo"), LOOP).unwrap();
    let seen = Seen::from(child.wait_with_output().unwrap());
    seen.refused(&["nothing ran that has a file", "save the program"]);
}

#[test]
fn sources_that_are_gone_are_warned_of_once() {
    let sandbox = Sandbox::new();
    let generates = "import os, sys
for i in range(int(sys.argv[1])):
    name = f'generated{i}.py'
    open(name, 'w').close()
    exec(compile('x = 1', name, 'exec'))
    os.remove(name)
";
    sandbox.write("generates.py", generates);
    let warnings = |count| {
        let run = sandbox.run(["--format", "json", "generates.py", count]);
        read(run.stdout.as_bytes()).warnings
    };
    let one = "generated0.py ran, but its source is not known: No such file or directory";
    assert_eq!(warnings("1"), [one]);
    let many = "300 files ran, but their sources are not known, generated0.py among them: \
                No such file or directory";
    assert_eq!(warnings("300"), [many]);
}

#[test]
fn only_what_changed_meanwhile_is_warned_of() {
    let sandbox = Sandbox::new();
    let program = sandbox.write("program.py", LOOP);
    let warnings = || sandbox.run(["--format", "json", "program.py"]).recording().warnings;
    assert_eq!(warnings(), [""; 0]);
    let tomorrow = SystemTime::now() + Duration::from_hours(24);
    File::options().append(true).open(&program).unwrap().set_modified(tomorrow).unwrap();
    assert_eq!(warnings(), [""; 0]);
    sandbox.write("program.py", format!("{LOOP}open(__file__, 'a').write('#')\n"));
    let changed = warnings();
    assert!(
        changed.len() == 1
            && changed[0].contains("program.py ran, but its source is not known: it changed"),
        "{changed:?}"
    );
}

/// A line break, no UTF-8, characters that patterns, shells, options and pages know.
const NAMES: [&[u8]; 10] = [
    b"with space.py",
    b"line\nbreak.py",
    b"\xff\xfe.py",
    b"-dash.py",
    b"--blue",
    b"[x]*?{a,b}.py",
    b"'\"`$(x)&;.py",
    b"<b>.py",
    "\u{e9}\u{202e}\u{1b}.py".as_bytes(),
    b"no_ending",
];

#[test]
fn names_of_all_kinds() {
    for name in NAMES.map(|name| OsString::from_vec(name.to_vec())) {
        let sandbox = Sandbox::new();
        fs::copy(point(), sandbox.path(&name)).unwrap();
        let json = [OsStr::new("--format"), "json".as_ref(), "--".as_ref(), &name];
        let recording = sandbox.run(json).well().recording();
        assert_eq!(recording.files[0].path, name.to_string_lossy(), "{name:?}");
        let pages = sandbox.run([OsStr::new("-o"), "pages".as_ref(), "--".as_ref(), &name]);
        assert_eq!((pages.status, pages.said()), (Some(0), "wrote pages/index.html"), "{name:?}");

        // As the directory it is run in, too.
        let there = sandbox.path("..").join("inside").join(&name);
        fs::create_dir_all(&there).unwrap();
        fs::copy(point(), there.join("point.py")).unwrap();
        let mut command = sandbox.on(any_python());
        command.current_dir(&there).args(["--format", "json", "point.py"]);
        assert_eq!(see(&mut command).well().recording().files[0].path, "point.py", "{name:?}");
    }
}
