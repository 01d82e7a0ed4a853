//! HTML: a page a file and an index, with one style sheet and one script beside them or, where
//! that is asked for, inside each.

mod assets;
mod data;
mod details;
mod diff;
mod file;
mod findings;
mod index;
mod legend;
mod markdown;
mod names;
mod rule;
mod sites;
mod tables;
mod text;
mod walk;
mod written;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use bytecode::Version;
use rayon::prelude::*;
use recording::Recording;

pub use self::diff::{diff_page, may_write_diff, write_diff};

use self::file::Neighbors;
use self::rule::Use;
use self::sites::Sites;
use self::written::{Written, of_path};
use crate::summary::{Counts, Summary, grouped};
use crate::visible::Visible;
use crate::{Findings, Options, Palette};

/// The name of the page that leads to all others.
pub const INDEX: &str = "index.html";

const FINDINGS: &str = "findings.html";
const RULES: &str = "rules.html";
const LEGEND: &str = "legend.html";

/// The pages that every report has, and what they are called.
const MAIN_PAGES: [(&str, &str); 4] =
    [(INDEX, "Files"), (FINDINGS, "Findings"), (RULES, "Rules"), (LEGEND, "Legend")];

/// Writes all pages into a directory, made where it does not exist, and returns the path of the
/// index. Files that others made are not replaced, unless `force` says so; where one is in the way,
/// nothing is written. What an earlier report wrote there and this one does not is removed: the file
/// `pages.sha256` lists what a report wrote. All else that is there is left alone, and so is a page
/// that somebody has changed since.
///
/// Pages are rendered and written in parallel and held no longer than that. After each,
/// `progress` is called with how many are done, of how many; calls may come from any thread.
///
/// # Errors
/// What the file system says, or why a file is not replaced, with the path it is said of.
pub fn write_dir(
    recording: &Recording,
    dir: &Path,
    options: &Options,
    force: bool,
    progress: impl Fn(usize, usize) + Sync,
) -> io::Result<PathBuf> {
    fs::create_dir_all(dir).map_err(|error| of_path(dir, &error))?;
    may_write(dir, force)?;
    let written = Written::new(dir, force);
    let report = Report::new(recording, *options);
    let pages = report.pages();
    pages.iter().try_for_each(|page| written.may(&report.page_name(*page)))?;
    if !options.single_file {
        written.write(assets::STYLE_NAME, assets::STYLE)?;
        written.write(assets::SCRIPT_NAME, assets::SCRIPT)?;
    }
    let total = pages.len();
    let done = AtomicUsize::new(0);
    pages.into_par_iter().try_for_each(|page| {
        written.write(&report.page_name(page), &report.render(page))?;
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
        Ok::<(), io::Error>(())
    })?;
    written.finish()?;
    Ok(dir.join(INDEX))
}

/// Whether the files that every report has may be written into a directory, which need not exist.
///
/// # Errors
/// Which may not, and why.
pub fn may_write(dir: &Path, force: bool) -> io::Result<()> {
    let written = Written::new(dir, force);
    let names = MAIN_PAGES.into_iter().map(|(name, _)| name);
    names
        .chain([assets::STYLE_NAME, assets::SCRIPT_NAME, written::LIST])
        .try_for_each(|name| written.may(name))
}

/// Every page, as its file name and its text, in no particular order. Each is rendered when it
/// is asked for.
pub fn pages<'a>(
    recording: &'a Recording,
    options: &Options,
) -> impl IndexedParallelIterator<Item = (String, String)> + use<'a> {
    let report = Report::new(recording, *options);
    let all = report.pages().into_par_iter();
    all.map(move |page| (report.page_name(page), report.render(page)))
}

/// All that pages are made from.
struct Report<'a> {
    recording: &'a Recording,
    findings: Findings<'a>,
    summary: Summary<'a>,
    frame: Frame,
    /// Names of the files' pages, in the order of the recording.
    names: Vec<String>,
    /// In the order of the summary.
    neighbors: Vec<Neighbors>,
    sites: Sites<'a>,
    uses: Vec<Use>,
}

/// A page of a report.
#[derive(Clone, Copy)]
enum Page {
    Index,
    Findings,
    Rules,
    Legend,
    /// Of one of the rules that apply.
    Rule(usize),
    /// Of a file, by its place in the summary.
    File(usize),
    /// The walkthrough of a file.
    Walk(usize, Version),
}

impl<'a> Report<'a> {
    fn new(recording: &'a Recording, options: Options) -> Self {
        let findings = Findings::new(recording);
        let summary = Summary::new(recording, &findings);
        let names = names::of_pages(recording.files.iter().map(|file| file.path.as_str()));
        let sites = Sites::new(recording, &findings, &names);
        Self {
            frame: Frame::new(recording, &summary, findings.samples, options),
            neighbors: neighbors(&summary, &names),
            uses: rule::uses(&sites),
            recording,
            findings,
            summary,
            names,
            sites,
        }
    }

    fn pages(&self) -> Vec<Page> {
        let main = [Page::Index, Page::Findings, Page::Rules, Page::Legend].into_iter();
        let rules = (0..self.uses.len()).map(Page::Rule);
        let all = 0..self.summary.files.len();
        let walks = self.frame.version.into_iter();
        let walks = walks.flat_map(|version| all.clone().map(move |at| Page::Walk(at, version)));
        main.chain(rules).chain(all.clone().map(Page::File)).chain(walks).collect()
    }

    /// The name of the file that one of its pages is.
    fn page_name(&self, page: Page) -> String {
        match page {
            Page::Index => INDEX.into(),
            Page::Findings => FINDINGS.into(),
            Page::Rules => RULES.into(),
            Page::Legend => LEGEND.into(),
            Page::Rule(at) => rule::page_name(self.uses[at].rule),
            Page::File(at) => self.name(self.summary.files[at].index).to_owned(),
            Page::Walk(at, _) => walk::name(self.name(self.summary.files[at].index)),
        }
    }

    /// The text of one of its pages.
    fn render(&self, page: Page) -> String {
        match page {
            Page::Index => index::render(self),
            Page::Findings => findings::render(self),
            Page::Rules => rule::render_list(self),
            Page::Legend => legend::render(&self.frame),
            Page::Rule(at) => rule::render(self, &self.uses[at]),
            Page::File(at) => {
                let (file, neighbors) = (&self.summary.files[at], &self.neighbors[at]);
                let name = self.name(file.index);
                let walk = self.frame.version.map(|_| walk::name(name));
                let walk = walk.as_deref();
                file::render(&self.frame, &self.findings, file, neighbors, walk)
            }
            Page::Walk(at, version) => {
                let file = &self.summary.files[at];
                let name = self.name(file.index);
                walk::render(&self.frame, version, file.file, &self.findings, name)
            }
        }
    }

    /// The name of a file's page.
    fn name(&self, file: usize) -> &str {
        self.names.get(file).map_or("", String::as_str)
    }
}

/// What comes before and after each file of the index.
fn neighbors(summary: &Summary, names: &[String]) -> Vec<Neighbors> {
    let name = |at: usize| Some(names.get(summary.files.get(at)?.index)?.clone());
    let all = 0..summary.files.len();
    all.map(|at| Neighbors { before: at.checked_sub(1).and_then(name), after: name(at + 1) })
        .collect()
}

/// What every page shows around its own.
#[derive(Clone)]
struct Frame {
    program: String,
    interpreter: String,
    options: Options,
    /// `None` where this build does not know it.
    version: Option<Version>,
    /// All samples that were taken.
    samples: u64,
    /// How long the program ran.
    seconds: f64,
}

impl Frame {
    fn new(recording: &Recording, summary: &Summary, samples: u64, options: Options) -> Self {
        let Summary { program, interpreter, .. } = summary;
        Self {
            program: program.clone(),
            interpreter: interpreter.clone(),
            options,
            version: recording.engine.version(),
            samples,
            seconds: recording.outcome.seconds,
        }
    }

    /// How long the program ran.
    #[expect(clippy::cast_sign_loss, reason = "casts stop at the ends of the range")]
    fn microseconds(&self) -> u64 {
        (self.seconds * 1e6) as u64
    }

    /// The palette's name on the root element.
    fn palette(&self) -> &'static str {
        match self.options.palette {
            Palette::Classic => "classic",
            Palette::Blue => "blue",
        }
    }

    /// The theme's name on the root element.
    fn theme(&self) -> &'static str {
        if self.options.dark { "dark" } else { "system" }
    }
}

/// Counts as pages show them.
struct Figures {
    counts: Counts,
}

impl Figures {
    /// The states in which sites are, in the order of the bar, with how many; the empty left out
    /// but for the three that every report speaks of.
    fn states(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let counts = self.counts;
        let always = [
            ("specialized", counts.specialized),
            ("failing", counts.failing),
            ("cold", counts.cold),
        ];
        always.into_iter().chain(self.rare())
    }

    /// Those that most reports do not have, where there are any.
    fn rare(&self) -> impl Iterator<Item = (&'static str, usize)> + use<> {
        let rare = [("compiled", self.counts.compiled), ("unknown", self.counts.unknown)];
        rare.into_iter().filter(|(_, number)| *number > 0)
    }

    fn percent(&self) -> String {
        let percent = self.counts.specialized_percent();
        percent.map_or_else(|| "–".into(), |percent| format!("{percent}%"))
    }

    fn sites(&self) -> String {
        grouped(self.counts.sites())
    }

    fn failing(&self) -> String {
        grouped(self.counts.failing)
    }

    fn cold(&self) -> String {
        grouped(self.counts.cold)
    }
}

impl From<Counts> for Figures {
    fn from(counts: Counts) -> Self {
        Self { counts }
    }
}

fn shown(text: &str) -> String {
    Visible(text).to_string()
}

#[cfg(test)]
mod tests;
