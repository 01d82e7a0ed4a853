//! A summary for the page of a CI job.

use std::io;

use check::{Finding, Report};

use super::words::{facts, heat, position, total, totals};
use crate::visible::Visible;

/// A title, what was looked at, and a table of what was found.
pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let title = match report.findings.len() {
        0 => "nothing to mend".to_owned(),
        _ => total(report),
    };
    writeln!(out, "### specialist check: {title}\n\n{}", totals(report))?;
    if !report.findings.is_empty() {
        writeln!(out, "\n| where | rule | what | how it is known |\n|---|---|---|---|")?;
        report.findings.iter().try_for_each(|finding| writeln!(out, "{}", row(finding)))?;
    }
    for note in report.notes.iter().chain(&report.doubts) {
        writeln!(out, "\n> {}", escaped(note))?;
    }
    Ok(())
}

fn row(finding: &Finding) -> String {
    let function = match finding.function.as_str() {
        "" => String::new(),
        name => format!("<br>in {}", code(name)),
    };
    let place = format!("{}{function}", code(&position(finding)));
    let rule = format!("{}<br>{}", finding.rule.code, finding.rule.name);
    let what = match finding.expression.as_str() {
        "" => escaped(&finding.message),
        expression => format!("{}<br>{}", code(&short(expression)), escaped(&finding.message)),
    };
    let known: Vec<String> = facts(finding)
        .into_iter()
        .chain(finding.hot.as_ref().map(heat))
        .map(|known| escaped(&known))
        .collect();
    format!("| {place} | {rule} | {what} | {} |", known.join("<br>"))
}

/// An expression may be long; a table is narrow.
fn short(text: &str) -> String {
    crate::words::excerpt(text, 60)
}

/// Text in which nothing is markup. What stands in backquotes stays so.
fn escaped(text: &str) -> String {
    let mut parts = text.split('`');
    let mut shown = plain(parts.next().unwrap_or_default());
    let mut is_code = true;
    for part in parts {
        shown.push_str(&if is_code { code(part) } else { plain(part) });
        is_code = !is_code;
    }
    shown
}

fn plain(text: &str) -> String {
    let mut shown = String::new();
    for c in Visible(text).to_string().chars() {
        match c {
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' | '@' => {
                shown.push('\\');
                shown.push(c);
            }
            _ => shown.push(c),
        }
    }
    shown
}

/// As code, in a cell of a table: Markdown in HTML, where nothing needs to be escaped twice.
fn code(text: &str) -> String {
    let text = Visible(text).to_string();
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let marks = ['|', '*', '_', '`', '[', ']', '\\', '~', '@', '#'];
    let numbered = |c: char| format!("&#{};", u32::from(c));
    let shown = text.chars().map(|c| if marks.contains(&c) { numbered(c) } else { c.to_string() });
    format!("<code>{}</code>", shown.collect::<String>())
}
