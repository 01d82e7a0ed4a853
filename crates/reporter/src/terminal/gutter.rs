//! What stands before each line of a source.

use super::paint::Paint;
use crate::Sheet;
use crate::gutter::Mark;

/// The width of the line numbers, in columns.
pub(super) fn number_width(sheet: &Sheet) -> usize {
    sheet.lines.len().to_string().len().max(4)
}

/// The columns before the source: a number, a sign, a bar and the spaces between.
pub(super) fn gutter_width(sheet: &Sheet) -> usize {
    number_width(sheet) + 5
}

/// The line's number, and a sign for the worst trouble that begins on it.
pub(super) fn gutter(
    number: usize,
    width: usize,
    mark: Option<Mark>,
    paint: Paint,
    text: &mut String,
) {
    let number = paint.faint(&format!("{number:width$}"));
    let sign = mark.map_or_else(|| " ".into(), |mark| paint.sign(mark));
    push!(text, "{number} {sign} {} ", paint.faint("│"));
}

/// The same for a row that belongs to the line above.
pub(super) fn empty_gutter(sheet: &Sheet, paint: Paint, text: &mut String) {
    let width = number_width(sheet);
    push!(text, "{:width$}   {} ", "", paint.faint("│"));
}
