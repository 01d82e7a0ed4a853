//! JUnit's XML: a suite for each file that was checked, a failed test for each finding in it.

use std::collections::BTreeMap;
use std::io;

use check::{Finding, Report};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::ElementWriter;

use super::words::{position, sentence};
use crate::visible::Visible;

const PACKAGE: &str = "specialist.check";

/// What was found in each file, `None` being the program as such.
type Suites<'a> = BTreeMap<Option<&'a str>, Vec<&'a Finding>>;

/// A file without findings has one test, which passes.
pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer = Writer::new_with_indent(&mut *out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let suites = suites(report);
    let tests: usize = suites.values().map(|of| of.len().max(1)).sum();
    let all = element(
        &mut writer,
        "testsuites",
        &[
            ("name", "specialist"),
            ("tests", &tests.to_string()),
            ("failures", &report.findings.len().to_string()),
            ("errors", "0"),
        ],
    );
    all.write_inner_content(|writer| {
        suites.iter().try_for_each(|(path, of)| write_suite(writer, *path, of))
    })?;
    writeln!(out)
}

fn suites(report: &Report) -> Suites<'_> {
    let files = report.sources.keys().map(|path| (Some(path.as_str()), Vec::new()));
    let mut suites: Suites = files.collect();
    for finding in &report.findings {
        suites.entry(finding.path.as_deref()).or_default().push(finding);
    }
    suites
}

/// An element whose attributes have no character that XML cannot hold, or that would act.
fn element<'w, W: io::Write>(
    writer: &'w mut Writer<W>,
    tag: &'w str,
    attributes: &[(&str, &str)],
) -> ElementWriter<'w, W> {
    let start = writer.create_element(tag);
    attributes
        .iter()
        .fold(start, |element, (name, value)| element.with_attribute((*name, text(value).as_str())))
}

/// Text of any source without what XML 1.0 has no way to write: its `Char` leaves out control
/// characters and two that are none, and all of these have a stand-in.
fn text(text: &str) -> String {
    Visible(text).to_string()
}

fn write_suite<W: io::Write>(
    writer: &mut Writer<W>,
    path: Option<&str>,
    findings: &[&Finding],
) -> io::Result<()> {
    let name = path.unwrap_or("the program");
    let suite = element(
        writer,
        "testsuite",
        &[
            ("name", name),
            ("package", PACKAGE),
            ("tests", &findings.len().max(1).to_string()),
            ("failures", &findings.len().to_string()),
            ("errors", "0"),
            ("disabled", "0"),
        ],
    );
    suite.write_inner_content(|writer| {
        if findings.is_empty() {
            let test = [("name", PACKAGE), ("classname", name)];
            element(writer, "testcase", &test).write_empty()?;
        }
        findings.iter().try_for_each(|finding| write_case(writer, name, finding))
    })?;
    Ok(())
}

fn write_case<W: io::Write>(
    writer: &mut Writer<W>,
    class: &str,
    finding: &Finding,
) -> io::Result<()> {
    let place = finding.place;
    let case = element(
        writer,
        "testcase",
        &[
            ("name", &format!("{PACKAGE}.{}", finding.rule.code)),
            ("classname", class),
            ("line", &place.line.to_string()),
            ("column", &place.column.to_string()),
        ],
    );
    case.write_inner_content(|writer| {
        let known = text(&format!("{}: {}", position(finding), sentence(finding)));
        let message = [("message", finding.message.as_str()), ("type", finding.rule.name)];
        let failure = element(writer, "failure", &message);
        failure.write_text_content(BytesText::new(&known))?;
        Ok(())
    })?;
    Ok(())
}
