//! The rules that apply in a report: a page for each, and one that lists all.

use std::cmp::Reverse;

use askama::Template;
use bytecode::Version;
use reasons::{RULES, Rule};
use recording::Trouble;
use rustc_hash::FxHashMap;

use super::sites::{Site, Sites};
use super::{Frame, Report, markdown};
use crate::findings::Finding;
use crate::summary::grouped;

/// So many sites are listed on the page of a rule.
const MOST: usize = 100;

/// The rule that says why a finding is one, where it is one we know.
pub(super) fn of(finding: &Finding) -> Option<&'static Rule> {
    reasons::rule(&finding.reason()?.code)
}

/// The file name of a rule's page.
pub(super) fn page_name(rule: &Rule) -> String {
    format!("rule.{}.html", rule.code)
}

/// A rule and the sites it applies to.
pub(super) struct Use {
    pub(super) rule: &'static Rule,
    /// Their places among all, the hottest first.
    sites: Vec<usize>,
    failing: usize,
    unstable: usize,
    samples: u64,
}

/// The rules that apply, those with the most samples first, then those with the most sites.
pub(super) fn uses(sites: &Sites) -> Vec<Use> {
    let mut uses: Vec<Use> = Vec::new();
    let mut known = FxHashMap::default();
    for (index, site) in sites.all.iter().enumerate() {
        let Some(rule) = site.rule() else { continue };
        let at = *known.entry(rule.code).or_insert(uses.len());
        if at == uses.len() {
            uses.push(Use { rule, sites: Vec::new(), failing: 0, unstable: 0, samples: 0 });
        }
        let Some(of_rule) = uses.get_mut(at) else { continue };
        of_rule.sites.push(index);
        match site.finding.trouble {
            Trouble::Failing => of_rule.failing += 1,
            Trouble::Unstable => of_rule.unstable += 1,
        }
        of_rule.samples = of_rule.samples.saturating_add(site.finding.samples);
    }
    let told = sites.most_samples > 0;
    uses.sort_by_key(|of_rule| {
        let heat = if told { of_rule.samples } else { 0 };
        Reverse((heat, of_rule.sites.len()))
    });
    uses
}

impl Use {
    fn failing(&self) -> String {
        grouped(self.failing)
    }

    fn unstable(&self) -> String {
        grouped(self.unstable)
    }

    fn share(&self, sites: &Sites) -> String {
        sites.share_of(self.samples).unwrap_or_default()
    }

    /// `3 sites: 2 failing, 1 unstable; 12% of samples`
    fn counts(&self, sites: &Sites) -> String {
        let of_state = [(self.failing, "failing"), (self.unstable, "unstable")];
        let of_state = of_state.iter().filter(|(count, _)| *count > 0);
        let of_state: Vec<_> =
            of_state.map(|(count, state)| format!("{} {state}", grouped(*count))).collect();
        let noun = if self.sites.len() == 1 { "site" } else { "sites" };
        let counts = format!("{} {noun}: {}", grouped(self.sites.len()), of_state.join(", "));
        match sites.share_of(self.samples) {
            None => counts,
            Some(share) => format!("{counts}; {share} of samples"),
        }
    }
}

#[derive(Template)]
#[template(path = "rule.html")]
struct Page<'a> {
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
pub(super) fn render(report: &Report, used: &Use) -> String {
    let Report { frame, sites, .. } = report;
    let shown = used.sites.iter().take(MOST).filter_map(|index| sites.all.get(*index));
    let page = Page {
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
    // Writing a template into memory does not fail.
    page.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "rules.html")]
struct List<'a> {
    frame: &'a Frame,
    sites: &'a Sites<'a>,
    uses: &'a [Use],
    sampled: bool,
    /// What there is to say if no rule applies.
    none: &'static str,
    others: Vec<&'static Rule>,
}

/// Renders the list of all rules, those that apply first.
pub(super) fn render_list(report: &Report) -> String {
    let Report { frame, sites, uses, .. } = report;
    let applies = |rule: &Rule| uses.iter().any(|used| used.rule == rule);
    let list = List {
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
    list.render().unwrap_or_default()
}
