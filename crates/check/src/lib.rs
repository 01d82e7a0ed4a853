//! What keeps the hot loops of a program from being specialized.
//!
//! [`check`] reads a recording and gives a [`Report`]: a [`Finding`] for each site in hot code that
//! fails or does not stay specialized and that a change of the program may help, and for what
//! comments in the sources ask for and do not get. [`Report::add`] joins the reports of several
//! recordings, and a [`Baseline`] forgives what was there before.
//!
//! What is a finding does not depend on time: samples and the changes of form that were seen while
//! the program ran have no say, see [`forget_timing`].
//!
//! Deliberately absent: files, command lines, and how a report looks.

mod baseline;
mod comments;
mod finding;
mod hot;
mod join;
mod locator;
mod place;
mod ratio;
mod rules;
#[cfg(test)]
mod tests;
mod timing;
mod troubled;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use recording::Recording;
use sites::{HotCode, Stability, View};

pub use baseline::{Baseline, BaselineError, SCHEMA as BASELINE_SCHEMA};
pub use finding::{Finding, Hot, Report, Totals};
pub use join::Differs;
pub use place::Place;
pub use ratio::Ratio;
pub use rules::{Rules, UnknownRule};
pub use timing::forget_timing;

use crate::locator::Locator;
use crate::troubled::Asked;

/// What is asked of a program.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Which rules count.
    pub rules: Rules,
    /// How much of each hot loop, and of all hot code together, must be specialized, in per cent;
    /// `None` where that is not asked.
    pub min_specialized: Option<u8>,
    /// A site that was executed less often, where that is known, is no finding unless a comment says
    /// that it is hot.
    pub min_executions: u64,
    /// Whether it is known that operands were looked at, even where none were seen. A recording that
    /// has operands says so itself.
    pub explained: bool,
}

/// What there is to say against a recording, of which [time is forgotten](forget_timing) first. Its
/// reasons are those it has: where there are none yet, let [`reasons::add`] find them before.
///
/// A file whose source cannot be parsed is left out, and a note says so; so is all of a recording
/// of a Python that this build does not know.
pub fn check(recording: &mut Recording, settings: &Settings) -> Report {
    forget_timing(recording);
    let mut report = Report {
        notes: recording.warnings.clone(),
        unchecked: recording.missing.sentences().into_iter().collect(),
        ..Report::default()
    };
    let Some(version) = recording.engine.version() else {
        let python = &recording.engine.python;
        report.leave_out(format!("nothing was checked: Python {python} is not known"));
        return report;
    };
    report.versions.insert(version);
    report.doubts.extend(threads(recording.outcome.threads));
    let read: Vec<_> = recording.files.par_iter().map(|file| View::new(version, file)).collect();
    let mut views = Vec::new();
    for (file, view) in recording.files.iter().zip(read) {
        match view {
            Ok(view) => views.push(view),
            Err(error) => report.leave_out(format!("{} was not checked: {error}", file.path)),
        }
    }
    let hot = HotCode::new(&views);
    let explained = sites::explained(recording);
    let asked = &Asked {
        stability: Stability::of(explained),
        min_executions: settings.min_executions,
        explained: settings.explained || explained,
        views: &views,
        hot: &hot,
    };
    for (number, view) in views.iter().enumerate() {
        let locator = &Locator::new(view);
        let mut found = troubled::findings(locator, number, asked);
        let (totals, low) = ratio::of_file(locator, number, asked, settings.min_specialized);
        report.totals.add(totals);
        found.extend(low);
        found.extend(comments::marks(locator));
        let unused = comments::ignore(locator, number, &hot, &mut found);
        found.extend(unused);
        found.extend(comments::malformed(locator));
        report.sources.insert(view.file.path.clone(), view.file.source.clone());
        report.findings.extend(found);
    }
    report.findings.extend(ratio::overall(&report.totals, settings.min_specialized));
    report.findings.retain(|finding| settings.rules.want(finding.rule.code));
    report.sort();
    report
}

impl Report {
    fn leave_out(&mut self, why: String) {
        self.unchecked.insert(why.clone());
        self.notes.push(why);
    }
}

/// What threads do in turns is another thing in each run.
fn threads(started: u32) -> Option<String> {
    let many = match started {
        0 => return None,
        1 => "a thread".to_owned(),
        many => format!("{many} threads"),
    };
    Some(format!(
        "the program started {many}: which code of them runs first may differ from run to run"
    ))
}
