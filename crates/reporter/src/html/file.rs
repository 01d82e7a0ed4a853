//! The page of one file.

use std::collections::BTreeSet;
use std::ops::Range;

use askama::Template;
use bytecode::Version;
use source::Outline;
use unicode_width::UnicodeWidthChar;

use super::text::SourceText;
use super::{Figures, Frame, data, shown};
use crate::emphasis::{self, Emphasis};
use crate::gutter::{self, Gutter};
use crate::summary::{FileSummary, counted};
use crate::visible::stand_in;
use crate::words::percent;
use crate::{Color, Findings, Line, Palette, Sheet, Stretch, Tally};

/// So many lines are laid out together, when they come into view.
const CHUNK: usize = 50;

/// Browsers stop somewhere beyond a thousand times as many pixels.
const MOST_COLUMNS: usize = 1_000_000;

#[derive(Template)]
#[template(path = "file.html")]
struct Page<'a> {
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
    /// The columns of the longest line, which the browser would have to lay out all lines to find.
    columns: usize,
    /// The samples of the hottest line.
    hottest: u64,
    shades: BTreeSet<Shade>,
    data: String,
}

/// The pages of the files before and after a file in the index.
#[derive(Clone, Debug, Default)]
pub(super) struct Neighbors {
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// A color as the style sheet has it. Near ones are one, so that a page needs few.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shade {
    /// In degrees of the classic palette; the blue one is its negative.
    hue: u16,
    /// In per cent.
    lightness: u8,
}

impl Shade {
    pub(super) fn of(tally: Tally) -> Option<Self> {
        let color = Palette::Classic.color(tally)?;
        // Hue is 0 to 1/3 and lightness 1/2 to 1.
        #[expect(clippy::cast_sign_loss)]
        let (hue, lightness) =
            ((color.hue * 360.0).round() as u16, (color.lightness * 100.0).round() as u8);
        Some(Self { hue, lightness })
    }

    /// What the style sheet makes the color from.
    pub(super) fn style(self) -> String {
        let ink = if self.is_deep_in_blue() { ";--ink-in-blue:#fff" } else { "" };
        format!("--h:{};--l:{}%{ink}", self.hue, self.lightness)
    }

    /// Whether black does not read on it in the blue palette.
    fn is_deep_in_blue(self) -> bool {
        let hue = 1.0 - f64::from(self.hue) / 360.0;
        !Color { hue, lightness: f64::from(self.lightness) / 100.0 }.rgb().carries_black()
    }
}

/// Lines that follow each other.
struct Chunk<'a> {
    /// How many lines come before.
    first: usize,
    lines: &'a [Line],
}

/// A stretch as the template wants it.
struct Shown<'a> {
    text: SourceText<'a>,
    covered: bool,
    shade: Option<Shade>,
    failing: bool,
}

/// What stands beside a line, as the template wants it.
struct Beside {
    heat: Option<Heat>,
    mark: Option<&'static str>,
}

struct Heat {
    /// How hot, in per cent of the hottest line of the file.
    depth: u64,
    short: String,
    words: String,
}

impl<'a> Page<'a> {
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

    /// What stands beside a line, counted from 0.
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

/// How many columns a line takes, or a little more.
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
    findings: &Findings,
    file: &FileSummary,
    neighbors: &Neighbors,
    walk: Option<&str>,
) -> String {
    let sheet = Sheet::new(file.file);
    let version = frame.version.or(Version::ALL.last().copied());
    let outline = version.and_then(|version| Outline::parse(version, &file.file.source).ok());
    let gutters = gutter::gutters(
        file.file,
        sheet.lines.len(),
        findings.of_file(file.index),
        outline.as_ref(),
    );
    let page = Page {
        frame,
        path: shown(&file.file.path),
        before: neighbors.before.as_deref(),
        after: neighbors.after.as_deref(),
        walk,
        figures: file.counts.into(),
        columns: sheet
            .index
            .ranges()
            .iter()
            .map(|line| columns(&sheet.source[line.clone()]))
            .max()
            .unwrap_or(0)
            .min(MOST_COLUMNS),
        hottest: gutters.iter().map(|gutter| gutter.samples).max().unwrap_or(0),
        gutters,
        words: outline.as_ref().map(emphasis::words).unwrap_or_default(),
        shades: sheet.stretches.iter().filter_map(|stretch| Shade::of(stretch.tally)).collect(),
        // Writing into memory what has names for keys does not fail.
        data: data::of_page(frame, file, findings, &sheet, walk).unwrap_or_default(),
        sheet: &sheet,
    };
    // Room for the page in most cases, so that it is not moved while it grows.
    let mut out = String::with_capacity(40_000 + 6 * sheet.source.len() + page.data.len());
    // Nor does writing a template into memory.
    let _ = page.render_into(&mut out);
    out
}
