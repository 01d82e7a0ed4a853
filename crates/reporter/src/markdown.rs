//! The summary as Markdown, for a pull request or a job's page: for GitHub, and short enough for a
//! comment there.
//!
//! Text from a recording is in code spans, or every character in it that could have a meaning is
//! escaped.

use std::io;

use recording::Recording;
use sites::Ranking;

use crate::summary::{FileSummary, Summary, grouped};
use crate::top::{Entry, Top};
use crate::visible::Visible;
use crate::words::{excerpt, short_path};

/// Maximum number of files that are not collapsed.
const MOST_OPEN: usize = 10;

/// Maximum number of files listed: a comment holds 65,536 characters.
const MOST_FILES: usize = 200;

/// The width of an expression, a path or a command line, in columns.
const WIDEST: usize = 80;

/// Writes what ran and its totals, the hottest sites, and a table of the files.
///
/// # Errors
/// What `out` says.
pub fn write(recording: &Recording, mut out: impl io::Write) -> io::Result<()> {
    let ranking = Ranking::new(recording);
    let summary = Summary::new(recording, &ranking);
    let mut text = head(recording, &summary);
    if let Some(top) = Top::new(recording, &ranking) {
        sites(&top, &mut text);
    }
    if !summary.files.is_empty() {
        files(&summary, &mut text);
    }
    out.write_all(text.as_bytes())?;
    out.flush()
}

fn head(recording: &Recording, summary: &Summary) -> String {
    let program = code(&excerpt(&summary.program, WIDEST));
    let mut text = format!("## {program} on {}\n", escaped(&summary.interpreter));
    if let Some(ending) = &summary.ending {
        push!(text, "\n{}\n", escaped(ending));
    }
    for warning in &recording.warnings {
        push!(text, "\n> warning: {}\n", prose(warning));
    }
    if summary.files.is_empty() {
        text + "\nNo source was recorded.\n"
    } else {
        text + &format!("\n{}\n", summary.total.in_words())
    }
}

fn sites(top: &Top, text: &mut String) {
    push!(text, "\n### {}\n\n", top.heading);
    for (number, entry) in (1..).zip(&top.entries) {
        push!(text, "{number}. {}<br>\n", place(entry));
        push!(text, "{:1$}{2}\n", "", number.to_string().len() + 2, prose(&entry.sentence));
    }
    for note in &top.footnotes {
        push!(text, "\n{note}\n");
    }
}

/// ``**`point.py:12:16`** `self.x * scale` failing``
fn place(entry: &Entry) -> String {
    let place = code(&(short_path(&entry.path(), WIDEST) + &entry.position()));
    let source = entry.excerpt(WIDEST);
    let source = if source.is_empty() { String::new() } else { code(&source) + " " };
    format!("**{place}** {source}{}", entry.site.trouble.name())
}

fn files(summary: &Summary, text: &mut String) {
    let is_folded = summary.files.len() > MOST_OPEN;
    let number = grouped(summary.files.len());
    if is_folded {
        push!(text, "\n<details><summary>{number} files</summary>\n\n");
    } else {
        text.push_str("\n### Files\n\n");
    }
    text.push_str("| file | sites | specialized | failing | cold |\n|---|--:|--:|--:|--:|\n");
    for FileSummary { file, counts, .. } in summary.files.iter().take(MOST_FILES) {
        let path = code(&short_path(&Visible(&file.path).to_string(), WIDEST));
        push!(text, "| {path} | {} |\n", counts.cells().join(" | "));
    }
    push!(text, "| total | {} |\n", summary.total.cells().join(" | "));
    let more = summary.files.len().saturating_sub(MOST_FILES);
    if more > 0 {
        push!(text, "\nAnd {} more files.\n", grouped(more));
    }
    if is_folded {
        text.push_str("\n</details>\n");
    }
}

/// Text with code between backticks, as in rules; on one line, anywhere but at its beginning.
pub(crate) fn prose(words: &str) -> String {
    let words = Visible(words).to_string();
    let mut shown = String::new();
    let mut rest = words.as_str();
    while let Some((before, (quoted, after))) =
        rest.split_once('`').and_then(|(before, after)| Some((before, after.split_once('`')?)))
    {
        push!(shown, "{}{}", escaped(before), code(quoted));
        rest = after;
    }
    shown + &escaped(rest)
}

/// Text as code on one line, anywhere.
pub(crate) fn code(text: &str) -> String {
    let text = Visible(text).to_string();
    let padded = text.starts_with(' ') && text.ends_with(' ');
    if padded || text.is_empty() || text.contains(['`', '|']) {
        // A code span loses spaces on both sides and ends at a backtick; a table's cell ends at a
        // bar.
        format!("<code>{}</code>", escaped(&text))
    } else {
        format!("`{text}`")
    }
}

/// An empty comment between texts that must not be read as one.
const APART: &str = "<!-- -->";

fn ends_with_www(text: &str) -> bool {
    let start = text.len().checked_sub("www".len());
    start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

/// One line of plain text, anywhere but at a line's beginning.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 16);
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '$' => {
                shown.extend(['\\', c]);
            }
            // Tables are split into cells before anything else is parsed.
            '|' => shown.push_str("&#124;"),
            // A mention notifies its user, an issue shows where it was mentioned, and URLs become
            // links; all of these are found in the final text.
            '@' | '#' => shown.extend([&c.to_string(), APART]),
            ':' if rest.as_str().starts_with("//") => shown.extend([":", APART]),
            '.' if ends_with_www(&shown) => shown.extend([APART, "."]),
            _ => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests;
