//! What specialist shows of the programs in fixtures/programs/, on every version.
//!
//! Three things are held against each other: what should be seen of each program
//! (`expected/NAME/VERSION.txt`, to be read by people), what was recorded of it
//! (`recordings/NAME/VERSION.json`), and what the interpreters of this machine do.
//!
//! To make recordings and expectations anew with the interpreters found, then to be looked
//! through before they are committed:
//!
//! ```text
//! SPECIALIST_BLESS=1 cargo test --test recordings
//! ```

#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

mod support;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::sync::Once;

use bytecode::{Kind, Version};
use recording::{Code, File, Instruction, Recording, State};
use reporter::{Color, Palette, Sheet, Tally};
use serde::Deserialize;
use support::marks::{self, Cover};
use support::programs::{self, Program};

/// All programs, made anew first where that is asked for.
fn all() -> Vec<Program> {
    static BLESSED: Once = Once::new();
    let programs = programs::all();
    if std::env::var_os("SPECIALIST_BLESS").is_some_and(|value| value == "1") {
        BLESSED.call_once(|| programs.iter().for_each(bless));
    }
    programs
}

fn bless(program: &Program) {
    for &version in &program.versions {
        let Some(python) = test_support::python(version) else { continue };
        let recording = program.record(python, "0");
        let expected = marks::marked(only_file(&recording), version);
        write(&program.recording_path(version), &programs::readable(&recording));
        write(&program.expected_path(version), &expected);
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Every program that a version runs, for every version.
fn each(mut check: impl FnMut(&Program, Version)) {
    for program in all() {
        for &version in &program.versions {
            check(&program, version);
        }
    }
}

/// The same for the versions on this machine.
fn each_here(check: impl Fn(&Program, Version, &Path)) {
    each(|program, version| {
        if let Some(python) = test_support::python(version) {
            check(program, version, python);
        }
    });
}

fn only_file(recording: &Recording) -> &File {
    let [file] = recording.files.as_slice() else { panic!("not one file") };
    file
}

#[test]
fn recordings_look_as_expected() {
    each(|program, version| {
        let path = program.expected_path(version);
        let expected = fs::read_to_string(&path).unwrap_or_default();
        let marked = marks::marked(only_file(&program.recorded(version)), version);
        // Names the first line that differs.
        for (expected, marked) in expected.lines().zip(marked.lines()) {
            assert_eq!(marked, expected, "{}", path.display());
        }
        assert_eq!(marked, expected, "{}", path.display());
    });
}

#[test]
fn recordings_are_of_the_programs() {
    each(|program, version| {
        let recording = program.recorded(version);
        let source = fs::read_to_string(program.directory.join(program.file())).unwrap();
        assert_eq!(only_file(&recording).source, source, "{} {version}", program.name);
        assert!(recording.engine.python.starts_with(&format!("{version}.")), "{}", program.name);
        assert_eq!(recording.program.argv, program.argv, "{} {version}", program.name);
    });
}

#[test]
fn no_file_is_left_over() {
    let mut known = BTreeSet::new();
    each(|program, version| {
        known.insert(program.recording_path(version));
        known.insert(program.expected_path(version));
    });
    let mut found = BTreeSet::new();
    let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/programs");
    for kind in ["recordings", "expected"] {
        for directory in fs::read_dir(programs.join(kind)).unwrap() {
            let files = fs::read_dir(directory.unwrap().path()).unwrap();
            found.extend(files.map(|file| file.unwrap().path()));
        }
    }
    assert_eq!(found, known);
}

/// Of every character the reporter tells the same as the rule does, color included.
#[test]
fn the_reporter_colors_by_the_rule() {
    each(|program, version| {
        let recording = program.recorded(version);
        let file = only_file(&recording);
        let sheet = Sheet::new(file);
        let mut tallies = vec![Tally::default(); file.source.len()];
        for stretch in &sheet.stretches {
            tallies[stretch.start..stretch.end].fill(stretch.tally);
        }
        let mut at = 0;
        for (number, line) in (1..).zip(marks::covers(file)) {
            for (character, cover) in line {
                let tally = tallies[at];
                let place = format!("{} {version}:{number} {character:?}", program.name);
                assert_eq!(Cover::from(tally), cover, "{place}");
                assert_eq!(Palette::Classic.color(tally), color(cover), "{place}");
                at += character.len_utf8();
            }
            at += "\n".len();
        }
    });
}

impl From<Tally> for Cover {
    fn from(Tally { s, f, p }: Tally) -> Self {
        Self { specialized: s, failing: f, rest: p }
    }
}

fn color(Cover { specialized, failing, rest }: Cover) -> Option<Color> {
    let [s, f, p] = [specialized, failing, rest].map(f64::from);
    (s + f > 0.0)
        .then(|| Color { hue: s / (s + f) / 3.0, lightness: f64::max(0.5, p / (s + f + p)) })
}

/// The programs together reach all there is to see: a form that nothing reaches is not tested.
#[test]
fn every_form_and_state_is_reached() {
    let mut reached: HashMap<Version, (BTreeSet<&str>, BTreeSet<State>)> = HashMap::new();
    each(|program, version| {
        let (opcodes, states) = reached.entry(version).or_default();
        for instruction in instructions(&program.recorded(version)) {
            opcodes.insert(instruction.opcode.as_str());
            states.insert(instruction.state);
        }
    });
    for version in Version::ALL {
        let (opcodes, states) = &reached[&version];
        for opcode in &version.instruction_set().opcodes {
            let is_form = matches!(opcode.kind, Kind::Specialized | Kind::Superinstruction);
            let is_reached = opcodes.contains(opcode.name);
            assert!(is_reached || !is_form, "{version}: no program reaches {}", opcode.name);
        }
        let all = [State::Specialized, State::Failing, State::Cold, State::Plain];
        assert_eq!(*states, BTreeSet::from(all), "{version}");
    }
}

fn instructions(recording: &Recording) -> impl Iterator<Item = &Instruction> {
    only_file(recording).code.iter().flat_map(|code| &code.instructions)
}

/// The interpreters of this machine do what was recorded, whatever the order of hashes.
///
/// Releases of a version differ in details of the compiler, so another release than the recorded
/// one is left to the witness, which needs no recording.
#[test]
fn live_runs_equal_the_recordings() {
    each_here(|program, version, python| {
        let recorded = program.recorded(version);
        for hash_seed in ["1", "2"] {
            let live = program.record(python, hash_seed);
            if live.engine.python != recorded.engine.python {
                let (here, there) = (&live.engine.python, &recorded.engine.python);
                eprintln!("skipped: {} was recorded on {there}, this is {here}", program.name);
                return;
            }
            assert_same(&live, &recorded, &format!("{} {version}", program.name));
        }
    });
}

/// Names the first thing that differs: a whole recording is too much to look through.
fn assert_same(live: &Recording, recorded: &Recording, place: &str) {
    assert_eq!(live.program, recorded.program, "{place}");
    assert_eq!(live.outcome, recorded.outcome, "{place}");
    assert_eq!(live.warnings, recorded.warnings, "{place}");
    for (live, recorded) in instructions(live).zip(instructions(recorded)) {
        assert_eq!(live, recorded, "{place}");
    }
    assert!(live == recorded, "{place}: other code objects or another source");
}

/// A code object as the witness tells of it.
#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Described(String, i32, Vec<Told>);

/// An instruction: its offset, the opcode that stands there, and where they are known its state,
/// what it is for, and what it found in that.
type Told = (u32, String, Option<State>, Option<String>, Option<String>);

/// In a plain run, Python's own `dis` finds the same opcodes in place, and Python code that reads
/// the counters the same states, and through ctypes the same classes and functions in caches.
#[test]
fn a_witness_sees_the_same() {
    let witness = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/witness");
    let confirmed = RefCell::new(HashMap::<Version, u32>::new());
    each_here(|program, version, python| {
        let live = program.record(python, "0");
        let out = tempfile::NamedTempFile::new().unwrap();
        let mut command = test_support::command(version).unwrap();
        command.arg(program.file()).args(&program.argv).current_dir(&program.directory);
        command.env("PYTHONPATH", &witness).env("PYTHONHASHSEED", "0");
        command
            .env("WITNESS_PROGRAM", program.directory.join(program.file()))
            .env("WITNESS_OUT", out.path());
        let output = command.output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(live.outcome.exit_status), "{errors}");
        let mut seen: Vec<Described> =
            serde_json::from_slice(&fs::read(out.path()).unwrap()).unwrap();
        seen.sort();

        let mut recorded: Vec<&Code> = only_file(&live).code.iter().collect();
        recorded.sort_by_key(|code| (&code.qualname, code.first_line));
        assert_eq!(seen.len(), recorded.len(), "{} {version}", program.name);
        for (Described(name, line, seen), code) in seen.iter().zip(recorded) {
            let place = format!("{} {version} {name}:{line}", program.name);
            assert_eq!((name, *line), (&code.qualname, code.first_line), "{place}");
            assert_eq!(seen.len(), code.instructions.len(), "{place}");
            for ((offset, opcode, state, guard, target), ours) in
                seen.iter().zip(&code.instructions)
            {
                let found = (ours.offset, ours.opcode.as_str());
                assert_eq!(found, (*offset, opcode.as_str()), "{place}");
                // What another instruction executes has that one's state.
                if let Some(state) = state.filter(|_| ours.covered_by.is_none()) {
                    assert_eq!(ours.state, state, "{place} {ours:?}");
                }
                let evidence = ours.evidence.as_deref();
                for (theirs, ours) in [
                    (guard, evidence.and_then(|known| known.guard.as_ref())),
                    (target, evidence.and_then(|known| known.target.as_ref())),
                ] {
                    let Some(theirs) = theirs else { continue };
                    // Without versions in code, functions that no module or class holds are lost.
                    let lost = version.quickens_after_warmup() && opcode.starts_with("CALL_PY");
                    if lost && ours.is_none() {
                        continue;
                    }
                    assert_eq!(ours.map(|name| &**name), Some(&**theirs), "{place} {offset}");
                    *confirmed.borrow_mut().entry(version).or_default() += 1;
                }
            }
        }
    });
    let confirmed = confirmed.into_inner();
    for version in
        Version::ALL.into_iter().filter(|version| test_support::python(*version).is_some())
    {
        // Fewer would say that the witness is blind.
        assert!(confirmed.get(&version).is_some_and(|count| *count > 100), "{confirmed:?}");
    }
}
