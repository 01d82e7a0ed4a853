//! A source with line numbers, coloured or with marks below.

use std::fmt::Write as _;
use std::io;

use anstyle::Style;

use super::Depth;
use super::paint::Paint;
use super::text::lay_out;
use crate::{Line, Sheet, Tally};

/// Writes a source line by line.
pub(super) fn write(sheet: &Sheet, paint: Paint, out: &mut impl io::Write) -> io::Result<()> {
    let width = sheet.lines.len().to_string().len().max(4);
    let mut text = String::new();
    for (number, line) in (1..).zip(&sheet.lines) {
        text.clear();
        gutter(number, width, line.failing, paint, &mut text);
        if paint.depth == Depth::None {
            marked(sheet, line, width, &mut text);
        } else {
            coloured(sheet, line, paint, &mut text);
        }
        text.push('\n');
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

/// The line's number, and a sign where a failing site begins on it.
fn gutter(number: usize, width: usize, failing: bool, paint: Paint, text: &mut String) {
    let sign = if failing { paint.alarming("!") } else { " ".into() };
    let _ =
        write!(text, "{} {sign} {} ", paint.faint(&format!("{number:width$}")), paint.faint("│"));
}

fn coloured(sheet: &Sheet, line: &Line, paint: Paint, text: &mut String) {
    let mut column = 0;
    let mut current = Style::new();
    for stretch in sheet.of_line(line) {
        let style = paint.tally(stretch.tally);
        if style != current {
            let _ = write!(text, "{current:#}{style}");
            current = style;
        }
        column = lay_out(sheet.text(stretch), column, text);
    }
    let _ = write!(text, "{current:#}");
}

/// The line, and below it a mark for every column that would have a colour.
fn marked(sheet: &Sheet, line: &Line, width: usize, text: &mut String) {
    let mut marks = String::new();
    let mut column = 0;
    for stretch in sheet.of_line(line) {
        let end = lay_out(sheet.text(stretch), column, text);
        marks.extend(std::iter::repeat_n(mark(stretch.tally), end - column));
        column = end;
    }
    let marks = marks.trim_end();
    if !marks.is_empty() {
        let _ = write!(text, "\n{:width$}   │ {marks}", "");
    }
}

fn mark(tally: Tally) -> char {
    match (tally.s > 0, tally.f > 0) {
        (true, true) => '~',
        (true, false) => '+',
        (false, true) => '!',
        (false, false) => ' ',
    }
}
