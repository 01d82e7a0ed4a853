//! Findings with their source, like compiler errors.

use std::collections::HashMap;
use std::io;
use std::ops::Range;

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use check::{Finding, Hot, Place, Report};
use recording::Certainty;
use sites::HotBy;
use source::Lines;

use super::concise;
use super::words::{self, evidence, facts, heat};
use crate::terminal::{Depth, Screen};
use crate::visible::{StandIn, Visible, stand_in};

/// A finding and its loop are shown together if there are at most this many lines between them. For
/// longer ones, only the first line is shown.
const MOST_LINES: u32 = 100;

/// Maximum amount of source shown with a finding: generated code may be on one line.
const MOST_BYTES: usize = 10_000;

/// The lines of sources, by path.
type Sources<'a> = HashMap<&'a str, Lines<'a>>;

/// Writes each finding with its lines, underlined, and what is known about it.
pub(super) fn write(report: &Report, screen: Screen, out: &mut dyn io::Write) -> io::Result<()> {
    let renderer = match screen.depth {
        Depth::None => Renderer::plain(),
        _ => Renderer::styled(),
    };
    let renderer = renderer.term_width(screen.width.max(DEFAULT_TERM_WIDTH));
    let mut sources = Sources::new();
    for path in report.findings.iter().filter_map(|finding| finding.path.as_deref()) {
        if let Some(source) = report.sources.get(path) {
            sources.entry(path).or_insert_with(|| Lines::new(source));
        }
    }
    for finding in &report.findings {
        writeln!(out, "{}\n", renderer.render(&[group(&sources, finding)]))?;
    }
    concise::end(report, out)
}

fn group<'a>(sources: &Sources, finding: &'a Finding) -> Group<'a> {
    let level = Level::ERROR.with_name(finding.rule.code);
    let title = level.primary_title(Visible(&finding.message).to_string());
    let mut group = Group::with_title(title);
    let path = finding.path.as_deref().unwrap_or_default();
    let hot = finding.hot.as_ref();
    let place = short(finding.place);
    let nearby = hot.filter(|hot| {
        let between = hot.place.line.abs_diff(place.line);
        hot.path == path && hot.place != finding.place && between <= MOST_LINES
    });
    let around = nearby.map(|hot| (short(hot.place), loop_label(hot)));
    let places = [place].into_iter().chain(around.iter().map(|it| it.0));
    let part = sources.get(path).map(|lines| Part::of(lines, places));
    let is_shown = part.as_ref().is_some_and(|part| part.text.len() <= MOST_BYTES);
    if let Some(part) = part.as_ref().filter(|_| is_shown) {
        let main = AnnotationKind::Primary.span(part.range(place));
        let around = around
            .map(|(place, label)| AnnotationKind::Context.span(part.range(place)).label(label));
        let snippet = Snippet::source(part.text.clone()).line_start(part.first as usize);
        let snippet = snippet.path(Visible(path).to_string());
        group = group.element(snippet.annotation(main.label(facts(finding))).annotations(around));
    } else if part.is_some() {
        let origin = Origin::path(Visible(path).to_string()).line(place.line as usize);
        group = group.element(origin.char_column(place.column as usize));
        group = group.elements(facts(finding).map(|facts| Level::NOTE.message(facts)));
    }
    if let Some(hot) = hot.filter(|_| nearby.is_none() || !is_shown) {
        let text = format!("{}: {}", words::place(&hot.path, hot.place), heat(hot));
        group = group.element(Level::NOTE.message(text));
    }
    let rule = finding.rule;
    let help = match finding.help {
        Some(help) => format!("{help} (specialist explain {})", rule.code),
        None => format!("{}: specialist explain {}", rule.summary, rule.code),
    };
    group.element(Level::HELP.message(help))
}

/// The label of the loop in the source.
fn loop_label(hot: &Hot) -> String {
    match &hot.by {
        HotBy::Loop(by) => format!("hot: {}", evidence(*by)),
        HotBy::Call(by, Certainty::Measured) => {
            format!("this hot loop calls it: {}", evidence(*by))
        }
        HotBy::Call(by, Certainty::Inferred) => {
            format!("this hot loop calls it (matched by name): {}", evidence(*by))
        }
        HotBy::Mark => heat(hot),
    }
}

/// The place or, if it has very many lines, its beginning.
fn short(place: Place) -> Place {
    if place.end_line.saturating_sub(place.line) <= MOST_LINES {
        return place;
    }
    Place { end_line: place.line, end_column: u32::MAX, ..place }
}

/// Some lines of a source: to go through all of it for each finding takes too long.
struct Part {
    /// The number of the first line.
    first: u32,
    /// The text, with one stand-in for each character that would have an effect.
    text: String,
}

impl Part {
    /// Takes the lines from the first to the last of some places.
    fn of(lines: &Lines, places: impl Iterator<Item = Place> + Clone) -> Self {
        let first = places.clone().map(|place| place.line.max(1)).min().unwrap_or(1);
        let last = places.map(|place| place.end_line).max().unwrap_or(1);
        let last = last.min(u32::try_from(lines.count()).unwrap_or(u32::MAX));
        let text = (first..=last).map(|line| lines.line(line)).collect::<Vec<_>>().join("\n");
        Self { first, text: text.chars().map(shown).collect() }
    }

    /// The bytes of a place, cut to the text.
    fn range(&self, place: Place) -> Range<usize> {
        let start = self.offset(place.line, place.column);
        let end = self.offset(place.end_line, place.end_column);
        start..end.max(start)
    }

    fn offset(&self, line: u32, column: u32) -> usize {
        let mut lines = self.text.split_inclusive('\n');
        let before = line.saturating_sub(self.first) as usize;
        let before = lines.by_ref().take(before).map(str::len).sum::<usize>();
        let text = lines.next().unwrap_or_default().trim_end_matches('\n');
        let at = text.char_indices().nth(column.saturating_sub(1) as usize);
        before + at.map_or(text.len(), |(at, _)| at)
    }
}

/// The renderer lays out lines and tabs.
fn shown(c: char) -> char {
    match stand_in(c).filter(|_| c != '\n') {
        None => c,
        Some(StandIn::Picture(picture)) => picture,
        Some(StandIn::Number(_)) => char::REPLACEMENT_CHARACTER,
    }
}
