//! What comments ask for.

use std::collections::HashSet;

use bytecode::Version;
use reasons::rule;
use reasons::rules::{SPC001, SPC002, SPC006, SPC007};
use recording::Span;
use sites::{Heat, HotCode, View};
use source::{Hot as Mark, Ignore, Target};

use crate::Place;
use crate::finding::Finding;
use crate::locator::Locator;

/// What must be specialized and did not run, or not often enough.
pub(crate) fn marks(locator: &Locator) -> Vec<Finding> {
    let view = locator.view;
    let of_mark = |mark: &Mark| {
        let heat = match mark.target {
            Target::Loop(number) if view.has_hot_loop(number) => return None,
            Target::Loop(number) => view.heats.loops.get(number)?,
            Target::Function(number) => view.heats.functions.get(number)?,
        };
        let rule = match heat {
            Heat::NeverReached => &SPC001,
            Heat::Cold => &SPC002,
            Heat::Hot { .. } | Heat::Unknown => return None,
        };
        let what = match mark.target {
            Target::Loop(_) => "loop",
            Target::Function(_) => "function",
        };
        Some(locator.at(view.outline.head(mark.target), Finding::new(rule, [("what", what)])))
    };
    view.outline.comments.hot.iter().filter_map(of_mark).collect()
}

/// Comments that were meant to say something.
pub(crate) fn malformed(locator: &Locator) -> Vec<Finding> {
    let malformed = locator.view.outline.comments.malformed.iter();
    let finding = |reason: &str| Finding::new(&SPC006, [("reason", reason)]);
    malformed.map(|comment| locator.at(comment.span, finding(&comment.reason))).collect()
}

/// Leaves out what is to be ignored, and says which comments ignored nothing although the code on
/// their line is hot and the rules they name hold for the version.
pub(crate) fn ignore(
    locator: &Locator,
    number: usize,
    hot: &HotCode,
    found: &mut Vec<Finding>,
) -> Vec<Finding> {
    let view = locator.view;
    let comments = &view.outline.comments;
    let ignores = &comments.ignores;
    if ignores.is_empty() {
        return Vec::new();
    }
    let mut used = HashSet::new();
    found.retain(|finding| {
        let Place { line, end_line, .. } = finding.place;
        let mut fitting = comments.ignoring(finding.rule.code, line, end_line).peekable();
        let keep = fitting.peek().is_none();
        used.extend(fitting.map(|ignore| ignore.line));
        keep
    });
    let hot = hot_lines(view, number, hot);
    let unused = ignores.iter().filter(|ignore| {
        !used.contains(&ignore.line)
            && hot.contains(&ignore.line)
            && applies(ignore, view.outline.version)
    });
    let finding = |line| locator.at(comment(view, line), Finding::new(&SPC007, []));
    unused.map(|ignore| finding(ignore.line)).collect()
}

/// All that it names can be found with this version.
fn applies(ignore: &Ignore, version: Version) -> bool {
    let holds = |code: &String| rule(code).is_some_and(|rule| rule.holds_for(version));
    ignore.codes.as_ref().is_none_or(|codes| codes.iter().all(holds))
}

fn hot_lines(view: &View, number: usize, hot: &HotCode) -> HashSet<u32> {
    let mut lines = HashSet::new();
    for (member, within) in view.instructions() {
        if let Some(span) = member.instruction.span
            && hot.is_hot(number, within)
        {
            lines.extend([span.line, span.end_line]);
        }
    }
    lines
}

/// Where the comment at the end of a line stands.
fn comment(view: &View, line: u32) -> Span {
    let text = view.lines().line(line);
    let start = text.rfind("specialist").and_then(|at| text.get(..at)?.rfind('#'));
    let (column, end) = (start.unwrap_or(0), text.trim_end().len());
    Span { line, column: column as u32, end_line: line, end_column: end as u32 }
}
