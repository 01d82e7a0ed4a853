//! The rules that apply in a report: a page for each, and one that lists all.

use askama::Template;
use bytecode::Version;
use reasons::{RULES, Rule};

use super::error::Unrendered;
use super::frame::Frame;
use super::markdown;
use super::report::Report;
use super::sites::{Site, Sites};
use super::uses::Use;
use crate::summary::grouped;

/// How many sites are listed on the page of a rule.
const MOST: usize = 100;

#[derive(Template)]
#[template(path = "rule.html")]
struct RulePage<'a> {
    frame: &'a Frame,
    rule: &'static Rule,
    versions: &'static [Version],
    /// The version the program ran on.
    here: Option<Version>,
    body: String,
    counts: String,
    sites: &'a Sites<'a>,
    shown: Vec<&'a Site<'a>>,
    /// How many sites are not shown, if any.
    more: Option<String>,
}

/// Renders the page of a rule.
pub(super) fn render(report: &Report, used: &Use) -> Result<String, Unrendered> {
    let Report { frame, sites, .. } = report;
    let shown = used.sites.iter().take(MOST).filter_map(|index| sites.all.get(*index));
    let page = RulePage {
        frame,
        rule: used.rule,
        versions: &Version::ALL,
        here: frame.version,
        body: markdown::body(used.rule.page()),
        counts: used.counts(sites),
        sites,
        shown: shown.collect(),
        more: Some(used.sites.len().saturating_sub(MOST)).filter(|more| *more > 0).map(grouped),
    };
    Ok(page.render()?)
}

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage<'a> {
    frame: &'a Frame,
    sites: &'a Sites<'a>,
    uses: &'a [Use],
    sampled: bool,
    /// The text if no rule applies.
    none: &'static str,
    others: Vec<&'static Rule>,
}

/// Renders the list of all rules, those that apply first.
pub(super) fn render_list(report: &Report) -> Result<String, Unrendered> {
    let Report { frame, sites, uses, .. } = report;
    let applies = |rule: &Rule| uses.iter().any(|used| used.rule == rule);
    let list = RulesPage {
        frame,
        sites,
        uses,
        sampled: sites.most_samples > 0,
        none: match (sites.all.is_empty(), report.findings.explained) {
            (true, _) => "No rule applies: nothing fails to specialize.",
            (false, true) => "No reasons are known.",
            (false, false) => "No reasons are known; run with --explain to find them.",
        },
        others: RULES.iter().copied().filter(|rule| !applies(rule)).collect(),
    };
    Ok(list.render()?)
}
