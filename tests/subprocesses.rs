//! `--subprocesses`: child processes record, too, and run as they would without it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bytecode::Version;
use recording::{Recording, State};
use tempfile::TempDir;

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/subprocesses")
}

/// What a run left and said.
struct Run {
    version: Version,
    recordings: Vec<Recording>,
    said: Vec<String>,
    /// Whatever else is in the directory for recordings.
    left: Vec<PathBuf>,
}

/// Runs `family.py WORDS` plainly and with `--subprocesses` on a version, and expects the same.
fn run_on(version: Version, words: &[&str]) -> Option<Run> {
    let python = test_support::python(version)?;
    let prepare = |mut command: Command| -> Output {
        command.arg("family.py").args(words).current_dir(fixture());
        command.env("PYTHONDONTWRITEBYTECODE", "1").output().unwrap()
    };
    let plain = prepare(Command::new(python));
    let directory = TempDir::new().unwrap();
    let mut watched = Command::new(env!("CARGO_BIN_EXE_specialist"));
    let pages = TempDir::new().unwrap();
    watched.arg("--python").arg(python).arg("-o").arg(pages.path());
    watched.args(["--subprocesses", "--save"]).arg(directory.path());
    let watched = prepare(watched);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let place = format!("{version} {words:?}");
    assert_eq!(text(&watched.stdout), text(&plain.stdout), "{place}");
    let errors = text(&watched.stderr);
    let (said, others): (Vec<_>, Vec<_>) =
        errors.lines().partition(|line| line.starts_with("specialist: "));
    assert_eq!(others, text(&plain.stderr).lines().collect::<Vec<_>>(), "{place}");
    assert_eq!(watched.status, plain.status, "{place}: {errors}");
    let (saved, left): (Vec<_>, Vec<_>) = fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .partition(|path| path.extension() == Some(OsStr::new("json")));
    let read = |path: &PathBuf| recording::read(&fs::read(path).unwrap()).unwrap();
    Some(Run {
        version,
        recordings: saved.iter().map(read).collect(),
        said: said.iter().map(|line| line["specialist: ".len()..].to_owned()).collect(),
        left: left.iter().map(|path| path.strip_prefix(directory.path()).unwrap().into()).collect(),
    })
}

/// The same on each version.
fn run(words: &[&str]) -> impl Iterator<Item = Run> {
    Version::ALL.into_iter().filter_map(|version| run_on(version, words))
}

/// Whether the loop of `work` was specialized.
fn worked(recording: &Recording) -> bool {
    let code = recording.files.iter().flat_map(|file| &file.code);
    let work = code.filter(|code| code.qualname == "work");
    work.flat_map(|code| &code.instructions).any(|it| it.state == State::Specialized)
}

/// Children that worked, by exit status; and how many recordings there are besides.
fn statuses(run: &Run) -> (Vec<i32>, usize) {
    let (worked, others): (Vec<_>, Vec<_>) = run.recordings.iter().partition(|it| worked(it));
    let mut statuses: Vec<_> = worked.iter().map(|it| it.outcome.exit_status).collect();
    statuses.sort_unstable();
    (statuses, others.len())
}

/// One child is recorded beside its parent, which did not work; nothing else is left or said.
fn one_child(way: &str, status: i32) {
    for run in run(&way.split(' ').collect::<Vec<_>>()) {
        let place = format!("{} {way}: {:?}", run.version, run.said);
        let (children, others) = statuses(&run);
        assert_eq!(children, [status], "{place}");
        // Besides the parent, a fork server imports the program.
        assert!((1..=2).contains(&others), "{place}");
        assert!(run.left.is_empty(), "{place}: {:?}", run.left);
        assert!(!run.said.iter().any(|line| line.starts_with("not recorded")), "{place}");
        let count = format!("recorded {} processes in ", others + 1);
        assert!(run.said.iter().any(|line| line.starts_with(&count)), "{place}");
    }
}

#[test]
fn forks_record() {
    one_child("fork", 3);
    one_child("exit", 7);
    one_child("_exit", 7);
    one_child("executor", 0);
}

/// A process ends with the last thread of the program, whichever that is: none of ours outlives it.
#[test]
fn processes_end_with_the_last_thread_of_the_program() {
    one_child("fork-in-thread", 0);
    one_child("forkpty-in-thread", 0);
    one_child("end-first-thread", 0);
    for run in run(&["fork-in-fork-in-thread"]) {
        let place = format!("{}: {:?}", run.version, run.said);
        assert!(!run.said.iter().any(|line| line.starts_with("not recorded")), "{place}");
        assert_eq!((statuses(&run).0, run.recordings.len()), (vec![0], 3), "{place}");
    }
    for method in ["fork", "spawn", "forkserver"] {
        for run in run(&["method-in-thread", method]) {
            let place = format!("{} {method}: {:?}", run.version, run.said);
            assert_eq!(statuses(&run).0, [3], "{place}");
            assert!(!run.said.iter().any(|line| line.starts_with("not recorded")), "{place}");
        }
    }
}

/// What servers do with SIGTERM: handle it, put back what was there, and send it to themselves.
#[test]
fn a_default_put_back_is_none_that_loses_the_recording() {
    one_child("raised-again", 128 + 15);
}

/// `multiprocessing.Pool` ends its workers by a signal.
#[test]
fn processes_that_are_terminated_record() {
    one_child("terminate", 128 + 15);
    one_child("own-handler", 9);
    for way in ["pool", "pool-of-spawned"] {
        for run in run(&[way]) {
            let place = format!("{} {way}: {:?}", run.version, run.said);
            assert!(!run.said.iter().any(|line| line.starts_with("not recorded")), "{place}");
            let (workers, others) = statuses(&run);
            // One may have done it all; what ends by itself meanwhile is not terminated.
            assert!(matches!(workers.len(), 1 | 2), "{place}");
            assert!(workers.iter().all(|status| [0, 143].contains(status)), "{place}");
            assert_eq!(workers.len() + others, 3, "{place}");
        }
    }
}

/// How workers end is not how the program ends.
#[test]
fn a_program_that_ended_well_is_shown_so_whatever_ended_its_workers() {
    for version in Version::ALL {
        let Some(python) = test_support::python(version) else { continue };
        for method in ["fork", "spawn", "forkserver"] {
            let mut watched = Command::new(env!("CARGO_BIN_EXE_specialist"));
            watched.arg("--python").arg(python).args(["--subprocesses", "--format", "summary"]);
            watched.args(["pool.py", method]).current_dir(fixture());
            let output = watched.env("PYTHONDONTWRITEBYTECODE", "1").output().unwrap();
            let shown = String::from_utf8_lossy(&output.stdout);
            let place = format!("{version} {method}: {shown}");
            assert_eq!(output.status.code(), Some(0), "{place}");
            let mut lines = shown.lines().skip_while(|line| !line.contains(" on CPython "));
            let heading = lines.by_ref().take_while(|line| !line.is_empty()).collect::<String>();
            assert!(
                heading.contains("processes") && !shown.contains("ended with exit status"),
                "{place}"
            );
            assert!(!heading.contains("143"), "{place}");
        }
    }
}

/// Forks that a process makes while a thread of ours waits to write its answer have not that thread.
#[test]
fn forks_of_a_process_that_is_being_terminated_record() {
    for run in run(&["terminate-and-fork"]) {
        let place = format!("{}: {:?}", run.version, run.said);
        assert!(!run.said.iter().any(|line| line.starts_with("not recorded")), "{place}");
        assert_eq!(statuses(&run), (vec![7, 7, 7], 1), "{place}");
    }
}

#[test]
fn spawned_processes_record() {
    one_child("spawn", 3);
    one_child("forkserver", 3);
}

/// A fork that a thread makes is made beside the thread that looks at code, which may hold what the
/// fork would wait for: on 3.12 it puts superinstructions together again.
#[test]
fn forks_of_threads_do_not_wait_for_a_thread_that_is_not_there() {
    let Some(python) = test_support::python(Version::V3_12) else { return };
    let directory = TempDir::new().unwrap();
    let mut watched = Command::new(env!("CARGO_BIN_EXE_specialist"));
    watched.arg("--python").arg(python).arg("-o").arg(directory.path().join("pages"));
    watched.args(["--explain", "--sample", "--subprocesses", "--save"]).arg(directory.path());
    let output = watched.arg("threads.py").current_dir(fixture()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Processes that nothing of ours has started record with the variables that `env` prints, and are
/// gathered when somebody reads the directory.
#[test]
fn an_environment_makes_processes_record() {
    for version in Version::ALL {
        let Some(python) = test_support::python(version) else { continue };
        let directory = TempDir::new().unwrap();
        let specialist = env!("CARGO_BIN_EXE_specialist");
        let script = format!(
            "eval \"$({specialist} env --save \"$1\")\" && python=$2 && \
             $python -c 'import family; family.work(100)' && $python family.py fork"
        );
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, "sh"]).arg(directory.path()).arg(python);
        shell.env("PYTHONDONTWRITEBYTECODE", "1").current_dir(fixture());
        let output = shell.output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{version}");
        assert_eq!(output.status.code(), Some(0), "{version}");
        let families = engine::family::Family::all(directory.path()).unwrap();
        let [family] = families.as_slice() else { panic!("{families:?}") };
        let mut worked = 0;
        let gathered = family.gather(engine::assemble::Reads::All, |_, recording| {
            worked += usize::from(self::worked(&recording));
            Ok(())
        });
        let gathered = gathered.unwrap();
        assert_eq!((gathered.recorded, worked), (3, 2), "{version}: {gathered:?}");
        assert!(gathered.lost.is_empty(), "{version}: {gathered:?}");
    }
}

#[test]
fn programs_started_record() {
    one_child("subprocess", 0);
    one_child("shell", 0);
}

#[test]
fn processes_with_an_allocator_of_their_own_record() {
    one_child("dev", 0);
    one_child("malloc debug", 0);
    one_child("malloc debug -E", 0);
    // Versions that do not know it refuse to start.
    run(&["malloc", "mimalloc"]).for_each(drop);
}

#[test]
fn a_process_that_leaves_by_itself_records() {
    for run in run(&["itself"]) {
        assert_eq!(statuses(&run), (vec![5], 0), "{}: {:?}", run.version, run.said);
    }
}

#[test]
fn other_programs_are_left_alone() {
    for way in ["preexec", "no-program"] {
        for run in run(&[way]) {
            let place = format!("{} {way}: {:?}", run.version, run.said);
            assert_eq!(statuses(&run), (vec![], 1), "{place}");
            assert!(run.left.is_empty(), "{place}: {:?}", run.left);
        }
    }
}

/// A child that another version runs is recorded as what it is.
#[test]
fn other_versions_record_as_themselves() {
    let [oldest, .., newest] = Version::ALL;
    for (parent, child) in [(oldest, newest), (newest, oldest)] {
        let Some(python) = test_support::python(child) else { continue };
        let Some(run) = run_on(parent, &["other", python.to_str().unwrap()]) else { continue };
        let (children, others) = statuses(&run);
        assert_eq!((children, others), (vec![0], 1), "{:?}", run.said);
        let version = |recording: &&Recording| recording.engine.version() == Some(child);
        let of_child: Vec<_> = run.recordings.iter().filter(version).collect();
        assert!(matches!(of_child.as_slice(), [only] if worked(only)), "{:?}", run.said);
        assert_eq!(of_child[0].program.target, "import family; family.work(100)");
    }
}

/// What ends before it can write is named.
#[test]
fn what_is_not_recorded_is_named() {
    for way in ["kill", "abort"] {
        for run in run(&[way]) {
            let place = format!("{} {way}: {:?}", run.version, run.said);
            assert_eq!(statuses(&run), (vec![], 1), "{place}");
            let mut named = run.said.iter().filter(|line| line.starts_with("not recorded"));
            assert!(named.next().unwrap().contains(&format!("family.py {way})")), "{place}");
            assert_eq!(named.next(), None, "{place}");
            // It is not forgotten.
            assert_eq!(run.left, [PathBuf::from(".specialist")], "{place}");
        }
    }
}

#[test]
fn a_process_that_becomes_another_records_what_it_became() {
    for run in run(&["exec"]) {
        let (children, others) = statuses(&run);
        assert_eq!((children, others), (vec![0], 1), "{}: {:?}", run.version, run.said);
        assert_eq!(run.said.iter().filter(|line| line.starts_with("not rec")).count(), 1);
    }
}
