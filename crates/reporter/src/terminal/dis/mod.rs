//! Disassembly: what `dis.dis(code, adaptive=True, show_caches=True)` of the interpreter that ran
//! the program would have printed, with the state of each instruction beside it and, on request,
//! what the evaluation stack then holds.
//!
//! It differs from `dis` where that is wrong: 3.11 marks no jump targets in quickened code, 3.13
//! shows the first unit for every field of a cache, and some fields of caches have wrong names.
//! Constants are those in the recording: without addresses, long ones shortened.

mod rows;

use std::io;

use bytecode::Version;
use disassembly::Stacks;
use recording::{Code, File, Instruction, State};
use source::Lines;
use unicode_width::UnicodeWidthStr;

use super::Screen;
use super::paint::Paint;
use crate::visible::Visible;
use crate::{Options, Tally};
use disassembly::Listing;

/// What to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct Shown {
    /// Whether to show the forms found at the end, instead of the compiled instructions.
    pub adaptive: bool,
    /// Whether to show the units of inline caches, one line each.
    pub caches: bool,
    /// Whether to show the evaluation stack after each instruction.
    pub stack: bool,
    /// Whether to show only what `dis` prints.
    pub plain: bool,
}

/// The columns before the text of `dis`: a sign and a space.
const GUTTER: usize = 2;

/// The rightmost column at which the stack starts, however long the lines are.
const WIDEST: usize = 72;

/// Writes the disassembly of some code objects of a file, each with a heading.
///
/// # Errors
/// What `out` says.
pub fn write<'a>(
    version: Version,
    file: &'a File,
    code: impl IntoIterator<Item = &'a Code>,
    shown: Shown,
    options: &Options,
    screen: Screen,
    mut out: impl io::Write,
) -> io::Result<()> {
    let paint = Paint { options: *options, depth: screen.depth };
    let lines = Lines::new(&file.source);
    for (number, code) in code.into_iter().enumerate() {
        let heading = format!(
            "Disassembly of <code object {}, file \"{}\", line {}>:",
            Visible(&code.qualname),
            Visible(&file.path),
            code.first_line
        );
        writeln!(out, "{}{}", if number > 0 { "\n" } else { "" }, paint.strong(&heading))?;
        let disassembly = Disassembly { version, code, lines: &lines, shown, paint };
        out.write_all(disassembly.text().as_bytes())?;
    }
    Ok(())
}

/// One code object, laid out.
struct Disassembly<'a> {
    version: Version,
    code: &'a Code,
    lines: &'a Lines<'a>,
    shown: Shown,
    paint: Paint,
}

impl Disassembly<'_> {
    fn text(&self) -> String {
        let listing = Listing::new(self.version, self.code);
        let rows = rows::rows(&listing, self.shown);
        let source = |span| self.lines.place(span).map(|range| &self.lines.source[range]);
        let stacks = (self.shown.stack && !self.shown.plain)
            .then(|| Stacks::new(self.version, self.code, self.shown.adaptive, source));
        let widths =
            rows.iter().filter(|row| row.instruction.is_some()).map(|row| row.text.width());
        let width = widths.max().unwrap_or_default().min(WIDEST);

        let mut text = String::new();
        for row in rows {
            let instruction = row.instruction.and_then(|at| self.code.instructions.get(at));
            let mut line = self.beside(instruction, &row.text);
            if let (Some(stacks), Some(at)) = (&stacks, row.instruction) {
                let pad = width.saturating_sub(row.text.width());
                push!(line, "{:pad$}  {}", "", self.paint.faint(&stack(stacks, at)));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// A line with its sign.
    fn beside(&self, instruction: Option<&Instruction>, line: &str) -> String {
        if self.shown.plain || line.is_empty() {
            return line.to_owned();
        }
        let Some(instruction) = instruction else { return format!("{:GUTTER$}{line}", "") };
        let style = match instruction.state {
            State::Specialized => self.paint.tally(Tally { s: 1, ..Tally::default() }),
            State::Failing => self.paint.tally(Tally { f: 1, ..Tally::default() }),
            _ => anstyle::Style::new(),
        };
        format!("{style}{}{style:#} {line}", sign(instruction.state))
    }
}

/// The sign before an instruction.
fn sign(state: State) -> char {
    match state {
        State::Specialized => '+',
        State::Failing => '!',
        State::Cold => '.',
        State::Plain => ' ',
        State::Compiled => '*',
        State::Unknown => '?',
    }
}

/// The stack after an instruction, the top last.
fn stack(stacks: &Stacks, at: usize) -> String {
    let Some(items) = stacks.after(at) else { return "│ not reached".to_owned() };
    let items: Vec<_> = items.iter().map(|item| Visible(&item.text).to_string()).collect();
    format!("│ {}", items.join(" · ")).trim_end().to_owned()
}
