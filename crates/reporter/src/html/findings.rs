//! The page of all findings.

use std::borrow::Cow;

use askama::Template;
use rustc_hash::FxHashMap;
use sites::{Measure, Ranking, Trouble};

use super::error::Unrendered;
use super::frame::Frame;
use super::model::{self, FindingsData, Group, Path, Table};
use super::names;
use super::report::Report;
use super::sites::{Site, Sites};
use super::text::shown;
use crate::json::for_script;
use crate::summary::grouped;

/// How many findings are in the page for browsers without scripts.
const WITHOUT_SCRIPT: usize = 200;

#[derive(Template)]
#[template(path = "findings.html")]
struct FindingsPage<'a> {
    frame: &'a Frame,
    lead: String,
    notes: Vec<String>,
    sites: &'a Sites<'a>,
    groups: &'a [Group],
    files: &'a [Path<'a>],
    data: String,
}

/// Renders the page.
pub(super) fn render(report: &Report) -> Result<String, Unrendered> {
    let Report { frame, sites, names, .. } = report;
    let mut shared = Shared::default();
    let rows = sites.all.iter().map(|site| shared.row(site, sites, names)).collect();
    let (files, groups) = (Table(shared.files.all), shared.groups.all);
    let samples = match sites.measure {
        Measure::Samples { of } => of,
        Measure::Executions | Measure::Nothing => 0,
    };
    let data = FindingsData {
        samples,
        heat: heat(sites.measure),
        files: &files,
        functions: shared.functions.all,
        groups: &groups,
        sites: Table(rows),
    };
    let page = FindingsPage {
        frame,
        lead: lead(sites),
        notes: notes(&report.findings),
        sites,
        data: for_script(&data)?,
        groups: &groups,
        files: &files.0,
    };
    Ok(page.render()?)
}

/// Values that many rows share, numbered as they are met.
struct Numbered<K, V> {
    all: Vec<V>,
    numbers: FxHashMap<K, usize>,
}

impl<K, V> Default for Numbered<K, V> {
    fn default() -> Self {
        Self { all: Vec::new(), numbers: FxHashMap::default() }
    }
}

impl<K: Eq + std::hash::Hash, V> Numbered<K, V> {
    fn number(&mut self, key: K, value: impl FnOnce() -> V) -> usize {
        *self.numbers.entry(key).or_insert_with(|| {
            self.all.push(value());
            self.all.len() - 1
        })
    }
}

#[derive(Default)]
struct Shared<'a> {
    files: Numbered<usize, Path<'a>>,
    functions: Numbered<&'a str, String>,
    groups: Numbered<Cow<'a, str>, Group>,
}

impl<'a> Shared<'a> {
    fn row(&mut self, site: &'a Site<'a>, sites: &Sites, names: &'a [String]) -> model::Site<'a> {
        let finding = &site.finding;
        let file = self.files.number(finding.file, || Path {
            path: shown(finding.path),
            page: names.get(finding.file).map_or("", String::as_str),
        });
        let [before, expression, behind] = &site.excerpt;
        model::Site {
            file,
            function: self.functions.number(finding.qualname, || site.function()),
            group: self.group(site),
            unstable: finding.trouble == Trouble::Unstable,
            hot: finding.hot,
            avoidable: finding.change_may_help(),
            fragment: site.link.split_once('#').map_or("", |(_, fragment)| fragment),
            place: &site.place,
            before,
            expression,
            behind,
            message: &site.message,
            known: &site.known,
            samples: finding.samples,
            share: sites.share(site),
        }
    }

    fn group(&mut self, site: &Site<'a>) -> usize {
        let rule = site.rule();
        let name = rule.map_or_else(|| Cow::Owned(site.family()), |rule| Cow::Borrowed(rule.code));
        let number = self.groups.number(name.clone(), || Group {
            name: name.into_owned(),
            summary: rule.map(|rule| rule.summary),
            page: rule.map(|rule| names::of_rule(rule.code)),
            count: 0,
        });
        if let Some(group) = self.groups.all.get_mut(number) {
            group.count += 1;
        }
        number
    }
}

/// The numbers of findings.
fn lead(sites: &Sites) -> String {
    let unstable =
        sites.all.iter().filter(|site| site.finding.trouble == Trouble::Unstable).count();
    let failing = sites.all.len() - unstable;
    if sites.all.is_empty() {
        return "No findings: every site that tried to specialize stays specialized.".into();
    }
    let fail = if failing == 1 { "expression fails" } else { "expressions fail" };
    let stay = if unstable == 1 { "doesn't" } else { "don't" };
    format!(
        "{} {fail} to specialize, {} {stay} stay specialized",
        grouped(failing),
        grouped(unstable)
    )
}

/// The heading of the hot findings.
fn heat(measure: Measure) -> &'static str {
    match measure {
        Measure::Samples { .. } => "Hot",
        Measure::Executions => "Hot: executed most often",
        Measure::Nothing => "All",
    }
}

/// What a reader should know about the list.
fn notes(findings: &Ranking) -> Vec<String> {
    let mut notes = Vec::new();
    let unexplained = findings.all.iter().filter(|finding| finding.reason().is_none()).count();
    if unexplained > 0 {
        let hint = if findings.explained { "" } else { "; run with --explain to find them" };
        notes.push(match unexplained {
            all if all == findings.all.len() => format!("No reasons are known{hint}."),
            some => format!("The reasons for {} of these are not known{hint}.", grouped(some)),
        });
    }
    notes
}
