//! The lines that `dis` prints, in the two ways it has: with offsets until 3.12, with labels since.

use std::fmt::Write as _;

use recording::ExceptionEntry;

use super::Shown;
use super::listing::{Entry, Line, Listing};
use crate::visible::Visible;

/// A line, without what is ours.
pub(super) struct Row {
    pub(super) text: String,
    /// The instruction it shows, by its place.
    pub(super) instruction: Option<usize>,
}

impl Row {
    fn other(text: impl Into<String>) -> Self {
        Self { text: text.into(), instruction: None }
    }
}

/// What stands for no line.
const NO_LINE: &str = "--";

const NAME_WIDTH: usize = 20;
const ARGUMENT_WIDTH: usize = 5;

/// All lines of a code object.
pub(super) fn rows(listing: &Listing<'_>, shown: Shown) -> Vec<Row> {
    let columns = Columns::new(listing);
    let mut rows = Vec::new();
    for (at, entry) in listing.entries.iter().enumerate() {
        if entry.starts.is_some() && entry.instruction.offset > 0 && columns.line > 0 {
            rows.push(Row::other(""));
        }
        let text = columns.instruction(listing, entry, shown);
        rows.push(Row { text, instruction: Some(at) });
        if shown.caches {
            rows.extend(caches(listing, entry, shown, &columns));
        }
    }
    if !listing.code.handlers.is_empty() {
        rows.push(Row::other("ExceptionTable:"));
        rows.extend(listing.code.handlers.iter().map(|entry| handler(listing, entry)));
    }
    rows
}

/// How wide they are.
struct Columns {
    line: usize,
    label: usize,
    offset: usize,
}

impl Columns {
    fn new(listing: &Listing<'_>) -> Self {
        let starts = || listing.entries.iter().filter_map(|entry| entry.starts);
        let digits = |number: usize| number.to_string().len();
        let number = |line| match line {
            Line::Number(number) => Some(number),
            Line::None => None,
        };
        let highest = starts().filter_map(number).max();
        if listing.version.labels_jump_targets() {
            let line =
                highest.filter(|line| *line > 0).map_or(0, |line| digits(line as usize).max(3));
            let none = line > 0 && starts().any(|line| line == Line::None);
            let line = if none { line.max(NO_LINE.len() + 2) } else { line };
            return Self { line, label: 4 + digits(listing.labels()), offset: 0 };
        }
        let line = highest.map_or(0, |line| digits(line as usize).max(3));
        let last = listing.code.instructions.last();
        let end = last.zip(listing.entries.last()).map_or(0, |(last, entry)| {
            let units = entry.base.map_or(0, bytecode::Opcode::cache_units);
            last.offset as usize + 2 * units
        });
        Self { line, label: 2, offset: digits(end.min(99_999_999)).max(4) }
    }

    fn instruction(&self, listing: &Listing<'_>, entry: &Entry<'_>, shown: Shown) -> String {
        let instruction = entry.instruction;
        let name = if shown.adaptive { instruction.opcode } else { instruction.base };
        let argument = listing.argument(entry);
        let line = entry.starts.map(|line| match line {
            Line::Number(number) => number.to_string(),
            Line::None => NO_LINE.to_owned(),
        });
        let label = listing.label_at(instruction.offset);
        let start = self.start(&line.unwrap_or_default(), label, instruction.offset);
        self.line(start, &name, instruction.arg, argument.as_deref().unwrap_or_default())
    }

    /// Line, label and offset.
    fn start(&self, line: &str, label: Option<usize>, offset: u32) -> String {
        let Self { line: line_width, label: label_width, offset: offset_width } = *self;
        let mut text = String::new();
        if line_width > 0 {
            let _ = write!(text, "{line:>line_width$} ");
        }
        if offset_width > 0 {
            let mark = label.map_or("  ", |_| ">>");
            let _ = write!(text, "    {mark} {offset:>offset_width$}");
        } else {
            let label = label.map_or(String::new(), |label| format!("L{label}:"));
            let _ = write!(text, "{label:>label_width$}    ");
        }
        text
    }

    /// Opcode and argument after that. A long name takes room of the argument where there are
    /// labels, and none where there are offsets.
    fn line(&self, mut text: String, name: &str, arg: Option<u32>, argument: &str) -> String {
        let _ = write!(text, " {:NAME_WIDTH$}", Visible(name).to_string());
        if let Some(arg) = arg {
            let excess = if self.offset > 0 { 0 } else { name.len().saturating_sub(NAME_WIDTH) };
            let width = ARGUMENT_WIDTH.saturating_sub(excess);
            let _ = write!(text, " {arg:>width$}");
            if !argument.is_empty() {
                let _ = write!(text, " ({})", Visible(argument));
            }
        }
        text.truncate(text.trim_end().len());
        text
    }
}

/// The units of an inline cache. Each field's value stands at its first.
fn caches(listing: &Listing<'_>, entry: &Entry<'_>, shown: Shown, columns: &Columns) -> Vec<Row> {
    let form = if shown.adaptive { entry.instruction.opcode } else { entry.instruction.base };
    let valued = form != entry.instruction.base || !listing.version.dis_values_only_forms();
    let mut offset = entry.instruction.offset;
    let mut units = entry.caches;
    let mut rows = Vec::new();
    for field in entry.base.map_or(&[][..], |base| base.cache) {
        let (own, rest) = units.split_at_checked(field.units.into()).unwrap_or_default();
        units = rest;
        for unit in 0..field.units {
            offset = offset.saturating_add(2);
            let value = own.iter().rev().fold(0_u64, |value, unit| value << 16 | u64::from(*unit));
            // What the compiler wrote has empty caches.
            let value = if shown.adaptive { value } else { 0 };
            let is_told = unit == 0 && valued && !own.is_empty();
            let argument = if is_told { format!("{}: {value}", field.name) } else { String::new() };
            let start = columns.start("", None, offset);
            rows.push(Row::other(columns.line(start, "CACHE", Some(0), &argument)));
        }
    }
    rows
}

/// A line of the exception table.
fn handler(listing: &Listing<'_>, entry: &ExceptionEntry) -> Row {
    let ExceptionEntry { start, end, target, depth, lasti } = *entry;
    let lasti = if lasti { " lasti" } else { "" };
    if listing.version.labels_jump_targets() {
        let label = |offset| listing.label_at(offset).unwrap_or_default();
        let [start, end, target] = [start, end, target].map(label);
        return Row::other(format!("  L{start} to L{end} -> L{target} [{depth}]{lasti}"));
    }
    let last = i64::from(end) - 2;
    Row::other(format!("  {start} to {last} -> {target} [{depth}]{lasti}"))
}
