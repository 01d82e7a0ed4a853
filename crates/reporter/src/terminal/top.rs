//! The hottest sites of all files, in 80 columns.

use std::io;

use textwrap::{Options, WordSplitter, wrap};
use unicode_width::UnicodeWidthStr;

use super::paint::Paint;
use super::table::WIDTH;
use crate::top::{Entry, Top};
use crate::words::short_path;

/// A path and the place in it get no more columns than this.
const WIDEST_PLACE: usize = 40;

/// Columns before everything: a number and two blanks.
const INDENT: usize = 4;

/// Writes the list.
pub(super) fn write(top: &Top, paint: Paint, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "\n{}", paint.strong(&top.heading))?;
    for (number, entry) in (1..).zip(&top.entries) {
        writeln!(out, "{number:2}  {}", place(entry, paint))?;
        let options = Options::new(WIDTH - INDENT).word_splitter(WordSplitter::NoHyphenation);
        for line in wrap(&entry.sentence, options) {
            writeln!(out, "{:INDENT$}{line}", "")?;
        }
    }
    for line in &top.footnotes {
        writeln!(out, "{}", paint.faint(line))?;
    }
    Ok(())
}

/// `point.py:12:16  self.x * scale  failing`
fn place(entry: &Entry, paint: Paint) -> String {
    let position = entry.position();
    let path = short_path(&entry.path(), WIDEST_PLACE.saturating_sub(position.len()));
    let trouble = entry.finding.trouble.name();
    let others = INDENT + path.width() + position.len() + 2 + 2 + trouble.len();
    let mut source = entry.excerpt(WIDTH.saturating_sub(others));
    if !source.is_empty() {
        source.push_str("  ");
    }
    format!("{}  {source}{trouble}", paint.strong(&format!("{path}{position}")))
}
