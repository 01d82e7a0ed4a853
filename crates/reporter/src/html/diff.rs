//! The page of a difference: sources side by side, with what became of their sites.

use std::collections::BTreeSet;
use std::ops::Range;

use ::diff::{Change, Diff, End, FileDiff, Row, Site, rows};
use askama::Template;
use source::Lines;
use strum::IntoEnumIterator;

use super::error::{Error, Unrendered};
use super::frame::Frame;
use super::names;
use super::text::{SourceText, shown};
use crate::diff::words;
use crate::summary::grouped;
use crate::{Options, Palette};

/// How many unchanged lines are shown around changed ones.
const AROUND: usize = 3;

#[derive(Template)]
#[template(path = "diff.html")]
struct DiffPage<'a> {
    frame: Frame,
    title: String,
    totals: Vec<(&'static str, &'static str, String)>,
    notes: Vec<String>,
    all_same: Option<&'static str>,
    other_files: Vec<String>,
    files: Vec<File<'a>>,
}

/// A file with something to show.
struct File<'a> {
    name: String,
    apart: Option<String>,
    sites: Vec<Listed<'a>>,
    /// The sites that only one recording has, except those in trouble there.
    only: Vec<Listed<'a>>,
    hunks: Vec<Vec<Beside<'a>>>,
}

/// A site in the list above the sources.
struct Listed<'a> {
    change: Change,
    class: &'static str,
    function: &'a str,
    expression: String,
    /// The id of the line to which it links.
    line: String,
    position: String,
    became: String,
}

/// Two lines side by side.
struct Beside<'a> {
    equal: bool,
    old: Option<Line<'a>>,
    new: Option<Line<'a>>,
}

struct Line<'a> {
    number: u32,
    id: String,
    pieces: Vec<Piece<'a>>,
}

/// A piece of a line, and what became of the innermost site that contains it: its class and a
/// description.
struct Piece<'a> {
    text: SourceText<'a>,
    change: Option<(&'static str, String)>,
}

/// The page of a difference.
///
/// # Errors
/// The reason why it can't be rendered.
pub fn diff_page(diff: &Diff) -> Result<String, Error> {
    render(diff).map_err(Error::of_page(names::INDEX))
}

fn render(diff: &Diff) -> Result<String, Unrendered> {
    let count = |change| (change, diff.count(change));
    let totals = Change::iter().map(count).filter(|(_, count)| *count > 0);
    let totals =
        totals.map(|(change, count)| (change.name(), words::heading(change), grouped(count)));
    let page = DiffPage {
        frame: frame(diff),
        title: words::title(diff),
        totals: totals.chain([("same", "unchanged", grouped(diff.same()))]).collect(),
        notes: diff.notes.iter().map(|note| shown(note)).collect(),
        all_same: words::all_same(diff),
        other_files: words::other_files(diff),
        files: diff.files.iter().enumerate().filter_map(|(at, file)| File::new(at, file)).collect(),
    };
    Ok(page.render()?)
}

/// The frame and the footer of every page.
fn frame(diff: &Diff) -> Frame {
    Frame {
        program: crate::summary::program(&diff.new.program),
        interpreter: crate::summary::python(&diff.new.engine),
        options: Options { palette: Palette::Classic, dark: false, single_file: true },
        version: diff.new.engine.version(),
        samples: 0,
        seconds: 0.0,
    }
}

impl<'a> File<'a> {
    /// `None` if there is nothing to say about it.
    fn new(number: usize, file: &'a FileDiff) -> Option<Self> {
        if file.sites.is_empty() && file.old_source == file.new_source {
            return None;
        }
        let (sites, only): (Vec<&Site>, Vec<&Site>) =
            file.sites.iter().partition(|site| words::is_listed(site));
        let list = |sites: Vec<&'a Site>| -> Vec<_> {
            sites.into_iter().map(|site| Listed::new(number, site)).collect()
        };
        let old = Marked::new(&file.old_source, &file.sites, |site| site.old.as_ref());
        let new = Marked::new(&file.new_source, &file.sites, |site| site.new.as_ref());
        let beside = |row: &Row| Beside {
            equal: row.equal,
            old: row.old.and_then(|line| old.line(line, format!("f{number}-o{line}"))),
            new: row.new.and_then(|line| new.line(line, format!("f{number}-n{line}"))),
        };
        let rows = rows(&file.old_source, &file.new_source);
        let hunks = hunks(&rows, |row| {
            let marked = |side: &Marked, line: Option<u32>| {
                line.is_some_and(|line| side.begins.contains(&line))
            };
            !row.equal || marked(&old, row.old) || marked(&new, row.new)
        });
        let hunks = hunks.into_iter().filter_map(|hunk| rows.get(hunk));
        let hunks = hunks.map(|hunk| hunk.iter().map(beside).collect()).collect();
        Some(Self {
            name: words::path(file),
            apart: words::apart(file),
            sites: list(sites),
            only: list(only),
            hunks,
        })
    }
}

impl<'a> Listed<'a> {
    fn new(number: usize, site: &'a Site) -> Self {
        let line = match (&site.new, &site.old) {
            (Some(end), _) => format!("f{number}-n{}", end.span.line),
            (None, Some(end)) => format!("f{number}-o{}", end.span.line),
            (None, None) => String::new(),
        };
        Self {
            change: site.change,
            class: words::class(site),
            function: &site.function,
            expression: crate::words::excerpt(&site.expression, 80),
            line,
            position: words::position(site),
            became: words::became(site),
        }
    }
}

/// The runs of rows with something edited or marked, and some rows around them.
fn hunks(rows: &[Row], is_marked: impl Fn(&Row) -> bool) -> Vec<Range<usize>> {
    let mut hunks: Vec<Range<usize>> = Vec::new();
    for (at, _) in rows.iter().enumerate().filter(|(_, row)| is_marked(row)) {
        let (start, end) = (at.saturating_sub(AROUND), (at + AROUND + 1).min(rows.len()));
        match hunks.last_mut() {
            Some(last) if start <= last.end => last.end = end,
            _ => hunks.push(start..end),
        }
    }
    hunks
}

/// A source, and the places in it that represent sites.
struct Marked<'a> {
    lines: Lines<'a>,
    /// The largest first, so that the last one that contains a place is the innermost.
    places: Vec<(Range<usize>, &'static str, String)>,
    /// The lines on which a site begins.
    begins: BTreeSet<u32>,
}

impl<'a> Marked<'a> {
    fn new(source: &'a str, sites: &[Site], end: impl Fn(&Site) -> Option<&End>) -> Self {
        let lines = Lines::new(source);
        let mut places = Vec::new();
        let mut begins = BTreeSet::new();
        for site in sites {
            let Some(span) = end(site).map(|end| end.span) else { continue };
            let Some(place) = lines.place(span) else { continue };
            // For a whole statement, only its first line.
            let first = lines.range(lines.line_of(place.start));
            let stop = first.map_or(place.end, |line| line.end.min(place.end));
            let became = format!("{}: {}", words::heading(site.change), words::became(site));
            places.push((place.start..stop, words::class(site), became));
            begins.insert(span.line);
        }
        places.sort_by_key(|(place, ..)| std::cmp::Reverse(place.len()));
        Self { lines, places, begins }
    }

    /// A line, counted from 1, in pieces.
    fn line(&self, number: u32, id: String) -> Option<Line<'a>> {
        let index = (number as usize).checked_sub(1)?;
        let line = self.lines.range(index)?;
        let inside: Vec<_> = self
            .places
            .iter()
            .filter(|(place, ..)| place.start < line.end && line.start < place.end)
            .collect();
        let mut cuts: Vec<usize> = inside
            .iter()
            .flat_map(|(place, ..)| [place.start.max(line.start), place.end.min(line.end)])
            .chain([line.start, line.end])
            .collect();
        cuts.sort_unstable();
        cuts.dedup();
        let pieces = cuts.iter().zip(cuts.iter().skip(1)).filter_map(|(start, end)| {
            let text = self.lines.source.get(*start..*end)?;
            let innermost = inside.iter().rev().find(|(place, ..)| place.contains(start));
            Some(Piece {
                text: SourceText { text, start: *start, words: &[] },
                change: innermost.map(|(_, class, words)| (*class, words.clone())),
            })
        });
        Some(Line { number, id, pieces: pieces.collect() })
    }
}
