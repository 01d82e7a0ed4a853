//! A source with line numbers, in color or with marks below.

use std::io;

use anstyle::Style;

use super::Depth;
use super::gutter::{empty_gutter, gutter, number_width};
use super::notes::Notes;
use super::paint::Paint;
use super::text::lay_out;
use crate::gutter::Gutter;
use crate::{Line, Sheet, Tally};

/// Writes a source line by line, with notes below lines that have any.
pub(super) fn write(
    sheet: &Sheet,
    gutters: &[Gutter],
    notes: &Notes,
    paint: Paint,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let width = number_width(sheet);
    let mut text = String::new();
    for (number, line) in (1..).zip(&sheet.lines) {
        text.clear();
        let mark = gutters.get(number - 1).and_then(|gutter| gutter.mark);
        gutter(number, width, mark, paint, &mut text);
        if paint.depth == Depth::None {
            marked(sheet, line, paint, &mut text);
        } else {
            colored(sheet, line, paint, &mut text);
        }
        text.push('\n');
        notes.under(number - 1, paint, &mut text);
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

fn colored(sheet: &Sheet, line: &Line, paint: Paint, text: &mut String) {
    let mut column = 0;
    let mut current = Style::new();
    for stretch in sheet.of_line(line) {
        let style = paint.tally(stretch.tally);
        if style != current {
            push!(text, "{current:#}{style}");
            current = style;
        }
        column = lay_out(sheet.text(stretch), column, text);
    }
    push!(text, "{current:#}");
}

/// The line, and below it a mark for every column that would have a color.
fn marked(sheet: &Sheet, line: &Line, paint: Paint, text: &mut String) {
    let mut marks = String::new();
    let mut column = 0;
    for stretch in sheet.of_line(line) {
        let end = lay_out(sheet.text(stretch), column, text);
        marks.extend(std::iter::repeat_n(mark(stretch.tally), end - column));
        column = end;
    }
    let marks = marks.trim_end();
    if !marks.is_empty() {
        text.push('\n');
        empty_gutter(sheet, paint, text);
        text.push_str(marks);
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
