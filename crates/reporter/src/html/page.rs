//! The page of one file.

use std::collections::BTreeSet;

use askama::Template;

use super::text::SourceText;
use super::{Figures, Frame, data, shown};
use crate::summary::FileSummary;
use crate::{Colour, Line, Palette, Sheet, Stretch, Tally};

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    frame: &'a Frame,
    path: String,
    figures: Figures,
    sheet: &'a Sheet<'a>,
    shades: BTreeSet<Shade>,
    data: String,
}

/// A colour as the style sheet has it. Near ones are one, so that a page needs few.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Shade {
    /// In degrees of the classic palette; the blue one is its negative.
    hue: u16,
    /// In per cent.
    lightness: u8,
}

impl Shade {
    fn of(tally: Tally) -> Option<Self> {
        let colour = Palette::Classic.colour(tally)?;
        // Hue is 0 to 1/3 and lightness 1/2 to 1.
        #[expect(clippy::cast_sign_loss)]
        let (hue, lightness) =
            ((colour.hue * 360.0).round() as u16, (colour.lightness * 100.0).round() as u8);
        Some(Self { hue, lightness })
    }

    /// Whether black does not read on it in the blue palette.
    fn is_deep_in_blue(self) -> bool {
        let hue = 1.0 - f64::from(self.hue) / 360.0;
        !Colour { hue, lightness: f64::from(self.lightness) / 100.0 }.rgb().carries_black()
    }
}

/// A stretch as the template wants it.
struct Shown<'a> {
    text: SourceText<'a>,
    covered: bool,
    shade: Option<Shade>,
    failing: bool,
}

impl<'a> Page<'a> {
    fn stretches(&self, line: &Line) -> impl Iterator<Item = Shown<'a>> {
        let sheet = self.sheet;
        sheet.of_line(line).iter().map(|stretch: &Stretch| Shown {
            text: SourceText(sheet.text(stretch)),
            covered: !stretch.tally.is_empty(),
            shade: Shade::of(stretch.tally),
            failing: stretch.tally.f > 0,
        })
    }
}

/// Renders a page.
pub(super) fn render(frame: &Frame, file: &FileSummary) -> String {
    let sheet = Sheet::new(file.file);
    let page = Page {
        frame,
        path: shown(&file.file.path),
        figures: file.counts.into(),
        shades: sheet.stretches.iter().filter_map(|stretch| Shade::of(stretch.tally)).collect(),
        // Writing into memory what has names for keys does not fail.
        data: data::of_page(file.file, &sheet, frame.samples).unwrap_or_default(),
        sheet: &sheet,
    };
    // Room for the page in most cases, so that it is not moved while it grows.
    let mut out = String::with_capacity(40_000 + 6 * sheet.source.len() + page.data.len());
    // Nor does writing a template into memory.
    let _ = page.render_into(&mut out);
    out
}
