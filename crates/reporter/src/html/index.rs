//! The page that leads to all others.

use askama::Template;
use recording::Recording;

use super::{Figures, Frame, shown};
use crate::summary::{Summary, grouped};
use crate::top::{Entry, Top};

#[derive(Template)]
#[template(path = "index.html")]
struct Index<'a> {
    frame: &'a Frame,
    figures: Figures,
    ending: Option<&'a str>,
    traceback: Option<String>,
    warnings: Vec<String>,
    facts: Vec<(&'static str, String)>,
    top: Option<Top<'a>>,
    names: &'a [String],
    rows: Vec<Row<'a>>,
}

impl Index<'_> {
    /// The name of a site's page.
    fn page(&self, entry: &Entry) -> &str {
        self.names.get(entry.finding.file).map_or("", String::as_str)
    }
}

/// A file's line in the table.
struct Row<'a> {
    page: &'a str,
    path: String,
    figures: Figures,
}

impl Row<'_> {
    fn failing(&self) -> String {
        grouped(self.figures.counts.failing)
    }

    fn cold(&self) -> String {
        grouped(self.figures.counts.cold)
    }
}

/// Renders the index.
pub(super) fn render(
    recording: &Recording,
    summary: &Summary,
    names: &[String],
    frame: &Frame,
    top: Option<Top>,
) -> String {
    let rows = summary.files.iter().map(|file| Row {
        page: names.get(file.index).map_or("", String::as_str),
        path: shown(&file.file.path),
        figures: file.counts.into(),
    });
    let exception = recording.outcome.exception.as_ref();
    let index = Index {
        frame,
        figures: summary.total.into(),
        ending: summary.ending.as_deref(),
        traceback: exception.map(|exception| lines_shown(&exception.traceback)),
        warnings: recording.warnings.iter().map(|warning| shown(warning)).collect(),
        facts: facts(recording, summary),
        top,
        names,
        rows: rows.collect(),
    };
    // Writing a template into memory does not fail.
    index.render().unwrap_or_default()
}

/// What ran, on what, where and how long.
fn facts(recording: &Recording, summary: &Summary) -> Vec<(&'static str, String)> {
    let mut facts = vec![("Interpreter", summary.interpreter.clone())];
    if !recording.engine.executable.is_empty() {
        facts.push(("Executable", shown(&recording.engine.executable)));
    }
    facts.push(("Started in", shown(&recording.program.cwd)));
    facts.push(("Ran for", format!("{:.2} s", recording.outcome.seconds)));
    facts
}

/// A text of several lines, harmless.
fn lines_shown(text: &str) -> String {
    text.lines().map(shown).collect::<Vec<_>>().join("\n")
}
