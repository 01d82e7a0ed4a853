//! One line per file, in 80 columns at most.

use std::io;

use unicode_width::UnicodeWidthStr;

use super::Screen;
use super::paint::Paint;
use crate::summary::Summary;
use crate::visible::Visible;
use crate::words::short_path;

/// The width of a standard terminal, in columns.
pub(super) const WIDTH: usize = 80;

/// The minimum width of a path, in columns.
const NARROWEST_PATH: usize = 20;

const HEADS: [&str; 4] = ["sites", "specialized", "failing", "cold"];

/// Writes the table, the files with the most failing sites first, and their total.
pub(super) fn write(
    summary: &Summary,
    paint: Paint,
    screen: Screen,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let total = summary.total.cells();
    let widths: [usize; 4] =
        std::array::from_fn(|column| HEADS[column].len().max(total[column].len()) + 2);
    let room = screen.narrow().saturating_sub(widths.iter().sum()).max(NARROWEST_PATH);
    let paths = summary.files.iter().map(|file| Visible(&file.file.path).to_string());
    let paths: Vec<String> = paths.map(|path| short_path(&path, room)).collect();
    let room = paths.iter().map(|path| path.width()).max().unwrap_or(0).max("total".len());
    let row = |path: &str, cells: &[&str; 4]| {
        let blanks = room - path.width();
        let mut row = format!("{path}{:blanks$}", "");
        for (cell, width) in cells.iter().zip(widths) {
            push!(row, "{cell:>width$}");
        }
        row
    };
    writeln!(out, "{}", paint.faint(&row("file", &HEADS)))?;
    for (file, path) in summary.files.iter().zip(&paths) {
        let line = row(path, &file.counts.cells().each_ref().map(String::as_str));
        let failing = file.counts.failing > 0;
        writeln!(out, "{}", if failing { paint.strong(&line) } else { line })?;
    }
    if summary.files.len() > 1 {
        let line = row("total", &total.each_ref().map(String::as_str));
        writeln!(out, "{}", paint.faint(&line))?;
    }
    Ok(())
}
