//! Saved recordings: shown as the run itself was shown, or refused for what is wrong with them.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::thread;

use crate::sandbox::{Sandbox, read, see};

#[test]
fn what_is_no_recording_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.run(["--save", "good.json", "point.py"]).well();
    let good = fs::read_to_string(sandbox.path("good.json")).unwrap();
    let other_version = good.replacen("\"version\":1", "\"version\":99", 1);
    let unordered = good.replacen("\"offset\":2,", "\"offset\":0,", 1);
    let (head, rest) = good.split_once("\"started\":\"").unwrap();
    let undated = format!("{head}\"started\":\"the day before {rest}");
    let cases: [(&[u8], &str); 16] = [
        (undated.as_bytes(), "not a recording made by specialist"),
        (&good.as_bytes()[..good.len() / 2], "the recording is truncated"),
        (&good.as_bytes()[..good.len() - 3], "the recording is truncated"),
        (b"", "the recording is truncated"),
        (other_version.as_bytes(), "format version 99"),
        (unordered.as_bytes(), "the recording is damaged"),
        (b"{}", "not a recording made by specialist"),
        (b"[]", "not a recording made by specialist"),
        (b"null", "not a recording made by specialist"),
        (b"17", "not a recording made by specialist"),
        (br#"{"version": 1, "name": "package"}"#, "not a recording made by specialist"),
        (br#"{"schema": "specialist/recording"}"#, "it has no \"version\""),
        (br#"{"schema": "specialist/recording", "version": 1}"#, "`engine`"),
        (b"print('hello')\n", "not a recording made by specialist: make one with"),
        (b"\x7fELF\x00\xff\xfe\x80\x00", "not a recording made by specialist"),
        ("\u{feff}{}".as_bytes(), "not a recording made by specialist"),
    ];
    for (bytes, says) in cases {
        sandbox.write("r.json", bytes);
        let seen = see(sandbox.specialist().args(["report", "r.json"]));
        seen.refused(&["r.json cannot be shown", says]);
        assert_eq!(seen.stdout, "");
    }
    let words: [(&[&str], &[&str]); 4] = [
        (&["nosuch"], &["nosuch cannot be read", "No such file"]),
        (&["."], &[". cannot be read", "it is a directory"]),
        (&[], &["not provided: <RECORDING>", "--help"]),
        (&["r.json", "--fromat", "json"], &["--fromat", "tip: ", "'--format'"]),
    ];
    for (words, says) in words {
        see(sandbox.specialist().arg("report").args(words)).refused(says);
    }
}

/// Every way to print.
const PRINTED: [&[&str]; 7] = [
    &[],
    &["--format", "full", "--color", "always"],
    &["--blue", "--color", "always"],
    &["--blue", "--dark", "--color", "always"],
    &["--format", "summary", "--color", "always"],
    &["--format", "markdown"],
    &["--format", "json"],
];

#[test]
fn a_report_equals_what_the_run_printed() {
    let sandbox = Sandbox::new();
    sandbox
        .write("raises.py", "import point\nprint('x' * 3)\nraise ValueError('\u{e9}\\x1b\\n')\n");
    for (program, status) in [("point.py", 0), ("raises.py", 1)] {
        for options in PRINTED {
            let seen = sandbox.run([options, &["--save", "r.json", program]].concat());
            assert_eq!(seen.status, Some(status), "{seen:?}");
            let printed = seen.stdout.strip_prefix("xxx\n").unwrap_or(&seen.stdout);
            let report = see(sandbox.specialist().args(["report", "r.json"]).args(options)).well();
            assert!(printed.len() > 100, "{printed}");
            assert_eq!(report.stdout, printed, "{options:?}");
        }
    }
}

#[test]
fn pages_of_a_report_equal_those_of_the_run() {
    let sandbox = Sandbox::new();
    sandbox.write("two.py", "import point\npoint.actually_run_something()\n");
    for options in [&[][..], &["--blue"], &["--dark"]] {
        let words = [options, &["--save", "r.json", "-o", "run", "two.py"]].concat();
        assert_eq!(sandbox.run(words).said(), "wrote run/index.html");
        let words = [&["report", "r.json", "-o", "report"], options].concat();
        assert_eq!(see(sandbox.specialist().args(words)).said(), "wrote report/index.html");
        let (run, report) = (files(&sandbox.path("run")), files(&sandbox.path("report")));
        assert!(run.len() > 2, "{:?}", run.keys());
        assert!(run == report, "{options:?}: {:?} {:?}", run.keys(), report.keys());
    }
}

fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(directory).unwrap().flatten();
    entries
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect()
}

#[test]
fn a_recording_may_come_from_standard_input() {
    let sandbox = Sandbox::new();
    let shown = sandbox.run(["--save", "r.json", "point.py"]).well();
    let mut report = sandbox.specialist();
    report.args(["report", "-"]).stdin(fs::File::open(sandbox.path("r.json")).unwrap());
    assert_eq!(see(&mut report).well().stdout, shown.stdout);
}

#[test]
fn recorded_files_are_chosen_wherever_they_lie() {
    let sandbox = Sandbox::new();
    sandbox.write("../elsewhere/ruler.py", "for i in range(999): i + i\n");
    sandbox.run(["--save", "r.json", "../elsewhere/ruler.py"]).well();
    let report = |pattern: &str| {
        let words = ["report", "r.json", "--format", "json", "-t", pattern];
        see(sandbox.specialist().args(words))
    };
    for pattern in ["**/ruler.py", "**/elsewhere", "**/elsewhere/*.py"] {
        let files = report(pattern).well().recording().files;
        assert!(files.len() == 1 && files[0].path.ends_with("/elsewhere/ruler.py"), "{pattern}");
    }
    let refused = report("ruler.py");
    refused.refused(&[
        "no file in the recording matches --targets ruler.py; it has ",
        "elsewhere/ruler.py",
    ]);
}

#[test]
fn numbers_of_a_recording_come_back_to_the_last_digit() {
    let sandbox = Sandbox::new();
    let mut recording = sandbox.run(["--format", "json", "point.py"]).well().recording();
    recording.outcome.seconds = 0.091_769_949_100_660_61;
    let mut bytes = Vec::new();
    recording::write(&recording, &mut bytes).unwrap();
    sandbox.write("r.json", &bytes);
    let report = see(sandbox.specialist().args(["report", "r.json", "--format", "json"])).well();
    assert_eq!(report.recording(), recording);
    assert_eq!(report.stdout.trim_end().as_bytes(), bytes);
}

#[test]
fn a_recording_takes_the_place_of_an_older_one() {
    let sandbox = Sandbox::new();
    let older = format!("{{\"schema\":\"specialist/recording\"{}", " ".repeat(1 << 20));
    let place = sandbox.write("r.json", older);
    fs::set_permissions(&place, fs::Permissions::from_mode(0o604)).unwrap();
    sandbox.run(["--save", "r.json", "point.py"]).well();
    assert_eq!(read(&fs::read(&place).unwrap()).files[0].path, "point.py");
    assert_eq!(place.metadata().unwrap().permissions().mode() & 0o777, 0o604);
    let here = fs::read_dir(sandbox.path("")).unwrap().count();
    assert_eq!(here, 2, "point.py and the recording");
}

#[test]
fn a_recording_may_go_into_a_pipe() {
    let sandbox = Sandbox::new();
    see(sandbox.command("/usr/bin/mkfifo").arg("fifo")).well();
    let fifo = sandbox.path("fifo");
    let reader = thread::spawn(move || fs::read(fifo).unwrap());
    let json = sandbox.run(["--save", "fifo", "--format", "json", "point.py"]).well().stdout;
    assert_eq!(String::from_utf8(reader.join().unwrap()).unwrap(), json);
    let twice = sandbox.run(["--save", "/dev/stdout", "--format", "summary", "point.py"]).well();
    assert!(twice.stdout.starts_with("{\"schema\":"), "{}", twice.stdout);
}

/// `scripts/pictures.mjs` makes the README's pictures from it.
#[test]
fn the_recording_of_the_pictures_is_valid() {
    let sandbox = Sandbox::new();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/pictures/recording.json");
    let shown = see(sandbox.specialist().args(["report", path])).well().stdout;
    for sign in ["   9 ! │", "  15 ◆ │", "SPC101: ", "SPC901: "] {
        assert!(shown.contains(sign), "{sign} is not in\n{shown}");
    }
}
