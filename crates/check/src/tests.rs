//! Recordings made by hand, and what there is to say against them.

mod join;

use bytecode::Executions;
use recording::{
    Certainty, Code, Engine, Evidence, File, Instruction, Operands, Outcome, Program, ProgramKind,
    Reason, Recording, Span, State,
};
use sites::{HeatEvidence, HotBy, Trouble};

use crate::*;

const SOURCE: &str = "\
def mean(values, k):
    total = 0.0
    for v in values:
        total += v * k
    return total / k

def helper(a):
    return a + 1

for i in range(9):
    helper(i)
";

/// A recording of a source with these code objects.
fn recording(source: &str, codes: Vec<Code>) -> Recording {
    Recording {
        engine: Engine {
            name: "cpython".into(),
            python: "3.13.0".into(),
            implementation: "cpython".into(),
            executable: String::new(),
        },
        program: Program {
            kind: ProgramKind::File,
            target: "a.py".into(),
            argv: Vec::new(),
            cwd: "/home/ada".into(),
        },
        outcome: Outcome { exit_status: 0, exception: None, seconds: 0.1, threads: 0 },
        started: None,
        machine: None,
        warnings: Vec::new(),
        missing: recording::Missing::default(),
        processes: recording::Processes::default(),
        sampling: None,
        files: vec![File {
            path: "a.py".into(),
            sha256: String::new(),
            source: source.into(),
            code: codes,
        }],
    }
}

fn code(qualname: &str, first_line: i32, instructions: Vec<Instruction>) -> Code {
    let numbered = (0..).zip(instructions);
    let instructions =
        numbered.map(|(number, one)| Instruction { offset: 2 * number, ..one }).collect();
    Code { qualname: qualname.into(), first_line, instructions, ..Code::default() }
}

/// An instruction where a text stands, the first time.
fn at(source: &str, text: &str, base: &str, state: State, evidence: Evidence) -> Instruction {
    let start = source.find(text).unwrap();
    let line = source[..start].matches('\n').count() as u32 + 1;
    let column = (start - source[..start].rfind('\n').map_or(0, |at| at + 1)) as u32;
    let end_column = column + text.len() as u32;
    Instruction {
        span: Some(Span { line, column, end_line: line, end_column }),
        evidence: Some(Box::new(evidence)),
        ..Instruction::new(base, state)
    }
}

fn failed(count: u64) -> Evidence {
    let executions = Some(Executions { count, exact: true });
    Evidence { failures: Some(5), executions, ..Evidence::default() }
}

fn because(code: &str, avoidable: bool, evidence: Evidence) -> Evidence {
    let reason = Reason {
        code: code.into(),
        message: "no".into(),
        evidence: Certainty::Measured,
        avoidable,
    };
    Evidence { reason: Some(Box::new(reason)), ..evidence }
}

fn failing(source: &str, text: &str) -> Instruction {
    at(source, text, "BINARY_OP", State::Failing, because("SPC101", true, failed(100)))
}

fn specialized(source: &str, text: &str, misses: u32) -> Instruction {
    let evidence = Evidence { misses: Some(misses), ..Evidence::default() };
    at(source, text, "BINARY_OP", State::Specialized, evidence)
}

/// The codes of what is found, and where: `SPC101 4:18`.
fn found(report: &Report) -> Vec<String> {
    let place = |finding: &Finding| format!("{}:{}", finding.place.line, finding.place.column);
    report.findings.iter().map(|it| format!("{} {}", it.rule.code, place(it))).collect()
}

fn checked(source: &str, codes: Vec<Code>) -> Report {
    check(&mut recording(source, codes), &Settings::default())
}

fn of_mean(instructions: Vec<Instruction>) -> Vec<Code> {
    vec![code("mean", 1, instructions)]
}

#[test]
fn what_fails_in_a_loop_is_found_and_elsewhere_not() {
    let report =
        checked(SOURCE, of_mean(vec![failing(SOURCE, "v * k"), failing(SOURCE, "total / k")]));
    assert_eq!(found(&report), ["SPC101 4:18"]);
    let [finding] = &report.findings[..] else { panic!() };
    assert_eq!((&*finding.function, &*finding.expression), ("mean", "v*k"));
    assert_eq!(finding.trouble, Some(Trouble::Failing));
    let hot = finding.hot.as_ref().unwrap();
    assert_eq!((&*hot.source, hot.place.line), ("for v in values:", 3));
    assert_eq!(hot.by, HotBy::Loop(HeatEvidence::Executions(100)));
    assert_eq!(report.totals.hot_loops, 1);
}

#[test]
fn what_a_loop_calls_is_hot_too() {
    let calls = code("<module>", 1, vec![specialized(SOURCE, "helper(i)", 0)]);
    let called = code("helper", 7, vec![failing(SOURCE, "a + 1")]);
    let report = checked(SOURCE, vec![calls, called.clone()]);
    assert_eq!(found(&report), ["SPC101 8:12"]);
    let by = &report.findings[0].hot.as_ref().unwrap().by;
    assert_eq!(*by, HotBy::Call(HeatEvidence::Specialized, Certainty::Inferred));
    // Nothing says that the loop ran.
    assert_eq!(found(&checked(SOURCE, vec![called])), [""; 0]);
}

#[test]
fn calls_are_followed() {
    let source = "def a(x): return b(x)\ndef b(x): return x * 2\nfor i in r:\n    a(i)\n";
    let module = code("<module>", 1, vec![specialized(source, "a(i)", 0)]);
    let called = code("b", 2, vec![failing(source, "x * 2")]);
    assert_eq!(found(&checked(source, vec![module, called])), ["SPC101 2:18"]);
}

#[test]
fn what_cannot_be_helped_is_no_finding() {
    let hopeless = because("SPC110", false, failed(100));
    let site = at(SOURCE, "v * k", "BINARY_OP", State::Failing, hopeless);
    assert_eq!(found(&checked(SOURCE, of_mean(vec![site]))), [""; 0]);
}

#[test]
fn what_does_not_stay_specialized_is_found() {
    let found_with =
        |misses| found(&checked(SOURCE, of_mean(vec![specialized(SOURCE, "v * k", misses)])));
    assert_eq!(found_with(26), [""; 0]);
    assert_eq!(found_with(27), ["SPC005 4:18"]);
    let varies = because("SPC901", true, Evidence { misses: Some(1), ..Evidence::default() });
    let site = at(SOURCE, "v * k", "BINARY_OP", State::Specialized, varies);
    assert_eq!(found(&checked(SOURCE, of_mean(vec![site]))), ["SPC901 4:18"]);
}

#[test]
fn a_reason_that_is_not_known_has_a_code_of_its_own() {
    let site = at(SOURCE, "v * k", "BINARY_OP", State::Failing, failed(100));
    let report = checked(SOURCE, of_mean(vec![site]));
    assert_eq!(found(&report), ["SPC004 4:18"]);
    assert!(report.findings[0].message.starts_with("`BINARY_OP` fails"));
    assert!(report.findings[0].help.unwrap().contains("--explain"));
    let site = at(SOURCE, "v * k", "BINARY_OP", State::Failing, failed(100));
    let explained = Settings { explained: true, ..Settings::default() };
    let report = check(&mut recording(SOURCE, of_mean(vec![site])), &explained);
    assert!(report.findings[0].help.unwrap().starts_with("it ran too rarely"));
}

#[test]
fn what_the_sampler_saw_has_no_say() {
    let seen = Evidence { samples: Some(900), misses: Some(0), ..Evidence::default() };
    let site = at(SOURCE, "v * k", "BINARY_OP", State::Specialized, because("SPC903", true, seen));
    assert_eq!(found(&checked(SOURCE, of_mean(vec![site]))), [""; 0]);
}

#[test]
fn copies_of_an_expression_are_one_finding() {
    let twice = vec![failing(SOURCE, "v * k"), failing(SOURCE, "v * k")];
    assert_eq!(checked(SOURCE, of_mean(twice)).findings.len(), 1);
}

/// The source with a comment at the end of line 4.
fn commented(comment: &str) -> String {
    SOURCE.replace("v * k", &format!("v * k  # specialist: {comment}"))
}

#[test]
fn a_comment_keeps_what_it_names() {
    for (comment, expected) in [
        ("ignore", &[][..]),
        ("ignore[SPC101]", &[]),
        ("ignore[SPC205, SPC101]", &[]),
        ("ignore[SPC205]", &["SPC101 4:18"]),
        ("ignore[E501]", &["SPC101 4:18", "SPC006 4:25"]),
    ] {
        let source = commented(comment);
        let report = checked(&source, of_mean(vec![failing(&source, "v * k")]));
        assert_eq!(found(&report), expected, "{comment}");
    }
}

#[test]
fn a_comment_that_keeps_nothing_is_told_where_that_is_asked() {
    let rules = Rules::new(Some(&["SPC".to_owned()]), &[]).unwrap();
    let settings = Settings { rules, ..Settings::default() };
    let told = |comment: &str, instruction: fn(&str) -> Instruction| {
        let source = commented(comment);
        let codes = of_mean(vec![instruction(&source)]);
        found(&check(&mut recording(&source, codes), &settings))
    };
    let well = |source: &str| specialized(source, "v * k", 0);
    assert_eq!(told("ignore", well), ["SPC007 4:25"]);
    assert_eq!(told("ignore[SPC101]", well), ["SPC007 4:25"]);
    assert_eq!(told("ignore[SPC101]", |source| failing(source, "v * k")), [""; 0]);
    // A rule that does not hold for 3.13, and code that is not hot.
    assert_eq!(told("ignore[SPC315]", well), [""; 0]);
    assert_eq!(
        told("ignore", |source| at(source, "v * k", "BINARY_OP", State::Cold, Evidence::default())),
        [""; 0]
    );
}

#[test]
fn what_must_be_specialized_and_did_not_run_is_found() {
    let source = SOURCE.replace("    for v", "    # specialist: hot\n    for v");
    let cold = |ran: bool| {
        let samples = ran.then(|| recording::Cache::holding(&[("counter".into(), 1)]).unwrap());
        let evidence = Evidence { cache: samples, ..Evidence::default() };
        found(&checked(
            &source,
            of_mean(vec![at(&source, "v * k", "BINARY_OP", State::Cold, evidence)]),
        ))
    };
    assert_eq!(cold(false), ["SPC001 4:5"]);
    assert_eq!(cold(true), ["SPC002 4:5"]);
    let hot = checked(&source, of_mean(vec![specialized(&source, "v * k", 0)]));
    assert_eq!(found(&hot), [""; 0]);
}

#[test]
fn what_a_comment_says_is_hot_needs_no_loop() {
    let source = SOURCE.replace("def helper", "# specialist: hot\ndef helper");
    let report = checked(&source, vec![code("helper", 8, vec![failing(&source, "a + 1")])]);
    assert_eq!(found(&report), ["SPC101 9:12"]);
    assert_eq!(report.findings[0].hot.as_ref().unwrap().by, HotBy::Mark);
}

#[test]
fn what_ran_a_few_times_is_no_finding() {
    let found = |source: &str, count, looked_at| {
        let mut site = failing(source, "v * k");
        let evidence = site.evidence.get_or_insert_default();
        evidence.executions = Some(Executions { count, exact: looked_at == 0 });
        let operands = Operands { executions: looked_at, seen: Vec::new() };
        evidence.operands = (looked_at > 0).then(|| Box::new(operands));
        let settings = Settings { min_executions: 8, ..Settings::default() };
        check(&mut recording(source, of_mean(vec![site])), &settings).findings.len()
    };
    assert_eq!(found(SOURCE, 7, 0), 0);
    assert_eq!(found(SOURCE, 8, 0), 1);
    assert_eq!(found(SOURCE, 6, 2), 1);
    let marked = SOURCE.replace("    for v", "    # specialist: hot\n    for v");
    assert_eq!(found(&marked, 7, 0), 1);
}

#[test]
fn so_much_must_be_specialized() {
    let low = |least: u8, source: &str| {
        let site = |text| specialized(source, text, 0);
        let codes = of_mean(vec![site("v *"), site("total +="), failing(source, "v * k")]);
        let settings = Settings { min_specialized: Some(least), ..Settings::default() };
        let report = check(&mut recording(source, codes), &settings);
        assert_eq!(report.totals.hot_code.of, if source == SOURCE { 3 } else { 2 });
        let low = report.findings.iter().filter(|finding| finding.rule.code == "SPC003");
        low.map(|finding| (finding.path.clone(), finding.message.clone())).collect::<Vec<_>>()
    };
    assert_eq!(low(66, SOURCE), []);
    let asked = |what: &str| {
        format!("66% of the sites in {what} are specialized (2 of 3); at least 67% are required")
    };
    assert_eq!(
        low(67, SOURCE),
        [(None, asked("hot code")), (Some("a.py".into()), asked("this loop"))]
    );
    assert_eq!(low(100, &commented("ignore")), []);
}

#[test]
fn a_baseline_forgives_what_has_moved() {
    let mut baseline = Baseline::default();
    baseline.take(&checked(SOURCE, of_mean(vec![failing(SOURCE, "v * k")])));
    let json = baseline.to_json();
    let read = Baseline::from_json(json.as_bytes()).unwrap();
    assert_eq!((&read, json.contains("\"v*k\"")), (&baseline, true), "{json}");

    let moved = format!("import os\n\n{}", SOURCE.replace("v * k", "v  *  k"));
    let codes = vec![code("mean", 3, vec![failing(&moved, "v  *  k")])];
    let mut report = checked(&moved, codes);
    read.forgive(&mut report).unwrap();
    assert_eq!((found(&report).len(), report.forgiven, report.mended), (0, 1, 0));

    // One more of the same.
    let source = SOURCE.replace("v * k", "v * k + (v  * k)");
    let more = vec![failing(&source, "v * k"), failing(&source, "v  * k")];
    let mut report = checked(&source, of_mean(more));
    read.forgive(&mut report).unwrap();
    assert_eq!(found(&report), ["SPC101 4:27"]);

    let mut report = checked(SOURCE, of_mean(vec![specialized(SOURCE, "v * k", 0)]));
    read.forgive(&mut report).unwrap();
    assert_eq!((report.forgiven, report.mended), (0, 1));
}

#[test]
fn a_baseline_is_for_its_versions() {
    let mut baseline = Baseline::default();
    let mut of_3_13 = checked(SOURCE, of_mean(vec![failing(SOURCE, "v * k")]));
    baseline.take(&of_3_13);
    let mut other = recording(SOURCE, of_mean(vec![failing(SOURCE, "v * k")]));
    other.engine.python = "3.12.1".into();
    let mut of_3_12 = check(&mut other, &Settings::default());
    let refused = baseline.forgive(&mut of_3_12).unwrap_err().to_string();
    assert_eq!(refused, "the baseline has no entry for Python 3.12; add one with --write-baseline");
    baseline.take(&of_3_12);
    for report in [&mut of_3_12, &mut of_3_13] {
        baseline.forgive(report).unwrap();
        assert_eq!(report.findings.len(), 0);
    }
}

#[test]
fn what_is_no_baseline_is_refused() {
    let refused = |text: &str| Baseline::from_json(text.as_bytes()).unwrap_err().to_string();
    assert!(refused("").starts_with("this is not a baseline"));
    assert!(refused("[]").starts_with("this is not a baseline"));
    assert!(refused("{}").contains("\"schema\" does not say so"));
    let newer = r#"{"schema":"specialist/baseline","version":2}"#;
    assert!(refused(newer).contains("format version 2"));
    let unknown = r#"{"schema":"specialist/baseline","version":1,"findings":{"3.10":[]}}"#;
    assert!(refused(unknown).contains("Python 3.10 is not one"), "{}", refused(unknown));
}

#[test]
fn threads_are_a_reason_for_doubt() {
    let mut threaded = recording(SOURCE, Vec::new());
    threaded.outcome.threads = 2;
    let report = check(&mut threaded, &Settings::default());
    assert!(report.doubts[0].starts_with("the program started 2 threads"), "{:?}", report.doubts);
}

#[test]
fn what_cannot_be_checked_is_noted() {
    let broken = checked("def f(:\n", Vec::new());
    assert!(broken.notes[0].starts_with("a.py was not checked: line 1"), "{:?}", broken.notes);
    let mut future = recording(SOURCE, Vec::new());
    future.engine.python = "3.99.0".into();
    let report = check(&mut future, &Settings::default());
    assert_eq!(report.notes, ["nothing was checked: Python 3.99.0 is not known"]);
}
