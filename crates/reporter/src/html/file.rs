//! The page of one file.

use std::collections::BTreeSet;
use std::ops::Range;

use askama::Template;
use bytecode::Version;
use sites::Ranking;
use source::Outline;
use unicode_width::UnicodeWidthChar;

use super::covering;
use super::error::Unrendered;
use super::figures::Figures;
use super::frame::Frame;
use super::report::Neighbors;
use super::shade::Shade;
use super::text::{SourceText, shown};
use crate::emphasis::{self, Emphasis};
use crate::gutter::{self, Gutter};
use crate::json::for_script;
use crate::summary::{FileSummary, counted};
use crate::visible::stand_in;
use crate::words::percent;
use crate::{Line, Sheet, Stretch};

/// How many lines are laid out together, when they come into view.
const CHUNK: usize = 50;

/// The maximum number of lines: browsers fail somewhere beyond a thousand times as many pixels.
const MOST_COLUMNS: usize = 1_000_000;

#[derive(Template)]
#[template(path = "file.html")]
struct FilePage<'a> {
    frame: &'a Frame,
    path: String,
    /// The pages of the files before and after it in the index.
    before: Option<&'a str>,
    after: Option<&'a str>,
    /// The page on which its functions are stepped through.
    walk: Option<&'a str>,
    figures: Figures,
    sheet: &'a Sheet<'a>,
    words: Vec<(Range<usize>, Emphasis)>,
    gutters: Vec<Gutter>,
    /// The width of the longest line, in columns: to find it, the browser would have to lay out all
    /// lines.
    columns: usize,
    /// The samples of the hottest line.
    hottest: u64,
    shades: BTreeSet<Shade>,
    data: String,
}

/// Consecutive lines.
struct Chunk<'a> {
    /// The number of lines before.
    first: usize,
    lines: &'a [Line],
}

/// A stretch, in the form that the template needs.
struct Shown<'a> {
    text: SourceText<'a>,
    covered: bool,
    shade: Option<Shade>,
    failing: bool,
}

/// The gutter of a line, in the form that the template needs.
struct Beside {
    heat: Option<Heat>,
    mark: Option<&'static str>,
}

struct Heat {
    /// How hot it is, in percent of the hottest line of the file.
    depth: u64,
    short: String,
    words: String,
}

impl<'a> FilePage<'a> {
    fn chunks(&self) -> impl Iterator<Item = Chunk<'a>> {
        let chunks = self.sheet.lines.chunks(CHUNK);
        (0..).step_by(CHUNK).zip(chunks).map(|(first, lines)| Chunk { first, lines })
    }

    fn stretches(&self, line: &Line) -> impl Iterator<Item = Shown<'_>> {
        let sheet = self.sheet;
        sheet.of_line(line).iter().map(|stretch: &Stretch| Shown {
            text: SourceText {
                text: sheet.text(stretch),
                start: stretch.start,
                words: &self.words,
            },
            covered: !stretch.tally.is_empty(),
            shade: Shade::of(stretch.tally),
            failing: stretch.tally.f > 0,
        })
    }

    /// The gutter of a line, counted from 0.
    fn gutter(&self, line: usize) -> Option<Beside> {
        let Gutter { samples, mark } = *self.gutters.get(line)?;
        let heat = (samples > 0).then(|| {
            let share = percent(samples, self.frame.samples);
            let short = share.clone().map(|share| share.replace("less than ", "<"));
            let number = counted(samples, "sample");
            Heat {
                depth: samples.saturating_mul(100) / self.hottest.max(1),
                short: short.unwrap_or_default(),
                words: share.map_or(number.clone(), |share| format!("{number}, {share} of all")),
            }
        });
        (heat.is_some() || mark.is_some())
            .then(|| Beside { heat, mark: mark.map(gutter::Mark::name) })
    }
}

/// The width of a line in columns, or slightly more.
fn columns(line: &str) -> usize {
    line.chars().fold(0, |columns, c| match c {
        '\t' => (columns / 8 + 1) * 8,
        _ => {
            columns
                + stand_in(c).map_or(c.width().unwrap_or(0), |shown| shown.to_string().len() + 1)
        }
    })
}

/// Renders a page. `walk` is the one on which the file's functions are stepped through.
pub(super) fn render(
    frame: &Frame,
    findings: &Ranking,
    file: &FileSummary,
    neighbors: &Neighbors,
    walk: Option<&str>,
) -> Result<String, Unrendered> {
    let sheet = Sheet::new(file.file);
    let version = frame.version.or(Version::ALL.last().copied());
    let outline = version.and_then(|version| Outline::parse(version, &file.file.source).ok());
    let gutters = gutter::gutters(
        file.file,
        sheet.lines.len(),
        findings.of_file(file.index),
        outline.as_ref(),
    );
    let page = FilePage {
        frame,
        path: shown(&file.file.path),
        before: neighbors.before.as_deref(),
        after: neighbors.after.as_deref(),
        walk,
        figures: file.counts.into(),
        columns: sheet
            .index
            .ranges()
            .map(|line| columns(&sheet.source[line]))
            .max()
            .unwrap_or(0)
            .min(MOST_COLUMNS),
        hottest: gutters.iter().map(|gutter| gutter.samples).max().unwrap_or(0),
        gutters,
        words: outline.as_ref().map(emphasis::words).unwrap_or_default(),
        shades: sheet.stretches.iter().filter_map(|stretch| Shade::of(stretch.tally)).collect(),
        data: for_script(&covering::data(frame, file, findings, &sheet, walk))?,
        sheet: &sheet,
    };
    // Enough for most pages, so that the text is not moved while it grows.
    let mut out = String::with_capacity(40_000 + 6 * sheet.source.len() + page.data.len());
    page.render_into(&mut out)?;
    Ok(out)
}
