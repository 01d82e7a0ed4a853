//! JUnit's XML: a suite for each file that was checked, a failed test for each finding in it.

use std::collections::BTreeMap;
use std::io;

use check::{Finding, Report};
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite, XmlString};

use super::words::{position, sentence};
use crate::visible::Visible;

const PACKAGE: &str = "specialist.check";

/// A file without findings has one test, which passes.
pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let files = report.sources.keys().map(|path| (Some(path.as_str()), Vec::new()));
    let mut found: BTreeMap<Option<&str>, Vec<&Finding>> = files.collect();
    for finding in &report.findings {
        found.entry(finding.path.as_deref()).or_default().push(finding);
    }
    let mut all = quick_junit::Report::new("specialist");
    all.add_test_suites(found.into_iter().map(|(path, findings)| suite(path, &findings)));
    all.serialize(out).map_err(io::Error::other)
}

/// Arbitrary text without the characters that XML 1.0 can't hold: its `Char` leaves out control
/// characters and two noncharacters, and all of these have a stand-in.
fn text(text: &str) -> XmlString {
    Visible(text).to_string().into()
}

/// Of a file, or of the program as such.
fn suite(path: Option<&str>, findings: &[&Finding]) -> TestSuite {
    let name = path.unwrap_or("the program");
    let mut suite = TestSuite::new(text(name));
    suite.disabled = Some(0);
    suite.extra.insert("package".into(), PACKAGE.into());
    if findings.is_empty() {
        let mut case = TestCase::new(PACKAGE, TestCaseStatus::success());
        case.set_classname(text(name));
        suite.add_test_case(case);
    }
    suite.add_test_cases(findings.iter().map(|finding| case(name, finding)));
    suite
}

fn case(class: &str, finding: &Finding) -> TestCase {
    let mut failure = TestCaseStatus::non_success(NonSuccessKind::Failure);
    failure.set_message(text(&finding.message)).set_type(finding.rule.name);
    failure.set_description(text(&format!("{}: {}", position(finding), sentence(finding))));
    let mut case = TestCase::new(format!("{PACKAGE}.{}", finding.rule.code), failure);
    case.set_classname(text(class));
    for (name, number) in [("line", finding.place.line), ("column", finding.place.column)] {
        case.extra.insert(name.into(), number.to_string().into());
    }
    case
}
