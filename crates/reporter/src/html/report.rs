//! The data from which the pages of a report are rendered.

use recording::Recording;
use sites::Ranking;

use super::frame::Frame;
use super::names;
use super::sites::Sites;
use super::uses::{Use, uses};
use crate::Options;
use crate::summary::Summary;

/// A recording, and what is computed from it once for all pages.
pub(super) struct Report<'a> {
    pub(super) recording: &'a Recording,
    pub(super) findings: Ranking<'a>,
    pub(super) summary: Summary<'a>,
    pub(super) frame: Frame,
    /// Names of the files' pages, in the order of the recording.
    pub(super) names: Vec<String>,
    /// In the order of the summary.
    pub(super) neighbors: Vec<Neighbors>,
    pub(super) sites: Sites<'a>,
    pub(super) uses: Vec<Use>,
}

/// The pages of the files before and after a file in the index.
#[derive(Clone, Debug, Default)]
pub(super) struct Neighbors {
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

impl<'a> Report<'a> {
    pub(super) fn new(recording: &'a Recording, options: Options) -> Self {
        let findings = Ranking::new(recording);
        let summary = Summary::new(recording, &findings);
        let names = names::of_files(recording.files.iter().map(|file| file.path.as_str()));
        let sites = Sites::new(recording, &findings, &names);
        Self {
            frame: Frame::new(recording, &summary, findings.samples, options),
            neighbors: neighbors(&summary, &names),
            uses: uses(&sites),
            recording,
            findings,
            summary,
            names,
            sites,
        }
    }

    /// The name of a file's page.
    pub(super) fn name(&self, file: usize) -> &str {
        self.names.get(file).map_or("", String::as_str)
    }
}

/// The files before and after each file of the index.
fn neighbors(summary: &Summary, names: &[String]) -> Vec<Neighbors> {
    let name = |at: usize| Some(names.get(summary.files.get(at)?.index)?.clone());
    let all = 0..summary.files.len();
    all.map(|at| Neighbors { before: at.checked_sub(1).and_then(name), after: name(at + 1) })
        .collect()
}
