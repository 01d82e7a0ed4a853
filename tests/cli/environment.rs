//! Surroundings that are not as usual: everything works all the same.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::process::Stdio;

use crate::sandbox::{Sandbox, Seen, any_python, point, see};

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
