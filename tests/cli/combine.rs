//! `specialist combine`: many recordings become one, and what cannot is said.

use std::fs;
use std::path::Path;
use std::time::Instant;

use bytecode::Version;
use recording::{Instruction, Recording, State};

use crate::sandbox::{Sandbox, Seen, any_python, python, read, see};

/// A recording in fixtures/programs/recordings/.
fn committed(name: &str) -> Vec<u8> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/programs/recordings");
    fs::read(directory.join(name)).unwrap()
}

fn combine(sandbox: &Sandbox, words: &[&str]) -> Seen {
    see(sandbox.specialist().arg("combine").args(words))
}

/// What was saved.
fn saved(sandbox: &Sandbox, name: &str) -> Recording {
    read(&fs::read(sandbox.path(name)).unwrap())
}

fn instructions(recording: &Recording) -> impl Iterator<Item = &Instruction> {
    recording.files.iter().flat_map(|file| &file.code).flat_map(|code| &code.instructions)
}

#[test]
fn a_single_recording_stays_as_it_is() {
    let sandbox = Sandbox::new();
    for name in ["point/3.11.json", "deoptimised/3.12.json", "calls/3.13.json", "wide/3.14.json"] {
        sandbox.write("one.json", committed(name));
        let seen = combine(&sandbox, &["one.json", "--save", "all.json"]);
        assert_eq!((seen.status, seen.said()), (Some(0), "combined 1 recording into all.json"));
        let mut one = saved(&sandbox, "one.json");
        reasons::add(&mut one);
        assert_eq!(saved(&sandbox, "all.json"), one, "{name}");
    }
}

/// Two runs of one program: one adds integers, the other lists, which no form adds.
#[test]
fn processes_that_differ_are_told_apart() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "add.py",
        "import sys\ndef add(a, b):\n    return a + b\nfor _ in range(500):\n    \
         add(*{'int': (1, 2), 'list': ([], [])}[sys.argv[1]])\n",
    );
    for version in Version::ALL {
        let Some(python) = python(version) else { continue };
        for (name, operands) in [("1.json", "int"), ("2.json", "list"), ("3.json", "int")] {
            let words = ["--save", name, "--format", "summary", "add.py", operands];
            see(sandbox.on(python).args(words)).well();
        }
        fs::create_dir_all(sandbox.path("runs")).unwrap();
        for name in ["1.json", "2.json", "3.json"] {
            fs::rename(sandbox.path(name), sandbox.path("runs").join(name)).unwrap();
        }
        // Twice: what was written among the recordings is none of them.
        for _ in 0..2 {
            let seen = combine(&sandbox, &["runs", "--save", "runs/all.json"]);
            assert_eq!(seen.said(), "combined 3 recordings into runs/all.json", "{version}");
            assert_eq!(seen.status, Some(0));
        }
        let all = saved(&sandbox, "runs/all.json");
        assert_eq!(all.processes.count(), 3);
        let mut sums = instructions(&all).filter(|it| it.base.as_str() == "BINARY_OP");
        let sum = sums.find(|it| it.argrepr.as_deref() == Some("+")).unwrap();
        let forms = sum.evidence.as_ref().unwrap().forms.as_deref().unwrap();
        let told = forms.iter().map(|form| (form.opcode.as_str(), form.processes.count()));
        let told: Vec<_> = told.collect();
        // From 3.15 on lists have a form, too.
        let other = sum.opcode.as_str();
        assert_eq!(told[0], ("BINARY_OP_ADD_INT", 2), "{version} {told:?}");
        assert_eq!(told[1].1, 1, "{version} {told:?}");
        if sum.state == State::Failing {
            assert_eq!(told[1].0, other, "{version}");
            let report = see(sandbox.specialist().args(["report", "runs/all.json"])).well();
            assert!(report.stdout.contains("in 3 processes"), "{}", report.stdout);
            assert!(report.stdout.contains("the same in 1 of 3 processes"), "{}", report.stdout);
        } else {
            assert_eq!((version, other), (Version::V3_15, "BINARY_OP_ADD_INT"));
        }
    }
}

#[test]
fn what_cannot_be_read_is_named_and_left_out() {
    let sandbox = Sandbox::new();
    let good = committed("point/3.12.json");
    for number in 0..10 {
        sandbox.write(format!("runs/{number}.json"), &good);
    }
    sandbox.write("runs/7.json", &good[..good.len() / 2]);
    sandbox.write("runs/notes.txt", "not looked at");
    let seen = combine(&sandbox, &["runs", "--save", "all.json"]);
    assert_eq!(seen.status, Some(1), "{seen:?}");
    let said: Vec<_> = seen.stderr.lines().collect();
    let [left_out, combined] = said[..] else { panic!("{seen:?}") };
    assert!(
        left_out.starts_with("specialist: runs/7.json is left out: the recording is truncated")
    );
    assert_eq!(combined, "specialist: combined 9 recordings into all.json");
    let all = saved(&sandbox, "all.json");
    assert_eq!(all.processes.count(), 9);
    let warning = "1 of 10 recordings could not be read and is left out: runs/7.json";
    assert_eq!(all.warnings, [warning]);
}

#[test]
fn files_are_one_as_the_settings_say() {
    let sandbox = Sandbox::new();
    let good = committed("point/3.12.json");
    for (name, cwd) in [("1.json", "/ci/1/src"), ("2.json", "/ci/2/src")] {
        let mut recording = read(&good);
        recording.program.cwd = cwd.into();
        let mut bytes = Vec::new();
        recording::write(&recording, &mut bytes).unwrap();
        sandbox.write(name, bytes);
    }
    let paths = || {
        combine(&sandbox, &["1.json", "2.json", "--save", "all.json"]);
        let all = saved(&sandbox, "all.json");
        all.files.iter().map(|file| file.path.clone()).collect::<Vec<_>>()
    };
    assert_eq!(paths(), ["/ci/1/src/point.py", "/ci/2/src/point.py"]);
    let settings = "[tool.specialist.paths]\nsource = [\"lib\", \"/ci/*/src\"]\n";
    sandbox.write("pyproject.toml", settings);
    assert_eq!(paths(), ["lib/point.py"]);
    for (settings, says) in [
        ("source = []", "the setting paths.source is empty"),
        ("source = [\"src\", \"/ci/*\"]", "\"/ci/*\" cannot be a pattern of directories"),
        ("source = 3", "sequence"),
    ] {
        let settings = format!("[tool.specialist.paths]\n{settings}\n");
        sandbox.write("pyproject.toml", settings);
        combine(&sandbox, &["1.json", "--save", "no.json"]).refused(&[says]);
    }
    assert!(!sandbox.path("no.json").exists());
}

#[test]
fn what_cannot_be_combined_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("old.json", committed("point/3.12.json"));
    sandbox.write("new.json", committed("point/3.13.json"));
    let other = String::from_utf8(committed("point/3.12.json")).unwrap();
    sandbox.write("other.json", other.replacen("\"version\":1,", "\"version\":99,", 1));
    fs::create_dir(sandbox.path("empty")).unwrap();
    let words: [(&[&str], &[&str]); 5] = [
        (
            &["old.json", "new.json"],
            &["new.json cannot be combined", "cpython 3.13", "cpython 3.12", "at a time"],
        ),
        (&["empty"], &["the directory empty has no recording"]),
        (&["old.json", "nosuch.json"], &["there is no recording nosuch.json"]),
        (&[], &["<RECORDING|DIR>", "--help"]),
        (
            &["old.json", "--save", "missing/all.json"],
            &["saved to missing/all.json", "no directory missing"],
        ),
    ];
    for (words, says) in words {
        let save: &[&str] = if words.contains(&"--save") { &[] } else { &["--save", "all.json"] };
        combine(&sandbox, &[words, save].concat()).refused(says);
    }
    let nothing = combine(&sandbox, &["other.json", "--save", "all.json"]);
    assert_eq!(nothing.status, Some(2), "{nothing:?}");
    let said: Vec<_> = nothing.stderr.lines().collect();
    assert!(said[0].contains("other.json is left out: the recording has format version 99"));
    assert!(said[1].contains("nothing was combined: no recording could be read"));
    assert!(!sandbox.path("all.json").exists());
}

/// Prints how much memory a command took at most, in KiB.
const MEASURE: &str = "import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)";

/// A thousand take no more memory than ten, and one that is truncated is no matter.
#[test]
#[ignore = "takes a while: run it with --release"]
fn a_thousand_take_the_memory_of_a_few() {
    let sandbox = Sandbox::new();
    let good = committed("methods/3.14.json");
    let peak = |count: u32| {
        let directory = format!("{count}");
        for number in 0..count {
            let end = if number == count / 2 { good.len() / 2 } else { good.len() };
            sandbox.write(format!("{directory}/{number:04}.json"), &good[..end]);
        }
        let started = Instant::now();
        let mut command = sandbox.command(any_python());
        command.args(["-c", MEASURE, env!("CARGO_BIN_EXE_specialist"), "combine", &directory]);
        let seen = see(command.args(["--save", "all.json"]));
        assert_eq!(seen.status, Some(1), "{seen:?}");
        assert_eq!(saved(&sandbox, "all.json").processes.count(), count - 1);
        let peak: u64 = seen.stdout.trim().parse().unwrap();
        eprintln!(
            "{count} recordings of {} bytes: {peak} KiB, {:.2} s",
            good.len(),
            started.elapsed().as_secs_f64()
        );
        peak
    };
    let (few, many) = (peak(10), peak(1000));
    assert!(many < few + few / 4, "{few} KiB, then {many} KiB");
}
