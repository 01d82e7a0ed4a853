//! Findings, as pages list them: their place, their source, and what is known.

use rayon::prelude::*;
use reasons::Rule;
use recording::{Certainty, Recording};
use sites::{Measure, RankedSite, Ranking};
use source::Lines;

use super::text::shown;
use crate::words::{excerpt, facts, percent};

/// The maximum width of an expression that is not cut, in columns.
const LONGEST: usize = 100;

/// How many characters of the line are shown before the expression, and after it.
const AROUND: usize = 48;

/// All findings of a report, the hottest first, and what their lists share.
pub(super) struct Sites<'a> {
    pub(super) all: Vec<Site<'a>>,
    /// The samples of the hottest; 0 if samples don't decide what is hot.
    pub(super) most_samples: u64,
    pub(super) measure: Measure,
}

/// A finding, as lists show it. All texts are harmless.
pub(super) struct Site<'a> {
    pub(super) finding: RankedSite<'a>,
    /// The page, and the place in it.
    pub(super) link: String,
    /// `:4:16`
    pub(super) place: String,
    /// The line of source: the text before the expression, the expression, and the text after it.
    pub(super) excerpt: [String; 3],
    /// What is wrong, in a sentence without a period.
    pub(super) message: String,
    /// What else is known, how, and whether there is a fix.
    pub(super) known: String,
}

impl<'a> Sites<'a> {
    /// Computes them; `names` are those of the files' pages.
    pub(super) fn new(recording: &'a Recording, findings: &Ranking<'a>, names: &[String]) -> Self {
        let mut has_some = vec![false; recording.files.len()];
        for finding in &findings.all {
            if let Some(has_some) = has_some.get_mut(finding.file) {
                *has_some = true;
            }
        }
        let files = recording.files.par_iter().zip(has_some);
        let lines: Vec<Option<Lines>> =
            files.map(|(file, has_some)| has_some.then(|| Lines::new(&file.source))).collect();
        let measure = findings.measure;
        let all = findings.all.par_iter().map(|finding| {
            let lines = lines.get(finding.file).and_then(Option::as_ref);
            let page = names.get(finding.file).map_or("", String::as_str);
            site(finding, lines, page)
        });
        let told = matches!(measure, Measure::Samples { .. });
        let samples = findings.all.iter().map(|finding| finding.samples);
        Self {
            all: all.collect(),
            most_samples: samples.filter(|_| told).max().unwrap_or(0),
            measure,
        }
    }
}

impl Sites<'_> {
    /// The site of a finding.
    pub(super) fn of(&self, finding: &RankedSite) -> Option<&Site<'_>> {
        self.all.iter().find(|site| std::ptr::eq(site.finding.instruction, finding.instruction))
    }

    /// A site's share of all samples, as text; `None` if samples don't decide what is hot.
    pub(super) fn share(&self, site: &Site) -> Option<String> {
        self.share_of(site.finding.samples)
    }

    /// This number of samples as a share of all, as text; `None` if samples don't decide what is
    /// hot.
    pub(super) fn share_of(&self, samples: u64) -> Option<String> {
        let Measure::Samples { of } = self.measure else { return None };
        (samples > 0).then(|| short_percent(samples, of)).flatten()
    }

    /// A site's samples in percent of the hottest's.
    pub(super) fn of_most(&self, site: &Site) -> u64 {
        (site.finding.samples.saturating_mul(100)).checked_div(self.most_samples).unwrap_or(0)
    }
}

impl Site<'_> {
    /// The rule for the reason, if it is a known one.
    pub(super) fn rule(&self) -> Option<&'static Rule> {
        reasons::rule(&self.finding.reason()?.code)
    }

    /// `point.py:4:16`
    pub(super) fn position(&self) -> String {
        shown(self.finding.path) + &self.place
    }

    /// The name of its code object.
    pub(super) fn function(&self) -> String {
        shown(self.finding.qualname)
    }

    /// The name of its instruction's family.
    pub(super) fn family(&self) -> String {
        shown(&self.finding.instruction.base)
    }
}

/// A share that fits a column: `12%`, `<0.1%`.
pub(super) fn short_percent(samples: u64, of: u64) -> Option<String> {
    percent(samples, of).map(|share| share.replace("less than ", "<"))
}

fn site<'a>(finding: &RankedSite<'a>, lines: Option<&Lines>, page: &str) -> Site<'a> {
    let located = lines.and_then(|lines| located(finding, lines));
    let (fragment, place, excerpt) = located.unwrap_or_else(|| {
        let line = finding.span.line;
        (format!("L{line}"), format!(":{line}"), Default::default())
    });
    Site {
        finding: *finding,
        link: format!("{page}#{fragment}"),
        place,
        excerpt,
        message: match finding.reason() {
            Some(reason) => shown(&reason.message),
            None => format!("{} is {}", shown(&finding.instruction.base), finding.trouble.name()),
        },
        known: known(finding),
    }
}

/// `5 failed attempts in 100 executions · inferred · no fix in your code`
fn known(finding: &RankedSite) -> String {
    // Samples are shown separately.
    let facts = Some(facts(finding, Measure::Nothing).join(", "));
    let certainty = finding.reason().map(|reason| match reason.evidence {
        Certainty::Measured => "measured".into(),
        Certainty::Inferred => "inferred".into(),
    });
    let hopeless = (!finding.change_may_help()).then(|| "no fix in your code".into());
    let parts = [facts.filter(|facts| !facts.is_empty()), certainty, hopeless];
    parts.into_iter().flatten().collect::<Vec<String>>().join(" · ")
}

/// The fragment of its link, its position in the file, and its line; `None` if the source has no
/// such place.
fn located(finding: &RankedSite, lines: &Lines) -> Option<(String, String, [String; 3])> {
    let source = lines.source;
    let (place, whole) = (finding.place(lines)?, lines.place(finding.span)?);
    let (from, from_column) = lines.position(whole.start);
    let (to, to_column) = lines.position(whole.end);
    // Columns of links are from 0.
    let fragment = format!("L{from}C{}-{to}C{}", from_column - 1, to_column - 1);
    let (line, column) = lines.position(place.start);
    let first = lines.range(line - 1)?;
    let last = lines.range(lines.line_of(place.end))?;
    let before = source.get(first.start..place.start)?.trim_start();
    let behind = source.get(place.end..last.end.max(place.end))?.trim_end();
    let code = source.get(place)?;
    let is_short = code.len() <= LONGEST && !code.contains(['\n', '\r']);
    let code = if is_short { on_one_line(code) } else { excerpt(code, LONGEST) };
    Some((fragment, format!(":{line}:{column}"), [ending(before), code, beginning(behind)]))
}

fn on_one_line(text: &str) -> String {
    shown(&text.replace(['\t', '\n', '\r'], " "))
}

fn beginning(text: &str) -> String {
    match text.char_indices().nth(AROUND) {
        Some((end, _)) => on_one_line(text.get(..end).unwrap_or_default()) + "…",
        None => on_one_line(text),
    }
}

fn ending(text: &str) -> String {
    match text.char_indices().nth_back(AROUND - 1) {
        Some((start, _)) if start > 0 => {
            format!("…{}", on_one_line(text.get(start..).unwrap_or_default()))
        }
        _ => on_one_line(text),
    }
}
