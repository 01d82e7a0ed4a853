//! JUnit's XML: a suite for each file that was checked, a failed test for each finding in it.

use std::io;

use check::{Finding, Report};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::words::{position, sentence};
use crate::visible::Visible;

const PACKAGE: &str = "specialist.check";

/// A file without findings has one test, which passes.
pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer = Writer::new_with_indent(&mut *out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let paths = report.sources.keys().map(|path| Some(path.as_str()));
    let suites: Vec<_> = [None].into_iter().chain(paths).map(|path| suite(report, path)).collect();
    let suites = suites.iter().filter(|(path, of)| path.is_some() || !of.is_empty());
    let failures = report.findings.len();
    let tests: usize = suites.clone().map(|(_, of)| of.len().max(1)).sum();
    writer
        .create_element("testsuites")
        .with_attribute(("name", "specialist"))
        .with_attribute(("tests", &*tests.to_string()))
        .with_attribute(("failures", &*failures.to_string()))
        .with_attribute(("errors", "0"))
        .write_inner_content(|writer| {
            suites.clone().try_for_each(|(path, of)| write_suite(writer, *path, of))
        })?;
    writeln!(out)
}

/// A file, or the program as such, and what was found there.
fn suite<'a>(report: &'a Report, path: Option<&'a str>) -> (Option<&'a str>, Vec<&'a Finding>) {
    let here = |finding: &&Finding| finding.path.as_deref() == path;
    (path, report.findings.iter().filter(here).collect())
}

fn write_suite<W: io::Write>(
    writer: &mut Writer<W>,
    path: Option<&str>,
    findings: &[&Finding],
) -> io::Result<()> {
    let name = Visible(path.unwrap_or("the program")).to_string();
    writer
        .create_element("testsuite")
        .with_attribute(("name", name.as_str()))
        .with_attribute(("package", PACKAGE))
        .with_attribute(("tests", &*findings.len().max(1).to_string()))
        .with_attribute(("failures", &*findings.len().to_string()))
        .with_attribute(("errors", "0"))
        .with_attribute(("disabled", "0"))
        .write_inner_content(|writer| {
            if findings.is_empty() {
                let test = writer.create_element("testcase").with_attribute(("name", PACKAGE));
                test.with_attribute(("classname", name.as_str())).write_empty()?;
            }
            findings.iter().try_for_each(|finding| write_case(writer, &name, finding))
        })?;
    Ok(())
}

fn write_case<W: io::Write>(
    writer: &mut Writer<W>,
    class: &str,
    finding: &Finding,
) -> io::Result<()> {
    let place = finding.place;
    writer
        .create_element("testcase")
        .with_attribute(("name", &*format!("{PACKAGE}.{}", finding.rule.code)))
        .with_attribute(("classname", class))
        .with_attribute(("line", &*place.line.to_string()))
        .with_attribute(("column", &*place.column.to_string()))
        .write_inner_content(|writer| {
            let text = format!("{}: {}", position(finding), sentence(finding));
            writer
                .create_element("failure")
                .with_attribute(("message", &*Visible(&finding.message).to_string()))
                .with_attribute(("type", finding.rule.name))
                .write_text_content(BytesText::new(&text))?;
            Ok(())
        })?;
    Ok(())
}
