//! Findings with their source, as compilers print them.

use std::io;
use std::ops::Range;

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use check::{Finding, Hot, HotBy, Place, Report};
use recording::Certainty;

use super::concise;
use super::words::{evidence, facts, heat, place};
use crate::terminal::{Depth, Screen};
use crate::visible::Visible;

/// Each finding with the lines it is about, underlined, and what is known of it.
pub(super) fn write(report: &Report, screen: Screen, out: &mut dyn io::Write) -> io::Result<()> {
    let renderer = match screen.depth {
        Depth::None => Renderer::plain(),
        _ => Renderer::styled(),
    };
    let renderer = renderer.term_width(screen.width.max(DEFAULT_TERM_WIDTH));
    for finding in &report.findings {
        writeln!(out, "{}\n", renderer.render(&[group(report, finding)]))?;
    }
    concise::end(report, out)
}

fn group<'a>(report: &'a Report, finding: &'a Finding) -> Group<'a> {
    let level = Level::ERROR.with_name(finding.rule.code);
    let title = level.primary_title(Visible(&finding.message).to_string());
    let mut group = Group::with_title(title);
    let path = finding.path.as_deref().unwrap_or_default();
    let hot = finding.hot.as_ref();
    let nearby = hot.filter(|hot| hot.path == path && hot.place != finding.place);
    if let Some(source) = report.sources.get(path) {
        let main = AnnotationKind::Primary.span(range(source, finding.place));
        let snippet = Snippet::source(source).path(Visible(path).to_string());
        let around = nearby.map(|hot| {
            AnnotationKind::Context.span(range(source, hot.place)).label(loop_label(hot))
        });
        group = group.element(snippet.annotation(main.label(facts(finding))).annotations(around));
    }
    if let Some(hot) = hot.filter(|_| nearby.is_none()) {
        let text = format!("{}: {}", place(&hot.path, hot.place), heat(hot));
        group = group.element(Level::NOTE.message(text));
    }
    let rule = finding.rule;
    let help = match finding.help {
        Some(help) => format!("{help} (specialist explain {})", rule.code),
        None => format!("{}: specialist explain {}", rule.summary, rule.code),
    };
    group.element(Level::HELP.message(help))
}

/// What is said of the loop where it is shown.
fn loop_label(hot: &Hot) -> String {
    match &hot.by {
        HotBy::Loop(by) => format!("hot: {}", evidence(*by)),
        HotBy::Call(by, Certainty::Measured) => format!("hot, calls this: {}", evidence(*by)),
        HotBy::Call(by, Certainty::Inferred) => {
            format!("hot, calls this, as its name says: {}", evidence(*by))
        }
        HotBy::Mark => heat(hot),
    }
}

/// The bytes of a place, cut to the source.
fn range(source: &str, place: Place) -> Range<usize> {
    let start = offset(source, place.line, place.column);
    let end = offset(source, place.end_line, place.end_column);
    start..end.max(start)
}

fn offset(source: &str, line: u32, column: u32) -> usize {
    let mut lines = source.split_inclusive('\n');
    let before = lines.by_ref().take(line.saturating_sub(1) as usize).map(str::len).sum::<usize>();
    let text = lines.next().unwrap_or_default().trim_end_matches('\n');
    let at = text.char_indices().nth(column.saturating_sub(1) as usize);
    before + at.map_or(text.len(), |(at, _)| at)
}
