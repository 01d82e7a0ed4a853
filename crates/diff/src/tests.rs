//! Tests with the recordings in fixtures/programs/recordings/, and edits of them.

use std::fs;
use std::path::Path;

use super::*;

fn recorded(name: &str, version: &str) -> Recording {
    let path = format!("../../fixtures/programs/recordings/{name}/{version}.json");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    recording::read(&fs::read(path).unwrap()).unwrap()
}

/// The programs with a recording on each version.
const ALL: [&str; 8] = [
    "arithmetic",
    "attributes",
    "calls",
    "comparisons",
    "iteration",
    "loops",
    "methods",
    "subscripts",
];

fn compared(old: &Recording, new: &Recording) -> Result<Diff, Incomparable> {
    diff(old, new, &Paths::default())
}

fn told(diff: &Diff) -> Vec<(Change, &str, &str)> {
    diff.sites()
        .map(|site| (site.change, site.function.as_str(), site.expression.as_str()))
        .collect()
}

#[test]
fn a_recording_is_as_it_is() {
    for name in ALL {
        for version in Version::ALL {
            let recording = recorded(name, &version.to_string());
            let diff = compared(&recording, &recording).unwrap();
            assert_eq!(told(&diff), [], "{name} {version}");
            assert!(diff.same() > 3, "{name} {version}");
        }
    }
}

/// Lines and columns of an edit: what is on `line` or after it moves down by `by` lines.
fn moved(recording: &mut Recording, line: u32, by: u32) {
    for code in recording.files.iter_mut().flat_map(|file| &mut file.code) {
        for span in code.instructions.iter_mut().filter_map(|it| it.span.as_mut()) {
            span.end_line += if span.end_line >= line { by } else { 0 };
            span.line += if span.line >= line { by } else { 0 };
        }
    }
}

#[test]
fn an_edit_elsewhere_loses_nothing() {
    for name in ALL {
        for version in Version::ALL {
            let old = recorded(name, &version.to_string());
            let mut new = old.clone();
            moved(&mut new, 2, 3);
            let source = &mut new.files[0].source;
            let (first, rest) = source.split_once('\n').unwrap();
            *source = format!("{first}\n# one\n\nrenamed = 3\n{rest}");
            let diff = compared(&old, &new).unwrap();
            assert_eq!(told(&diff), [], "{name} {version}");
        }
    }
}

/// The opcode and state of the first instruction with a base opcode.
fn first(recording: &mut Recording, base: &str) -> &'static mut recording::Instruction {
    let code = recording.files.iter_mut().flat_map(|file| &mut file.code);
    let mut all = code.flat_map(|code| &mut code.instructions);
    let found = all.find(|it| it.base.as_str() == base && it.state == State::Specialized);
    Box::leak(Box::new(found.unwrap().clone()))
}

#[test]
fn what_is_lost_and_gained_is_told() {
    let mut good = recorded("arithmetic", "3.13");
    let target = first(&mut good, "BINARY_OP");
    let bad = edited(|instruction| {
        instruction.state = State::Failing;
        instruction.opcode = instruction.base;
    });
    let lost = compared(&good, &bad).unwrap();
    let [site] = lost.sites().collect::<Vec<_>>()[..] else { panic!("{:?}", told(&lost)) };
    assert_eq!(site.change, Change::Lost);
    assert_eq!(site.old.as_ref().unwrap().forms, [target.opcode]);
    assert_eq!(site.new.as_ref().unwrap().state, State::Failing);
    let gained = compared(&bad, &good).unwrap();
    assert_eq!(gained.count(Change::Gained), 1);
    assert_eq!((gained.count(Change::Lost), gained.same()), (0, lost.same()));
}

/// A recording in which the first specialized operation was changed by `edit`.
fn edited(edit: impl Fn(&mut recording::Instruction)) -> Recording {
    let mut recording = recorded("arithmetic", "3.13");
    let target = first(&mut recording, "BINARY_OP");
    let code = recording.files.iter_mut().flat_map(|file| &mut file.code);
    for instruction in code.flat_map(|code| &mut code.instructions) {
        if instruction.span == target.span && instruction.base == target.base {
            edit(instruction);
        }
    }
    recording
}

#[test]
fn what_does_not_stay_specialized_any_more_is_a_loss() {
    let misses = |instruction: &mut recording::Instruction, misses| {
        instruction.evidence.get_or_insert_default().misses = Some(misses);
    };
    let ends = [
        edited(|it| misses(it, 0)),
        edited(|it| misses(it, 47)),
        edited(|it| {
            misses(it, 30);
            it.opcode = OpcodeName::from_static(&"BINARY_OP_ADD_FLOAT");
        }),
        edited(|it| it.state = State::Cold),
        edited(|it| it.state = State::Failing),
    ];
    let [stable, unstable, otherwise, cold, failing] = &ends;
    let became = |old: &Recording, new: &Recording| {
        let diff = compared(old, new).unwrap();
        let changes: Vec<_> = diff.sites().map(|site| site.change).collect();
        assert!(changes.len() < 2, "{changes:?}");
        changes.first().copied()
    };
    assert_eq!(became(stable, unstable), Some(Change::Unstable));
    assert_eq!(became(unstable, stable), Some(Change::Gained));
    assert_eq!(became(unstable, otherwise), None, "in which form it ended is chance");
    assert_eq!(became(unstable, failing), Some(Change::Lost));
    assert_eq!(became(failing, unstable), Some(Change::Gained));
    assert_eq!(became(unstable, cold), Some(Change::Changed));
    assert_eq!(became(cold, unstable), Some(Change::Changed));
    // A loss in one direction is a gain in the other.
    for (old, new) in ends.iter().flat_map(|old| ends.iter().map(move |new| (old, new))) {
        let is_loss = became(old, new).is_some_and(Change::is_loss);
        assert_eq!(is_loss, became(new, old) == Some(Change::Gained));
    }
}

#[test]
fn what_is_only_in_one_is_not_lost() {
    let old = recorded("arithmetic", "3.13");
    let mut new = old.clone();
    let code = &mut new.files[0].code;
    let function = code.iter().position(|code| code.qualname != "<module>").unwrap();
    code.remove(function);
    let diff = compared(&old, &new).unwrap();
    assert!(diff.count(Change::Removed) > 0, "{:?}", told(&diff));
    assert!(diff.sites().all(|site| site.change == Change::Removed), "{:?}", told(&diff));
}

#[test]
fn files_are_the_same_by_path_or_as_the_program() {
    let old = recorded("arithmetic", "3.13");
    let mut new = old.clone();
    new.files[0].path = "other.py".into();
    assert_eq!(compared(&old, &new).unwrap_err(), Incomparable::NoFileInCommon);
    let mut paths = Paths::default();
    let cwd = Path::new(&old.program.cwd);
    new.files[0].path = "/ci/7/arithmetic.py".into();
    paths.add(cwd, ".", ["/ci/7"]).unwrap();
    let mapped = diff(&old, &new, &paths).unwrap();
    assert_eq!(mapped.files[0].old_path.as_deref(), Some("arithmetic.py"));
    assert_eq!(told(&mapped), []);
    new.files[0].path = "other.py".into();
    new.program.target = "other.py".into();
    let together = compared(&old, &new).unwrap();
    assert_eq!(together.files[0].old_path.as_deref(), Some("arithmetic.py"));
    assert_eq!(told(&together), []);
}

#[test]
fn installed_packages_are_the_same_in_any_environment() {
    let mut old = recorded("arithmetic", "3.13");
    let mut new = old.clone();
    old.files[0].path = "/one/lib/python3.12/site-packages/p/a.py".into();
    new.files[0].path = "/two/lib/python3.13/site-packages/p/a.py".into();
    assert_eq!(told(&compared(&old, &new).unwrap()), []);
    new.files[0].path = "/two/lib/python3.13/site-packages/q/a.py".into();
    assert_eq!(compared(&old, &new).unwrap_err(), Incomparable::NoFileInCommon);
}

#[test]
fn files_without_a_site_in_common_were_not_compared() {
    let old = recorded("arithmetic", "3.13");
    let mut new = old.clone();
    assert!(compared(&old, &new).unwrap().compared());
    new.files[0].code.clear();
    assert!(!compared(&old, &new).unwrap().compared());
    assert!(compared(&new, &new).unwrap().compared(), "neither has a site");
    new.files.extend([recording::File { path: "more.py".into(), ..old.files[0].clone() }]);
    assert!(!compared(&recorded("arithmetic", "3.13"), &new).unwrap().compared());
}

#[test]
fn pythons_that_are_not_known_are_refused() {
    let old = recorded("arithmetic", "3.13");
    let mut new = old.clone();
    new.engine.python = "3.99.0".into();
    let said = compared(&old, &new).unwrap_err().to_string();
    assert_eq!(said, "Python 3.99.0 is not one of the versions that can be compared, 3.11 to 3.15");
}

/// Except for tests of truth, which are not separate instructions before 3.13, and for code that is
/// compiled differently.
#[test]
fn sites_are_found_again_on_other_versions() {
    for name in ALL {
        for pair in Version::ALL.windows(2) {
            let [old, new] = pair else { panic!() };
            let [before, after] = [old, new].map(|version| recorded(name, &version.to_string()));
            let diff = compared(&before, &after).unwrap();
            let (both, apart): (Vec<_>, Vec<_>) = diff
                .sites()
                .filter(|site| site.kind != bytecode::Kin::Truth)
                .partition(|site| site.change.is_of_both());
            let named: Vec<_> = apart.iter().map(|it| (it.kind, &it.expression)).collect();
            assert!(10 * apart.len() <= both.len() + diff.same(), "{name} {old} {new} {named:?}");
        }
    }
}

/// By hand, for fixtures/programs/calls.py: calls with keywords have no form on 3.13, and on 3.12
/// only for functions in C.
#[test]
fn what_has_no_form_on_a_version_is_lost_there() {
    let became = |old, new, expression| {
        let diff = compared(&recorded("calls", old), &recorded("calls", new)).unwrap();
        let mut sites = diff.sites();
        sites.find(|site| site.expression == expression).map(|site| site.change)
    };
    let (python, built_in) = ("exact(1, b=2)", r#"print(end="")"#);
    assert_eq!(became("3.12", "3.13", built_in), Some(Change::Lost));
    assert_eq!(became("3.13", "3.14", built_in), Some(Change::Gained));
    assert_eq!(became("3.12", "3.14", python), Some(Change::Gained));
    assert_eq!(
        became("3.12", "3.13", python),
        None,
        "it fails on one and has no form on the other"
    );
}
