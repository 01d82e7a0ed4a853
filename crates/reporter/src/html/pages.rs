//! The pages of a report, and what renders each.

use bytecode::Version;
use rayon::prelude::*;
use recording::Recording;

use super::error::{Error, Unrendered};
use super::report::Report;
use super::{file, findings, index, legend, names, rule, walk};
use crate::Options;

/// Every page, as its file name and text, in no particular order. Each is rendered when it is
/// requested.
pub fn pages<'a>(
    recording: &'a Recording,
    options: &Options,
) -> impl IndexedParallelIterator<Item = Result<(String, String), Error>> + use<'a> {
    let report = Report::new(recording, *options);
    let all = all(&report).into_par_iter();
    all.map(move |page| {
        let name = name(&report, page);
        let text = render(&report, page).map_err(Error::of_page(&name))?;
        Ok((name, text))
    })
}

/// A page, by its contents.
#[derive(Clone, Copy)]
pub(super) enum Shows {
    Index,
    Findings,
    Rules,
    Legend,
    /// One of the rules that apply.
    Rule(usize),
    /// A file, by its index in the summary.
    File(usize),
    /// A file step by step.
    Walkthrough(usize, Version),
}

/// All pages of a report.
pub(super) fn all(report: &Report) -> Vec<Shows> {
    let main = [Shows::Index, Shows::Findings, Shows::Rules, Shows::Legend].into_iter();
    let rules = (0..report.uses.len()).map(Shows::Rule);
    let files = 0..report.summary.files.len();
    let walks = report.frame.version.into_iter();
    let walks =
        walks.flat_map(|version| files.clone().map(move |at| Shows::Walkthrough(at, version)));
    main.chain(rules).chain(files.clone().map(Shows::File)).chain(walks).collect()
}

/// The name of the file that a page is.
pub(super) fn name(report: &Report, page: Shows) -> String {
    let of_file = |at: usize| report.name(report.summary.files[at].index);
    match page {
        Shows::Index => names::INDEX.into(),
        Shows::Findings => names::FINDINGS.into(),
        Shows::Rules => names::RULES.into(),
        Shows::Legend => names::LEGEND.into(),
        Shows::Rule(at) => names::of_rule(report.uses[at].rule.code),
        Shows::File(at) => of_file(at).to_owned(),
        Shows::Walkthrough(at, _) => names::of_walkthrough(of_file(at)),
    }
}

/// The text of a page.
pub(super) fn render(report: &Report, page: Shows) -> Result<String, Unrendered> {
    match page {
        Shows::Index => index::render(report),
        Shows::Findings => findings::render(report),
        Shows::Rules => rule::render_list(report),
        Shows::Legend => legend::render(&report.frame),
        Shows::Rule(at) => rule::render(report, &report.uses[at]),
        Shows::File(at) => {
            let (file, neighbors) = (&report.summary.files[at], &report.neighbors[at]);
            let walk = report.frame.version.map(|_| names::of_walkthrough(report.name(file.index)));
            file::render(&report.frame, &report.findings, file, neighbors, walk.as_deref())
        }
        Shows::Walkthrough(at, version) => {
            let file = &report.summary.files[at];
            let home = report.name(file.index);
            walk::render(&report.frame, version, file.file, &report.findings, home)
        }
    }
}
