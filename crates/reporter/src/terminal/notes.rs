//! Notes on hot sites below their lines: underlined, with a sentence.
//!
//! The crate annotate-snippets shows excerpts with its own gutter and width, and no backgrounds;
//! this writes a whole file whose colors are the point.

use std::ops::Range;

use sites::{Measure, RankedSite};
use textwrap::{Options, WordSplitter, wrap};
use unicode_width::UnicodeWidthStr;

use super::NARROWEST;
use super::gutter::{empty_gutter, gutter_width};
use super::paint::Paint;
use super::text::lay_out;
use crate::Sheet;
use crate::summary::grouped;
use crate::words::sentence;

/// Maximum number of notes per line.
const MOST_PER_LINE: usize = 5;

/// A sentence begins at its underline if that leaves this many columns.
const COMFORTABLE: usize = 48;

/// The notes on a source.
pub(super) struct Notes<'a> {
    /// The notes of each line, in order.
    lines: Vec<OfLine<'a>>,
    sheet: &'a Sheet<'a>,
    /// The width of the terminal, in columns.
    width: usize,
    measure: Measure,
}

/// The notes on a line.
struct OfLine<'a> {
    /// Counted from 0.
    line: usize,
    /// From left to right.
    shown: Vec<Note<'a>>,
    /// How many more there are.
    more: usize,
}

#[derive(Clone)]
struct Note<'a> {
    line: usize,
    /// What is underlined, in bytes of the source.
    place: Range<usize>,
    site: &'a RankedSite<'a>,
}

impl<'a> Notes<'a> {
    /// Notes on these sites, the hottest first, of a sheet's file. `width` is the terminal's.
    pub(super) fn new(
        sheet: &'a Sheet<'a>,
        sites: &[&'a RankedSite<'a>],
        measure: Measure,
        width: usize,
    ) -> Self {
        let placed = sites.iter().filter_map(|&site| {
            let place = site.place(&sheet.index)?;
            Some(Note { line: sheet.index.line_of(place.start), place, site })
        });
        let mut ranked: Vec<Note> = placed.collect();
        // A stable sort, which keeps the rank within a line.
        ranked.sort_by_key(|note| note.line);
        let lines = ranked.chunk_by(|one, other| one.line == other.line).map(|of_line| {
            let (shown, more) = of_line.split_at(of_line.len().min(MOST_PER_LINE));
            let mut shown = shown.to_vec();
            shown.sort_by_key(|note| (note.place.start, note.place.end));
            OfLine { line: of_line[0].line, shown, more: more.len() }
        });
        Self { lines: lines.collect(), sheet, width, measure }
    }

    /// Appends the rows below a line, counted from 0.
    pub(super) fn under(&self, line: usize, paint: Paint, text: &mut String) {
        let found = self.lines.binary_search_by_key(&line, |of_line| of_line.line);
        let Some(of_line) = found.ok().and_then(|at| self.lines.get(at)) else { return };
        for note in &of_line.shown {
            self.note(note, paint, text);
        }
        if of_line.more > 0 {
            let words = format!("and {} more on this line", grouped(of_line.more));
            self.row(0, &paint.faint(&words), paint, text);
        }
    }

    /// An underline, and beside it or below it a sentence.
    fn note(&self, note: &Note, paint: Paint, text: &mut String) {
        let (start, underline) = self.underline(note);
        let room = self.width.saturating_sub(gutter_width(self.sheet));
        let words = sentence(note.site, self.measure);
        let fits = start + underline.width() + 1 + words.width() <= room;
        let underline = paint.underline(note.site, &underline);
        if fits {
            let words = paint.sentence(note.site, &words);
            return self.row(start, &format!("{underline} {words}"), paint, text);
        }
        self.row(start, &underline, paint, text);
        let start = start.min(room.saturating_sub(COMFORTABLE));
        let options = Options::new(room.saturating_sub(start).max(NARROWEST))
            .word_splitter(WordSplitter::NoHyphenation);
        for line in wrap(&words, options) {
            self.row(start, &paint.sentence(note.site, &line), paint, text);
        }
    }

    /// The column where a note's underline begins, and the underline. One that continues on further
    /// lines ends with an ellipsis.
    fn underline(&self, note: &Note) -> (usize, String) {
        let source = self.sheet.source;
        let line = self.sheet.index.range(note.line).unwrap_or_default();
        let end = note.place.end.min(line.end);
        let of_line = |range: Range<usize>| source.get(range).unwrap_or_default();
        let mut unseen = String::new();
        let start = lay_out(of_line(line.start..note.place.start), 0, &mut unseen);
        let ink = of_line(note.place.start..end);
        let more = if note.place.end > line.end { "…" } else { "" };
        let ink = if more.is_empty() { ink } else { ink.trim_end() };
        let width = lay_out(ink, start, &mut unseen) - start;
        let stroke = if note.site.change_may_help() { "^" } else { "-" };
        (start, stroke.repeat(width.max(1)) + more)
    }

    fn row(&self, start: usize, shown: &str, paint: Paint, text: &mut String) {
        empty_gutter(self.sheet, paint, text);
        text.extend(std::iter::repeat_n(' ', start));
        text.push_str(shown);
        text.push('\n');
    }
}
