//! The hottest sites of all files, with sentences of 80 columns at most.

use std::io;

use textwrap::{Options, WordSplitter, wrap};
use unicode_width::UnicodeWidthStr;

use super::Screen;
use super::paint::Paint;
use crate::top::{Entry, Top};
use crate::words::short_path;

/// The minimum width of a path, in columns.
const NARROWEST_PATH: usize = 16;

/// The minimum width of an expression, which is left out if there is less room.
const NARROWEST_EXCERPT: usize = 8;

/// The indentation: a number and two spaces.
const INDENT: usize = 4;

/// Writes the list.
pub(super) fn write(
    top: &Top,
    paint: Paint,
    screen: Screen,
    out: &mut impl io::Write,
) -> io::Result<()> {
    writeln!(out, "\n{}", paint.strong(&screen.fill(&top.heading)))?;
    for (number, entry) in (1..).zip(&top.entries) {
        writeln!(out, "{number:2}  {}", place(entry, paint, screen.width))?;
        let options =
            Options::new(screen.narrow() - INDENT).word_splitter(WordSplitter::NoHyphenation);
        for line in wrap(&entry.sentence, options) {
            writeln!(out, "{:INDENT$}{line}", "")?;
        }
    }
    for line in &top.footnotes {
        writeln!(out, "{}", paint.faint(&screen.fill(line)))?;
    }
    Ok(())
}

/// `point.py:12:16  self.x * scale  failing`
///
/// The place can be pasted: it is not shortened if there is room, and the expression gets the rest.
fn place(entry: &Entry, paint: Paint, width: usize) -> String {
    let position = entry.position();
    let trouble = entry.site.trouble.name();
    let room = width.saturating_sub(INDENT + position.len() + 2 + trouble.len());
    let path = short_path(&entry.path(), room.max(NARROWEST_PATH));
    let room = room.saturating_sub(path.width() + 2);
    let source = entry.excerpt(room);
    let fits = !source.is_empty()
        && source.width() <= room
        && (room >= NARROWEST_EXCERPT || !source.contains('…'));
    let source = if fits { source + "  " } else { String::new() };
    format!("{}  {source}{trouble}", paint.strong(&format!("{path}{position}")))
}
