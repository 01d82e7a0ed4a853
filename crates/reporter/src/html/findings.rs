//! The page of all findings.

use std::borrow::Cow;

use askama::Template;
use recording::Trouble;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::sites::{Site, Sites};
use super::{Frame, Report, rule};
use crate::findings::{Findings, Measure};
use crate::json::for_script;
use crate::summary::grouped;

/// So many findings are in the page for browsers that run no scripts.
const WITHOUT_SCRIPT: usize = 200;

#[derive(Template)]
#[template(path = "findings.html")]
struct Page<'a> {
    frame: &'a Frame,
    lead: String,
    notes: Vec<String>,
    sites: &'a Sites<'a>,
    groups: &'a [Group],
    files: &'a [(String, &'a str)],
    data: String,
}

/// What findings are listed under: a rule or, where no reason is known, a family of instructions.
#[derive(Serialize)]
struct Group {
    name: String,
    summary: Option<&'static str>,
    page: Option<String>,
    #[serde(skip)]
    count: usize,
}

/// What the page's script lists.
#[derive(Serialize)]
struct Data<'a> {
    /// All samples that were taken; 0 where they tell nothing.
    samples: u64,
    /// What hot findings have in common.
    heat: &'static str,
    /// Paths and pages of the files.
    files: &'a [(String, &'a str)],
    functions: Vec<String>,
    groups: &'a [Group],
    sites: Vec<Row<'a>>,
}

/// File, function, group, whether unstable, hot, avoidable, the fragment of the link, the place,
/// the excerpt, the message, what else is known, samples and their share.
#[derive(Serialize)]
struct Row<'a>(
    usize,
    usize,
    usize,
    bool,
    bool,
    bool,
    &'a str,
    &'a str,
    &'a [String; 3],
    &'a str,
    &'a str,
    u64,
    Option<String>,
);

/// Renders the page.
pub(super) fn render(report: &Report) -> String {
    let Report { frame, sites, names, .. } = report;
    let mut tables = Tables::default();
    let rows: Vec<Row> = sites.all.iter().map(|site| tables.row(site, sites, names)).collect();
    let Tables { files, functions, groups } = tables;
    let (files, groups) = (files.all, groups.all);
    let samples = match sites.measure {
        Measure::Samples { of } => of,
        Measure::Executions | Measure::Nothing => 0,
    };
    let heat = heat(sites.measure);
    let functions = functions.all;
    let data = Data { samples, heat, files: &files, functions, groups: &groups, sites: rows };
    let page = Page {
        frame,
        lead: lead(sites),
        notes: notes(&report.findings),
        sites,
        // Writing what has names for keys into memory does not fail, nor does writing a template.
        data: for_script(&data).unwrap_or_default(),
        groups: &groups,
        files: &files,
    };
    page.render().unwrap_or_default()
}

/// Values that many rows share, numbered as they are met.
struct Table<K, V> {
    all: Vec<V>,
    numbers: FxHashMap<K, usize>,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { all: Vec::new(), numbers: FxHashMap::default() }
    }
}

impl<K: Eq + std::hash::Hash, V> Table<K, V> {
    fn number(&mut self, key: K, value: impl FnOnce() -> V) -> usize {
        *self.numbers.entry(key).or_insert_with(|| {
            self.all.push(value());
            self.all.len() - 1
        })
    }
}

#[derive(Default)]
struct Tables<'a> {
    files: Table<usize, (String, &'a str)>,
    functions: Table<&'a str, String>,
    groups: Table<Cow<'a, str>, Group>,
}

impl<'a> Tables<'a> {
    fn row(&mut self, site: &'a Site<'a>, sites: &Sites, names: &'a [String]) -> Row<'a> {
        let finding = &site.finding;
        let file = self.files.number(finding.file, || {
            let page = names.get(finding.file).map_or("", String::as_str);
            (super::shown(finding.path), page)
        });
        let function = self.functions.number(finding.qualname, || site.function());
        let group = self.group(site);
        Row(
            file,
            function,
            group,
            finding.trouble == Trouble::Unstable,
            finding.hot,
            finding.may_be_avoidable(),
            site.link.split_once('#').map_or("", |(_, fragment)| fragment),
            &site.place,
            &site.excerpt,
            &site.message,
            &site.known,
            finding.samples,
            sites.share(site),
        )
    }

    fn group(&mut self, site: &Site<'a>) -> usize {
        let rule = site.rule();
        let name = rule.map_or_else(|| Cow::Owned(site.family()), |rule| Cow::Borrowed(rule.code));
        let number = self.groups.number(name.clone(), || Group {
            name: name.into_owned(),
            summary: rule.map(|rule| rule.summary),
            page: rule.map(rule::page_name),
            count: 0,
        });
        if let Some(group) = self.groups.all.get_mut(number) {
            group.count += 1;
        }
        number
    }
}

/// How many of what there are.
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

/// What the hot ones are.
fn heat(measure: Measure) -> &'static str {
    match measure {
        Measure::Samples { .. } => "Hot",
        Measure::Executions => "Hot: executed most often",
        Measure::Nothing => "All",
    }
}

/// What a reader should know of the list.
fn notes(findings: &Findings) -> Vec<String> {
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
