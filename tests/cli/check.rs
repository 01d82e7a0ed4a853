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

/// A loop of which one site fails for good on all versions.
const FAILS: &str = "\
def below(pairs):
    count = 0.0
    for pair in pairs:
        if pair < LIMIT:
            count += 1.0
    return count


LIMIT = (2.0, 3.0)
below([(1.5, 2.5)] * 1500)
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
    sandbox.write("other.json", r#"{"schema":"specialist/recording","version":99}"#);
    sandbox.write("cut.json", r#"{"schema":"specialist/recording","vers"#);
    fs::create_dir(sandbox.path("directory.json")).unwrap();
    let cases: [(&[&str], &[&str]); 9] = [
        (&["other.json"], &["other.json cannot be checked", "format version 99"]),
        (&["cut.json"], &["cut.json cannot be checked", "truncated"]),
        (&["directory.json"], &["directory.json cannot be checked", "it is a directory"]),
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
    let after = see(sandbox.specialist().args(["check", "r.json", "--format", "concise"]));
    let before = see(sandbox.specialist().args(["check", "--format", "concise", "r.json"]));
    assert_eq!((after.status, &after.stdout), (Some(1), &before.stdout));
    see(sandbox.specialist().args(["check", "r.json", "--fromat", "json"])).refused(&["--format"]);
    let mut first = sandbox.specialist();
    first.arg("--python").arg(any_python()).args(["check", "bad.py"]);
    assert_eq!(see(&mut first).stdout, run.stdout);
    sandbox.write("bad.py", format!("# moved\n{BAD}"));
    let changed = see(sandbox.specialist().args(["check", "r.json"]));
    changed.refused(&["r.json cannot be checked: bad.py has changed since it was recorded"]);
    fs::remove_file(sandbox.path("bad.py")).unwrap();
    let absent = see(sandbox.specialist().args(["check", "r.json"]));
    let note =
        "note: 1 of the recorded files are not here, so line numbers are those of the recording\n";
    assert_eq!((absent.status, absent.stdout), (Some(1), run.stdout + note));
}

/// A program whose findings could differ from run to run: sets of strings, operands in turns, objects
/// that come and go, late failures.
const TURNS: &str = "\
def mixed(words):
    result = []
    for word in words:
        result.append(word + word)
        if word.startswith('7'):
            result.append(len(word) * 1.5)
    return [item * 2 for item in result]


mixed({str(number) for number in range(400)})
for number in range(300):
    mixed({str(number), 'b' * (number % 3), 'c'})
late = [A()] * 700 + [b] * 700 + [C()] * 9
total(late)
print('done')
";

#[test]
fn the_same_program_gives_the_same_findings() {
    let sandbox = Sandbox::new();
    sandbox.write("turns.py", format!("{BAD}{TURNS}"));
    for version in Version::ALL {
        let Some(python) = python(version) else { continue };
        let check = || {
            let mut command = sandbox.specialist();
            command.args(["check", "--explain", "--format", "json", "--python"]).arg(python);
            see(command.arg("turns.py"))
        };
        let first = check();
        assert_eq!((first.status, first.stderr.as_str()), (Some(1), "done\n"), "{version}");
        for _ in 0..4 {
            assert_eq!(check().stdout, first.stdout, "{version}");
        }
    }
}

#[test]
fn what_differs_from_run_to_run_is_named() {
    let sandbox = Sandbox::new();
    // Each run leaves a mark for the next: every second one has the bad loop.
    let mark = "\
import os, threading
if os.path.exists('mark'):
    os.remove('mark')
    below([(1.5, 2.5)] * 1500)
else:
    open('mark', 'w').close()
    LIMIT = 2.0
    below([1.5] * 1500)
thread = threading.Thread(target=int)
thread.start()
thread.join()
";
    let flips = FAILS.replace("below([(1.5, 2.5)] * 1500)\n", mark);
    sandbox.write("flips.py", flips);
    let words = ["--no-explain", "--format", "json", "--repeat", "3", "flips.py"];
    let seen = check(&sandbox, &words);
    assert_eq!(seen.status, Some(0), "{seen:?}");
    let found = "flips.py:4:12: SPC004 was found in 1 of 3 runs, and does not count";
    assert!(seen.stdout.contains(found), "{}", seen.stdout);
    assert!(seen.stdout.contains("the program started a thread"), "{}", seen.stdout);
    assert!(seen.stdout.contains("\"findings\": []"), "{}", seen.stdout);
}

#[test]
fn a_baseline_knows_what_was_there() {
    let sandbox = Sandbox::new();
    sandbox.write("bad.py", BAD);
    let known = ["--fail-on-increase", "known.json"];
    check(&sandbox, &[&known[..], &["bad.py"]].concat()).refused(&["known.json cannot be read"]);
    let wrote = check(&sandbox, &["--write-baseline", "known.json", "bad.py"]);
    assert_eq!((wrote.status, wrote.said()), (Some(0), "wrote 1 finding to known.json"));
    sandbox.write("bad.py", format!("import sys\n\n{BAD}"));
    check(&sandbox, &[&known[..], &["bad.py"]].concat()).well();
    let more = BAD.replace("    return result", "        result -= item.value\n    return result");
    sandbox.write("bad.py", more);
    let seen =
        check(&sandbox, &["--fail-on-increase", "known.json", "--format", "concise", "bad.py"]);
    assert_eq!(seen.status, Some(1), "{seen:?}");
    assert!(seen.stdout.ends_with("1 finding, 1 more is in the baseline\n"), "{}", seen.stdout);

    let text = fs::read_to_string(sandbox.path("known.json")).unwrap();
    let versions = text.replace("\"3.", "\"3.1");
    let newer = text.replace("\"version\": 1", "\"version\": 2");
    for (text, says) in [
        (newer.as_str(), "format version 2"),
        (&text[..text.len() / 2], "known.json cannot be used: this is not a baseline"),
        (&versions, "is not one of the versions"),
    ] {
        sandbox.write("known.json", text);
        for option in ["--fail-on-increase", "--write-baseline"] {
            check(&sandbox, &[option, "known.json", "bad.py"]).refused(&[says]);
        }
        assert_eq!(fs::read_to_string(sandbox.path("known.json")).unwrap(), text);
    }
    sandbox.write("known.json", "{}");
    check(&sandbox, &[&known[..], &["bad.py"]].concat()).refused(&["\"schema\" does not say so"]);
}

#[test]
fn comments_are_followed() {
    let sandbox = Sandbox::new();
    let line = "if pair < LIMIT:";
    let codes = |source: &str, options: &[&str]| {
        sandbox.write("bad.py", source);
        let words = [&["--no-explain", "--format", "concise"], options, &["bad.py"]].concat();
        let seen = check(&sandbox, &words);
        let codes =
            seen.stdout.lines().filter_map(|line| line.split(' ').nth(1).map(str::to_owned));
        codes.filter(|word| word.starts_with("SPC")).collect::<Vec<_>>()
    };
    assert_eq!(codes(FAILS, &[]), ["SPC004"]);
    assert_eq!(codes(&FAILS.replace(line, &format!("{line}  # specialist: ignore")), &[]), [""; 0]);
    let other = FAILS.replace(line, &format!("{line}  # specialist: ignore[SPC101]"));
    assert_eq!(codes(&other, &[]), ["SPC004"]);
    let unknown = FAILS.replace(line, &format!("{line}  # specialist: ignore SPC004"));
    assert_eq!(codes(&unknown, &[]), ["SPC004", "SPC006"]);
    let unused = GOOD.replace("result += item", "result += item  # specialist: ignore");
    assert_eq!(codes(&unused, &[]), [""; 0]);
    assert_eq!(codes(&unused, &["--select", "SPC,SPC007"]), ["SPC007"]);
    let cold = format!(
        "{GOOD}\n\n# specialist: hot\ndef idle(x):\n    return x.y\n\n\nidle(3j.real and 1) if 0 else 0\n"
    );
    let expected =
        if any_python().to_string_lossy().contains("3.11") { "SPC002" } else { "SPC001" };
    assert_eq!(codes(&cold, &[]), [expected]);
}

#[test]
fn options_say_what_is_a_failure() {
    let sandbox = Sandbox::new();
    sandbox.write("bad.py", FAILS);
    let status = |options: &[&str]| {
        let seen = check(&sandbox, &[options, &["--no-explain", "bad.py"]].concat());
        assert_eq!(seen.stderr, "");
        (seen.status.unwrap(), seen.stdout)
    };
    assert_eq!(status(&[]).0, 1);
    assert_eq!(status(&["--exit-zero"]), (0, status(&[]).1));
    assert_eq!(status(&["--max-findings", "1"]).0, 0);
    assert_eq!(status(&["--max-findings", "0"]).0, 1);
    assert_eq!(status(&["--ignore", "SPC0"]), (0, String::new()));
    assert_eq!(status(&["--select", "SPC1,SPC2"]), (0, String::new()));
    let (code, told) = status(&["--statistics"]);
    assert_eq!(code, 1);
    assert!(told.starts_with("1  SPC004  "), "{told}");
    let (code, told) = status(&["--min-specialized", "100", "--ignore", "SPC004"]);
    assert_eq!(code, 1);
    assert!(told.contains("SPC003: ") && told.contains("of the sites in hot code"), "{told}");
    let too_much = check(&sandbox, &["--min-specialized", "101", "bad.py"]);
    too_much.refused(&["101", "--min-specialized"]);
}

#[test]
fn settings_stand_in_a_file() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path(".git")).unwrap();
    sandbox.write("src/bad.py", FAILS);
    let status = |words: &[&str]| {
        let mut command = sandbox.specialist();
        command.current_dir(sandbox.path("src")).args(["check", "--no-explain", "--python"]);
        see(command.arg(any_python()).args(words).arg("bad.py"))
    };
    assert_eq!(status(&[]).status, Some(1));
    sandbox.write("pyproject.toml", "[tool.specialist.check]\nignore = [\"SPC0\"]\n");
    status(&[]).well();
    // The command line comes first, and the nearest file.
    assert_eq!(status(&["--ignore", "SPC1"]).status, Some(1));
    sandbox.write("src/pyproject.toml", "[tool.other]\nx = 1\n");
    status(&[]).well();
    sandbox.write("src/specialist.toml", "[check]\nformat = \"concise\"\n");
    let seen = status(&[]);
    assert!(seen.stdout.starts_with("bad.py:4:12: SPC004 "), "{seen:?}");
    for (text, says) in [
        ("[check]\nformt = \"concise\"\n", &["no setting formt in [check]", "format?"][..]),
        ("[check\n", &["specialist.toml cannot be used: line 1: "]),
        ("[check]\nselect = [\"E501\"]\n", &["\"E501\""]),
        ("[check]\nmin-specialized = 900\n", &["900"]),
    ] {
        sandbox.write("src/specialist.toml", text);
        status(&[]).refused(says);
    }
    fs::remove_file(sandbox.path("src/specialist.toml")).unwrap();
    fs::remove_file(sandbox.path("src/pyproject.toml")).unwrap();
    fs::create_dir(sandbox.path("src/pyproject.toml")).unwrap();
    status(&[]).refused(&["pyproject.toml cannot be used: it is a directory"]);
}

#[test]
fn standard_output_is_the_document() {
    let sandbox = Sandbox::new();
    sandbox.write("bad.py", format!("print('from the program')\n{BAD}"));
    for (format, starts) in [
        ("json", "{"),
        ("json-lines", "{\"code\":"),
        ("github", "::error "),
        ("gitlab", "["),
        ("junit", "<?xml "),
        ("sarif", "{"),
        ("markdown", "### specialist check: 1 finding"),
    ] {
        let seen = check(&sandbox, &["--format", format, "bad.py"]);
        assert_eq!((seen.status, seen.stderr.as_str()), (Some(1), "from the program\n"));
        assert!(seen.stdout.starts_with(starts), "{format}: {}", seen.stdout);
        assert!(!seen.stdout.contains("from the program"), "{format}");
    }
}

#[test]
fn several_recordings_are_checked_together() {
    let sandbox = Sandbox::new();
    sandbox.write("bad.py", BAD);
    sandbox.write("idle.py", "import sys\n");
    sandbox.run(["--save", "idle.json", "idle.py"]);
    check(&sandbox, &["--save", "bad.json", "bad.py"]);
    let read = |names: &[&str]| see(sandbox.specialist().arg("check").args(names));
    assert_eq!(read(&["idle.json", "bad.json"]).status, Some(1));
    read(&["idle.json"]).refused(&["no loop ran long enough"]);
    read(&["bad.json", "bad.py"]).refused(&["bad.py cannot be checked: this is not a recording"]);
    read(&["--repeat", "2", "bad.json"]).refused(&["--repeat"]);
}
