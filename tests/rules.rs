//! Every rule against the interpreters: what it says is bad fails, for that reason, and what it
//! advises instead specializes.
//!
//! `fixtures/rules/CODE.py` is a program with functions whose names begin with `bad` or `good`. In
//! each `bad` one an instruction must have that reason, on the versions the rule holds for, and
//! none on others; in each `good` one nothing may fail, and an instruction of the rule's families, if there
//! is one, must specialize. The first line says what is tested, and
//! for functions that are bad or good on some of the versions only, on which:
//!
//! ```text
//! # specialist-rule: operators that have no form; bad_quotient=3.11-3.13
//! ```

#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

#[allow(dead_code, reason = "the other tests use the rest")]
mod support;

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bytecode::Version;
use reasons::{RULES, Rule};
use recording::{Certainty, Instruction, Recording, State};

/// Rules that no program here can show, and why.
const WITHOUT: &[(&str, &str)] =
    &[("SPC0", "what `specialist check` asks of a program; see tests/check.rs")];

/// Rules whose programs make code that stands at no place of their source, which so has no loop.
const PLACELESS: [&str; 5] = ["SPC304", "SPC502", "SPC503", "SPC504", "SPC512"];

/// The rule for what sampling alone tells: with `--explain`, the operands seen tell more.
const SAMPLED: &str = "SPC903";

struct Fixture {
    rule: &'static Rule,
    path: PathBuf,
    source: String,
    /// The versions that functions are limited to.
    limits: HashMap<String, RangeInclusive<Version>>,
}

impl Fixture {
    fn read(rule: &'static Rule) -> Option<Self> {
        let name = format!("fixtures/rules/{}.py", rule.code);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let source = fs::read_to_string(&path).ok()?;
        let header =
            source.lines().next().and_then(|line| line.strip_prefix("# specialist-rule: "));
        let header = header.unwrap_or_else(|| panic!("{} does not say what it is for", rule.code));
        let limits = header.split("; ").skip(1).map(|option| {
            let (function, range) = option.split_once('=').unwrap();
            let (first, last) = range.split_once('-').unwrap();
            (function.to_owned(), first.parse().unwrap()..=last.parse().unwrap())
        });
        Some(Self { rule, path, limits: limits.collect(), source })
    }

    /// The functions that the file defines with such a name, at the margin.
    fn functions(&self, prefix: &str) -> Vec<&str> {
        let definitions = self.source.lines().filter_map(|line| {
            line.strip_prefix("def ").or_else(|| line.strip_prefix("async def "))?.split('(').next()
        });
        definitions.filter(|name| name.starts_with(prefix)).collect()
    }

    fn concerns(&self, function: &str, version: Version) -> bool {
        self.limits.get(function).is_none_or(|range| range.contains(&version))
    }

    fn run(&self, python: &Path) -> Recording {
        let words = [self.path.file_name().unwrap()];
        let options: &[&str] = if self.rule.code == SAMPLED { &[] } else { &["--explain"] };
        record(python, options, self.path.parent().unwrap(), &words)
    }

    fn check(&self, version: Version, recording: &Recording) {
        let holds = self.rule.holds_for(version);
        for function in self.functions("bad") {
            let place = format!("{} {version} {function}", self.rule.code);
            let blamed: Vec<&Instruction> = instructions(recording, function)
                .filter(|instruction| code_of(instruction) == Some(self.rule.code))
                .collect();
            assert_eq!(!blamed.is_empty(), holds && self.concerns(function, version), "{place}");
            for instruction in blamed {
                self.check_reason(instruction, &place);
            }
        }
        for function in self.functions("good") {
            if !self.concerns(function, version) || !holds {
                continue;
            }
            let place = format!("{} {version} {function}", self.rule.code);
            let found: Vec<_> = instructions(recording, function).collect();
            assert!(!found.is_empty(), "{place} is not there");
            for instruction in &found {
                assert_ne!(instruction.state, State::Failing, "{place}: {instruction:#?}");
                assert_ne!(code_of(instruction), Some(self.rule.code), "{place}: {instruction:#?}");
            }
            // What can do without such an instruction has none.
            let states: Vec<State> = found
                .iter()
                .filter(|instruction| self.rule.families.contains(&&*instruction.base))
                .map(|instruction| instruction.state)
                .collect();
            let specializes = states.contains(&State::Specialized);
            assert!(specializes || states.is_empty(), "{place}: {states:?}");
        }
    }

    /// `specialist check` finds what is bad and avoidable, and neither what is good nor what this
    /// version specializes.
    fn check_findings(&self, version: Version, mut recording: Recording) {
        let report = check::check(&mut recording, &check::Settings::default());
        let found = |function: &str| -> Vec<&str> {
            let here = report.findings.iter().filter(|finding| finding.function == function);
            here.map(|finding| finding.rule.code).collect()
        };
        for function in self.functions("bad") {
            let holds = self.rule.holds_for(version) && self.concerns(function, version);
            let placed = !PLACELESS.contains(&self.rule.code);
            // Findings are the same each time, and so never rest on samples.
            let sampled = self.rule.code == SAMPLED;
            let expected = holds && self.rule.avoidable && placed && !sampled;
            let found = found(function);
            let place = format!("{} {version} {function}: {found:?}", self.rule.code);
            assert_eq!(found.contains(&self.rule.code), expected, "{place}");
        }
        for function in self.functions("good") {
            if self.rule.holds_for(version) && self.concerns(function, version) {
                let place = format!("{} {version} {function}", self.rule.code);
                assert_eq!(found(function), [""; 0], "{place}");
            }
        }
    }

    fn check_reason(&self, instruction: &Instruction, place: &str) {
        let evidence = instruction.evidence.as_deref().unwrap();
        let reason = evidence.reason.as_deref().unwrap();
        // What holds whatever the operands needs none.
        let expected = match evidence.operands {
            Some(_) => Certainty::Measured,
            None => Certainty::Inferred,
        };
        assert!(reason.evidence == expected || reason.evidence == Certainty::Inferred, "{place}");
        assert_eq!(reason.avoidable, self.rule.avoidable, "{place}");
        assert!(!reason.message.contains(['{', '}']), "{place}: {}", reason.message);
        let is_unstable = evidence.misses.is_some_and(|misses| misses > 0);
        assert!(instruction.state == State::Failing || is_unstable, "{place}: {instruction:#?}");
    }
}

/// Runs a program and looks at it as the options say.
fn record(python: &Path, options: &[&str], directory: &Path, words: &[&OsStr]) -> Recording {
    let mut command = Command::new(env!("CARGO_BIN_EXE_specialist"));
    command.args(options).args(["--format", "json", "--python"]).arg(python).args(words);
    command.current_dir(directory).stdin(Stdio::null()).env("PYTHONDONTWRITEBYTECODE", "1");
    let output = command.output().unwrap();
    recording::read(&output.stdout).unwrap_or_else(|error| {
        panic!("{words:?}: {error}\n{}", String::from_utf8_lossy(&output.stderr))
    })
}

fn instructions<'a>(
    recording: &'a Recording,
    function: &'a str,
) -> impl Iterator<Item = &'a Instruction> {
    let code = recording.files.iter().flat_map(|file| &file.code);
    code.filter(move |code| code.qualname == function).flat_map(|code| &code.instructions)
}

fn code_of(instruction: &Instruction) -> Option<&str> {
    let reason = instruction.evidence.as_deref()?.reason.as_deref()?;
    Some(&reason.code)
}

fn check_version(version: Version) {
    let Some(python) = test_support::python(version) else { return };
    let mut wrong = Vec::new();
    for fixture in RULES.iter().filter_map(|rule| Fixture::read(rule)) {
        let recording = fixture.run(python);
        let checked = std::panic::catch_unwind(|| {
            fixture.check(version, &recording);
            fixture.check_findings(version, recording.clone());
        });
        if checked.is_err() {
            wrong.push(fixture.rule.code);
        }
    }
    assert!(wrong.is_empty(), "{version}: {wrong:?}");
}

#[test]
fn rules_hold_on_3_11() {
    check_version(Version::V3_11);
}

#[test]
fn rules_hold_on_3_12() {
    check_version(Version::V3_12);
}

#[test]
fn rules_hold_on_3_13() {
    check_version(Version::V3_13);
}

#[test]
fn rules_hold_on_3_14() {
    check_version(Version::V3_14);
}

#[test]
fn rules_hold_on_3_15() {
    check_version(Version::V3_15);
}

#[test]
fn every_rule_has_a_fixture_in_both_directions() {
    for rule in RULES {
        let excuse = WITHOUT.iter().any(|(code, _)| rule.code.starts_with(code));
        let Some(fixture) = Fixture::read(rule) else {
            assert!(excuse, "{} has no fixture", rule.code);
            continue;
        };
        assert!(!excuse, "{} has a fixture", rule.code);
        assert!(!fixture.functions("bad").is_empty(), "{} shows nothing bad", rule.code);
        let has_good = !fixture.functions("good").is_empty();
        assert!(has_good || !rule.avoidable, "{} shows no way out", rule.code);
        let functions = [fixture.functions("bad"), fixture.functions("good")].concat();
        for limited in fixture.limits.keys() {
            assert!(functions.contains(&&**limited), "{} has no {limited}", rule.code);
        }
    }
}

/// In programs of any kind: the operands seen at a failing instruction say why it fails.
#[test]
fn nothing_that_was_looked_at_stays_unexplained() {
    for program in support::programs::all() {
        for &version in &program.versions {
            let Some(python) = test_support::python(version) else { continue };
            let file = program.file();
            let words: Vec<&OsStr> =
                [&file].into_iter().chain(&program.argv).map(OsStr::new).collect();
            let recording = record(python, &["--explain"], &program.directory, &words);
            let code = recording.files.iter().flat_map(|file| &file.code);
            for instruction in code.flat_map(|code| &code.instructions) {
                let looked_at =
                    instruction.evidence.as_deref().is_some_and(|e| e.operands.is_some());
                let explained = code_of(instruction).is_some();
                assert!(
                    instruction.state != State::Failing || !looked_at || explained,
                    "{} {version}: {instruction:#?}",
                    program.name
                );
            }
        }
    }
}
