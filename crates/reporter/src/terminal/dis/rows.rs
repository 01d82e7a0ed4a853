//! The lines that `dis` prints, in the two ways it has: with offsets until 3.12, with labels since.

use super::Shown;
use crate::visible::Visible;
use disassembly::{Entry, Line, Listing};

/// A line of `dis`, without our additions.
pub(super) struct Row {
    pub(super) text: String,
    /// The index of its instruction.
    pub(super) instruction: Option<usize>,
}

impl Row {
    fn other(text: impl Into<String>) -> Self {
        Self { text: text.into(), instruction: None }
    }
}

/// The text for no line.
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
        let handlers = listing.code.handlers.iter();
        rows.extend(handlers.map(|entry| Row::other(format!("  {}", listing.handler(entry)))));
    }
    rows
}

/// The widths of the columns.
struct Columns {
    line: usize,
    label: usize,
    offset: usize,
}

impl Columns {
    fn new(listing: &Listing<'_>) -> Self {
        let starts = || listing.entries.iter().filter_map(|entry| entry.starts);
        let digits = |number: usize| number.to_string().len();
        let highest = starts().filter_map(Line::number).max();
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
        let number = |line: Line| line.number().map(|number| number.to_string());
        let line = entry.starts.map(|line| number(line).unwrap_or_else(|| NO_LINE.to_owned()));
        let label = listing.label_at(instruction.offset);
        let start = self.start(&line.unwrap_or_default(), label, instruction.offset);
        self.line(start, &name, instruction.arg, argument.as_deref().unwrap_or_default())
    }

    /// Line, label and offset.
    fn start(&self, line: &str, label: Option<usize>, offset: u32) -> String {
        let Self { line: line_width, label: label_width, offset: offset_width } = *self;
        let mut text = String::new();
        if line_width > 0 {
            push!(text, "{line:>line_width$} ");
        }
        if offset_width > 0 {
            let mark = label.map_or("  ", |_| ">>");
            push!(text, "    {mark} {offset:>offset_width$}");
        } else {
            let label = label.map_or(String::new(), |label| format!("L{label}:"));
            push!(text, "{label:>label_width$}    ");
        }
        text
    }

    /// Opcode and argument. A long name takes space from the argument in versions with labels, but
    /// not in those with offsets.
    fn line(&self, mut text: String, name: &str, arg: Option<u32>, argument: &str) -> String {
        push!(text, " {:NAME_WIDTH$}", Visible(name).to_string());
        if let Some(arg) = arg {
            let excess = if self.offset > 0 { 0 } else { name.len().saturating_sub(NAME_WIDTH) };
            let width = ARGUMENT_WIDTH.saturating_sub(excess);
            push!(text, " {arg:>width$}");
            if !argument.is_empty() {
                push!(text, " ({})", Visible(argument));
            }
        }
        text.truncate(text.trim_end().len());
        text
    }
}

/// The units of an inline cache. Each field's value is shown at its first unit.
fn caches<'a>(
    listing: &Listing<'a>,
    entry: &Entry<'a>,
    shown: Shown,
    columns: &Columns,
) -> impl Iterator<Item = Row> {
    let told = listing.cache(entry, shown.adaptive).into_iter().flat_map(|field| {
        let value = field.value.map(|value| format!("{}: {value}", field.name));
        (0..field.units).map(move |unit| value.clone().filter(|_| unit == 0).unwrap_or_default())
    });
    let offsets = (1..).map(|unit| entry.instruction.offset.saturating_add(2 * unit));
    offsets.zip(told).map(|(offset, told)| {
        let start = columns.start("", None, offset);
        Row::other(columns.line(start, "CACHE", Some(0), &told))
    })
}
