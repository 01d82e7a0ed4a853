//! The formats, for a report of every kind of finding and for one without any.

use std::collections::BTreeSet;

use ::check::{Finding, Hot, Place, Ratio, Report, Totals};
use bytecode::{Executions, Version};
use reasons::rule;
use recording::{Certainty, Evidence};
use serde_json::{Value, json};
use sites::{HeatEvidence, HotBy, Trouble};
use strum::IntoEnumIterator;

use super::*;
use crate::terminal::Depth;

const SOURCE: &str = "\
def mean(values, k):
    total = 0.0
    for v in values:  # ünïcode
        total += v * k
    return total / len(
        values)
";

const PLAIN: Screen = Screen { depth: Depth::None, width: 100 };

fn place(line: u32, column: u32, end_line: u32, end_column: u32) -> Place {
    Place { line, column, end_line, end_column }
}

fn finding(code: &str, message: &str) -> Finding {
    Finding {
        rule: rule(code).unwrap(),
        message: message.into(),
        path: Some("src/a b.py".into()),
        place: place(4, 18, 4, 23),
        function: "mean".into(),
        expression: "v*k".into(),
        trouble: Some(Trouble::Failing),
        certainty: Certainty::Measured,
        evidence: None,
        help: None,
        hot: None,
    }
}

fn hot(by: HotBy) -> Hot {
    Hot {
        path: "src/a b.py".into(),
        place: place(3, 5, 3, 20),
        source: "for v in values:  # ünïcode".into(),
        by,
    }
}

/// Findings in a loop, called from one in another file, over two lines, about the program, and with
/// hostile texts.
fn report() -> Report {
    let executions = Some(Executions { count: 272, exact: true });
    let failed = Evidence { failures: Some(7), executions, ..Evidence::default() };
    let missed = Evidence { misses: Some(29), guard: Some("int".into()), ..Evidence::default() };
    let in_loop = Finding {
        evidence: Some(Box::new(failed)),
        hot: Some(hot(HotBy::Loop(HeatEvidence::Executions(272)))),
        ..finding("SPC101", "`*` has no specialized form for float and int before 3.14")
    };
    let called = HotBy::Call(HeatEvidence::Specialized, Certainty::Inferred);
    let elsewhere = Finding {
        place: place(5, 5, 6, 16),
        expression: "total/len(values)".into(),
        trouble: Some(Trouble::Unstable),
        evidence: Some(Box::new(missed)),
        hot: Some(Hot { path: "main.py".into(), ..hot(called) }),
        ..finding(
            "SPC901",
            "2 kinds of operands take turns here (int 50%, str 50%); only one at a time can be specialized for",
        )
    };
    let marked = Finding {
        place: place(1, 1, 1, 21),
        expression: String::new(),
        trouble: None,
        ..finding("SPC002", "this function is marked hot, but ran too rarely to be specialized")
    };
    let program = Finding {
        path: None,
        place: place(1, 1, 1, 1),
        function: String::new(),
        expression: String::new(),
        trouble: None,
        ..finding(
            "SPC003",
            "66% of the sites in hot code are specialized (2 of 3); at least 90% are required",
        )
    };
    let hostile = Finding {
        path: Some("x\n::error::,%0A<script>|`\x1b[2J.py".into()),
        place: place(900, 1, 901, 7),
        function: "<lambda>".into(),
        expression: "a|b<!--\"`'&".into(),
        certainty: Certainty::Inferred,
        hot: Some(hot(HotBy::Mark)),
        ..finding("SPC004", "]]></failure>\r\n::warning::%\x1b[31m @you <b>")
    };
    let path = hostile.path.clone().unwrap();
    Report {
        versions: BTreeSet::from([Version::V3_12, Version::V3_13]),
        findings: vec![program, in_loop, marked, elsewhere, hostile],
        notes: vec!["one file\n::error::was not read".into()],
        unchecked: BTreeSet::new(),
        doubts: vec!["the program ran 3 threads".into()],
        totals: Totals { hot_loops: 3, hot_code: Ratio { specialized: 2, of: 3 } },
        forgiven: 2,
        mended: 1,
        sources: [("src/a b.py".to_owned(), SOURCE.to_owned()), (path, "x\n".to_owned())].into(),
    }
}

fn clean() -> Report {
    Report { findings: Vec::new(), notes: Vec::new(), forgiven: 0, ..report() }
}

fn written(report: &Report, format: Format) -> String {
    let mut out = Vec::new();
    write(report, format, PLAIN, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn parsed(report: &Report, format: Format) -> Value {
    serde_json::from_str(&written(report, format)).unwrap()
}

#[test]
fn every_format_writes_every_finding() {
    for format in Format::iter() {
        let text = written(&report(), format);
        insta::with_settings!({ prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format.to_string(), text);
        });
        for code in ["SPC101", "SPC901", "SPC002", "SPC003", "SPC004"] {
            assert!(text.contains(code), "{format} lacks {code}");
        }
        assert!(!text.contains('\x1b'), "{format}");
    }
}

#[test]
fn statistics_count_by_rule() {
    let mut out = Vec::new();
    statistics(&report(), &mut out).unwrap();
    insta::with_settings!({ prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("statistics", String::from_utf8(out).unwrap());
    });
}

#[test]
fn formats_for_reading_are_silent_where_nothing_is_found() {
    for format in [Format::Full, Format::Concise, Format::JsonLines] {
        assert_eq!(written(&clean(), format), "", "{format}");
    }
    // An incomplete check of nothing is not shown, but a note is.
    let noted = Report { notes: vec!["so".into()], ..clean() };
    assert_eq!(written(&noted, Format::Full), "note: so\n");
    assert!(
        written(&clean(), Format::Markdown).starts_with("### specialist check: nothing to fix")
    );
}

#[test]
fn colors_change_no_word() {
    for format in [Format::Full, Format::Concise] {
        let mut out = Vec::new();
        let screen = Screen { depth: Depth::Ansi16, ..PLAIN };
        write(&report(), format, screen, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("\x1b["), "{format}");
        assert_eq!(without_colors(&text), written(&report(), format));
    }
}

fn without_colors(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    first
        + &parts.map(|part| part.split_once('m').map_or(part, |(_, rest)| rest)).collect::<String>()
}

fn schema(text: &str) -> jsonschema::Validator {
    // Two patterns in SARIF's schema have an extra bracket, and none of our documents has a
    // language.
    let schema: Value = serde_json::from_str(&text.replace("{2}]?$", "{2}$")).unwrap();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

#[track_caller]
fn assert_valid(schema: &jsonschema::Validator, document: &Value) {
    let errors: Vec<_> = schema
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, [""; 0]);
}

#[test]
fn sarif_is_valid() {
    let schema = schema(include_str!("../../../../fixtures/schemas/sarif-2.1.0.json"));
    for report in [report(), clean()] {
        let document = parsed(&report, Format::Sarif);
        assert_valid(&schema, &document);
        let run = &document["runs"][0];
        assert_eq!(run["results"].as_array().unwrap().len(), report.findings.len());
        for result in run["results"].as_array().unwrap() {
            let rule =
                &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
            assert_eq!(rule["id"], result["ruleId"]);
        }
    }
    // A schema that accepts everything proves nothing.
    let mut broken = parsed(&report(), Format::Sarif);
    broken["runs"][0]["results"][1]["locations"][0]["physicalLocation"]["region"]["startLine"] =
        json!(0);
    assert!(!schema.is_valid(&broken));
}

#[test]
fn json_is_as_its_schema_says() {
    let text = include_str!("../../../../docs/check.schema.json");
    let whole = schema(text);
    let document = parsed(&report(), Format::Json);
    assert_valid(&whole, &document);
    assert_valid(&whole, &parsed(&clean(), Format::Json));
    let lines = written(&report(), Format::JsonLines);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(&lines, document["findings"].as_array().unwrap());
    // Every field in the schema is present, and no other.
    let schema: Value = serde_json::from_str(text).unwrap();
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&document), names(&schema["properties"]));
    assert_eq!(names(&lines[0]), names(&schema["$defs"]["finding"]["properties"]));
}

#[test]
fn gitlab_has_what_its_documentation_requires() {
    let all = parsed(&report(), Format::GitLab);
    let mut prints = BTreeSet::new();
    for entry in all.as_array().unwrap() {
        for field in ["description", "check_name", "fingerprint"] {
            assert!(!entry[field].as_str().unwrap().is_empty(), "{field}: {entry}");
        }
        let severities = ["info", "minor", "major", "critical", "blocker"];
        assert!(severities.contains(&entry["severity"].as_str().unwrap()));
        let location = &entry["location"];
        let path = location["path"].as_str().unwrap();
        assert!(!path.starts_with("./") && !path.is_empty(), "{path}");
        assert!(location["positions"]["begin"]["line"].as_u64().unwrap() > 0);
        assert!(prints.insert(entry["fingerprint"].to_string()), "not unique: {entry}");
    }
    assert_eq!(prints.len(), 5);
    assert_eq!(parsed(&clean(), Format::GitLab), json!([]));
}

#[test]
fn fingerprints_stay_where_lines_move() {
    let mut moved = report();
    for finding in &mut moved.findings {
        finding.place.line += 10;
        finding.message += "!";
    }
    assert_eq!(words::fingerprints(&moved), words::fingerprints(&report()));
    let twice = Report { findings: vec![moved.findings[1].clone(); 2], ..report() };
    let prints = words::fingerprints(&twice);
    assert_ne!(prints[0], prints[1]);
}

#[test]
fn junit_is_well_formed_and_counts_itself() {
    for report in [report(), clean()] {
        let text = written(&report, Format::JUnit);
        let document = roxmltree::Document::parse(&text).unwrap();
        let root = document.root_element();
        assert_eq!(root.tag_name().name(), "testsuites");
        let number =
            |node: roxmltree::Node, name| node.attribute(name).unwrap().parse::<usize>().unwrap();
        let count = |node: roxmltree::Node, tag| {
            node.descendants().filter(|it| it.has_tag_name(tag)).count()
        };
        let suites: Vec<_> = root.children().filter(roxmltree::Node::is_element).collect();
        for node in [root].into_iter().chain(suites.iter().copied()) {
            assert_eq!(number(node, "tests"), count(node, "testcase"), "{text}");
            assert_eq!(number(node, "failures"), count(node, "failure"), "{text}");
            assert_eq!(number(node, "errors"), 0);
        }
        for suite in suites {
            assert!(suite.has_tag_name("testsuite") && suite.attribute("name").is_some());
            for case in suite.children().filter(roxmltree::Node::is_element) {
                assert!(case.has_tag_name("testcase"), "{text}");
                assert!(case.attribute("name").is_some() && case.attribute("classname").is_some());
            }
        }
        assert_eq!(count(root, "failure"), report.findings.len());
    }
}

#[test]
fn github_reads_a_command_a_line() {
    let text = written(&report(), Format::GitHub);
    assert_eq!(text.lines().count(), 5 + 2, "{text}");
    for line in text.lines() {
        let (command, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
        let (name, properties) = command.split_once(' ').unwrap();
        assert!(matches!(name, "error" | "notice"), "{line}");
        for property in properties.split(',') {
            let (key, value) = property.split_once('=').unwrap();
            assert!(
                ["title", "file", "line", "endLine", "col", "endColumn"].contains(&key),
                "{line}"
            );
            assert!(!value.contains([':', '\r', '\n']), "{line}");
        }
        // A percent sign is followed by one of the four escapes.
        for escape in message.split('%').skip(1).chain(properties.split('%').skip(1)) {
            assert!(
                ["25", "0D", "0A", "3A", "2C"].iter().any(|it| escape.starts_with(it)),
                "{line}"
            );
        }
    }
    assert_eq!(written(&clean(), Format::GitHub).lines().count(), 1, "the doubt");
}

#[test]
fn every_name_is_read_back() {
    for format in Format::iter() {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    assert!("xml".parse::<Format>().unwrap_err().to_string().contains("json-lines, github"));
}
