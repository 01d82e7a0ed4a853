//! The page that leads to all others.

use askama::Template;
use recording::{Machine, Recording, Sampling};

use super::error::Unrendered;
use super::figures::Figures;
use super::frame::Frame;
use super::report::Report;
use super::sites::{Site, Sites};
use super::tables::{FilesTable, Row, number};
use super::text::shown;
use crate::json::for_script;
use crate::summary::{Summary, grouped};
use crate::top::Top;

#[derive(Template)]
#[template(path = "index.html")]
struct Index<'a> {
    frame: &'a Frame,
    /// When the program ran, and on what.
    ran: String,
    figures: Figures,
    unstable: String,
    /// The number of all samples.
    samples: Option<String>,
    ending: Option<&'a str>,
    traceback: Option<String>,
    warnings: Vec<String>,
    facts: Vec<(&'static str, String)>,
    top: Option<Top<'a>>,
    /// The hottest sites.
    listed: Vec<&'a Site<'a>>,
    sites: &'a Sites<'a>,
    columns: &'static [(&'static str, &'static str)],
    rows: Vec<Row<'a>>,
    data: String,
}

/// Renders the index.
pub(super) fn render(report: &Report) -> Result<String, Unrendered> {
    let Report { recording, summary, frame, sites, .. } = report;
    let exception = recording.outcome.exception.as_ref();
    let table = FilesTable::new(report);
    let top = Top::new(recording, &report.findings);
    let listed = top.iter().flat_map(|top| &top.entries);
    let index = Index {
        frame,
        ran: ran(recording, summary),
        figures: summary.total.into(),
        unstable: grouped(summary.unstable),
        samples: (frame.samples > 0).then(|| number(frame.samples)),
        ending: summary.ending.as_deref(),
        traceback: exception.map(|exception| lines_shown(&exception.traceback)),
        warnings: recording.warnings.iter().map(|warning| shown(warning)).collect(),
        facts: facts(recording),
        listed: listed.filter_map(|entry| sites.of(&entry.site)).collect(),
        top,
        sites,
        columns: table.columns(),
        data: for_script(&table.data())?,
        rows: table.rows,
    };
    Ok(index.render()?)
}

/// `CPython 3.12.1 · 1 March 2026, 12:30 UTC · ran 1.25 s`
fn ran(recording: &Recording, summary: &Summary) -> String {
    let started =
        recording.started.map(|started| format!(" · {}", started.strftime("%-d %B %Y, %H:%M UTC")));
    let started = started.unwrap_or_default();
    format!("{}{started} · ran {:.2} s", summary.interpreter, recording.outcome.seconds)
}

/// The facts about the run: what ran, on what and where.
fn facts(recording: &Recording) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if !recording.engine.executable.is_empty() {
        facts.push(("Executable", shown(&recording.engine.executable)));
    }
    facts.push(("Working directory", shown(&recording.program.cwd)));
    facts.extend(recording.machine.as_ref().map(|of| ("Machine", machine(of))));
    facts.extend(recording.sampling.as_ref().map(|of| ("Samples", sampled(of))));
    facts
}

/// `Linux 6.1.0 on x86_64: 4 × Analytical Engine`
fn machine(machine: &Machine) -> String {
    let Machine { system, architecture, processor, processors } = machine;
    let number = processors.map(|number| grouped(number as usize));
    let processor = processor.as_deref().map(shown);
    let processors = match (number, processor) {
        (Some(number), Some(name)) => format!(": {number} × {name}"),
        (Some(number), None) => format!(", processors: {number}"),
        (None, Some(name)) => format!(": {name}"),
        (None, None) => String::new(),
    };
    format!("{} on {}{processors}", shown(system), shown(architecture))
}

/// `1,000 in these files, 500 elsewhere; one every 1.0 ms`
fn sampled(sampling: &Sampling) -> String {
    let Sampling { interval, inside, outside, .. } = *sampling;
    let milliseconds = interval * 1000.0;
    format!(
        "{} in these files, {} elsewhere; one every {milliseconds:.1} ms",
        number(inside),
        number(outside)
    )
}

/// A text of several lines, made harmless.
fn lines_shown(text: &str) -> String {
    text.lines().map(shown).collect::<Vec<_>>().join("\n")
}
