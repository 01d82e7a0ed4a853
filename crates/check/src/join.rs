//! Joins the reports of several recordings.

use std::collections::{BTreeMap, HashSet};

use crate::Place;
use crate::finding::{Finding, Report};

/// A finding that something did not happen holds only if it happened in no recording.
const ABSENCES: [&str; 3] = ["SPC001", "SPC002", "SPC007"];

/// Two recordings that have different sources for one path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path} differs between two of the recordings; record all of them again")]
pub struct Differs {
    /// The file.
    pub path: String,
}

impl Report {
    /// Adds the report of another recording. A site found in any of them is found; but a finding
    /// about code that is marked hot, or about an unneeded ignore, remains only if no recording of
    /// its file shows otherwise. Numbers are added up.
    ///
    /// # Errors
    /// If a file has another source there.
    pub fn add(&mut self, other: Self) -> Result<(), Differs> {
        for (path, source) in &other.sources {
            if self.sources.get(path).is_some_and(|known| known != source) {
                return Err(Differs { path: path.clone() });
            }
        }
        let told = [&*self, &other].map(|report| {
            let absent = report.findings.iter().filter(|it| ABSENCES.contains(&it.rule.code));
            absent.map(|it| (it.path.clone(), it.place)).collect::<HashSet<_>>()
        });
        let stays = |finding: &Finding, elsewhere: &Self, told: &HashSet<_>| {
            let path = finding.path.as_deref().unwrap_or_default();
            !ABSENCES.contains(&finding.rule.code)
                || !elsewhere.sources.contains_key(path)
                || told.contains(&(finding.path.clone(), finding.place))
        };
        let [here, there] = &told;
        let added = other.findings.iter().filter(|finding| stays(finding, self, here));
        let added: Vec<_> = added.cloned().collect();
        self.findings.retain(|finding| stays(finding, &other, there));
        self.findings.extend(added);
        self.versions.extend(other.versions);
        self.notes.extend(other.notes);
        self.unchecked.extend(other.unchecked);
        self.doubts.extend(other.doubts);
        self.sources.extend(other.sources);
        self.totals.add(other.totals);
        self.sort();
        Ok(())
    }

    /// Removes what is not found in all of several runs of one program, of which this is the first,
    /// and says in how many each was.
    pub fn agree<'a>(&mut self, others: &'a [Self]) {
        self.unchecked.extend(others.iter().flat_map(|other| other.unchecked.iter().cloned()));
        let mut found: BTreeMap<(Option<&str>, Place, &str), usize> = BTreeMap::new();
        let runs = others.len() + 1;
        for finding in [&*self].into_iter().chain(others).flat_map(|report| &report.findings) {
            *found.entry(finding.identity()).or_default() += 1;
        }
        let doubtful = found.iter().filter(|(_, times)| **times < runs);
        let doubts: Vec<String> = doubtful
            .map(|((path, place, code), times)| {
                let place = format!(":{}:{}", place.line, place.column);
                let place = path.map_or("the program".to_owned(), |path| format!("{path}{place}"));
                format!("{place}: {code} was found in {times} of {runs} runs, and does not count")
            })
            .collect();
        let identities = |report: &'a Self| report.findings.iter().map(Finding::identity);
        let others: Vec<HashSet<_>> = others.iter().map(|it| identities(it).collect()).collect();
        self.findings.retain(|it| others.iter().all(|other| other.contains(&it.identity())));
        self.doubts.extend(doubts);
    }
}

impl Finding {
    fn identity(&self) -> (Option<&str>, Place, &str) {
        (self.path.as_deref(), self.place, self.rule.code)
    }
}
