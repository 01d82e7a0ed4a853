//! The hottest sites of all files that a change of the program might help.

use recording::Recording;
use rustc_hash::FxHashMap;
use sites::{Measure, RankedSite, Ranking};
use source::Lines;

use crate::summary::grouped;
use crate::visible::Visible;
use crate::words::{excerpt, sentence};

/// Maximum number listed.
const MOST: usize = 10;

/// A list of the hottest sites, and what is not in it.
pub(crate) struct Top<'a> {
    /// What is listed, and in what order.
    pub(crate) heading: String,
    /// The hottest first.
    pub(crate) entries: Vec<Entry<'a>>,
    /// What is left out or not known, one line each.
    pub(crate) footnotes: Vec<String>,
}

/// A site in the list.
pub(crate) struct Entry<'a> {
    pub(crate) site: RankedSite<'a>,
    /// From 1.
    pub(crate) line: usize,
    /// In characters from 1; `None` where the source has no such place.
    column: Option<usize>,
    /// The whole expression.
    source: &'a str,
    /// What is known about it.
    pub(crate) sentence: String,
}

impl<'a> Top<'a> {
    /// The list; `None` where no site is in trouble.
    pub(crate) fn new(recording: &'a Recording, ranking: &Ranking<'a>) -> Option<Self> {
        if ranking.all.is_empty() {
            return None;
        }
        let (listed, hopeless): (Vec<&RankedSite>, Vec<&RankedSite>) =
            ranking.hot().iter().partition(|site| site.change_may_help());
        let mut sources = FxHashMap::default();
        let entries = listed.iter().take(MOST).map(|site| {
            let source = recording.files.get(site.file).map_or("", |file| &file.source);
            let lines = sources.entry(site.file).or_insert_with(|| Lines::new(source));
            entry(site, lines, ranking.measure)
        });
        Some(Self {
            heading: heading(ranking, listed.is_empty()),
            entries: entries.collect(),
            footnotes: footnotes(ranking, &listed, hopeless.len()),
        })
    }
}

impl Entry<'_> {
    /// Its file.
    pub(crate) fn path(&self) -> String {
        Visible(self.site.path).to_string()
    }

    /// Its place in the file, as `:12:16`.
    pub(crate) fn position(&self) -> String {
        let column = self.column.map(|column| format!(":{column}")).unwrap_or_default();
        format!(":{}{column}", self.line)
    }

    /// Its source on one line of at most `width` columns.
    pub(crate) fn excerpt(&self, width: usize) -> String {
        excerpt(self.source, width)
    }
}

fn entry<'a>(site: &RankedSite<'a>, lines: &Lines<'a>, measure: Measure) -> Entry<'a> {
    let sentence = sentence(site, measure);
    let site = *site;
    let (Some(place), Some(whole)) = (site.place(lines), lines.place(site.span)) else {
        return Entry { site, line: site.span.line as usize, column: None, source: "", sentence };
    };
    let (line, column) = lines.position(place.start);
    Entry {
        site,
        line,
        column: Some(column),
        source: lines.source.get(whole).unwrap_or_default(),
        sentence,
    }
}

fn heading(ranking: &Ranking, is_empty: bool) -> String {
    match ranking.measure {
        _ if ranking.hot().is_empty() => "Failing and unstable sites: no samples hit them".into(),
        _ if is_empty => "Failing and unstable sites: nothing to fix in your code".into(),
        Measure::Samples { .. } => "Hottest failing and unstable sites, by samples".into(),
        Measure::Executions if ranking.samples > 0 => {
            "Failing and unstable sites, most executed first (too few samples)".into()
        }
        Measure::Executions => "Failing and unstable sites, most executed first".into(),
        Measure::Nothing => "Failing and unstable sites".into(),
    }
}

fn footnotes(ranking: &Ranking, listed: &[&RankedSite], hopeless: usize) -> Vec<String> {
    let mut notes = Vec::new();
    let more = listed.len().saturating_sub(MOST);
    if more > 0 {
        notes.push(format!("And {} more.", grouped(more)));
    }
    if hopeless > 0 {
        notes.push(format!("{} more can't be fixed in your code.", grouped(hopeless)));
    }
    let unexplained = listed.iter().filter(|site| site.reason().is_none()).count();
    if unexplained > 0 {
        let hint = if ranking.explained { "" } else { "; run with --explain to find them" };
        notes.push(match unexplained {
            all if all == listed.len() => format!("No reasons are known{hint}."),
            some => format!("The reasons for {} of these are not known{hint}.", grouped(some)),
        });
    }
    notes
}
