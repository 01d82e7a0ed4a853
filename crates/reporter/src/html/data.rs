//! The instructions under a page's source, as JSON that the page's script looks things up in.

use std::borrow::Cow;
use std::io;

use recording::{Code, Evidence, File, Instruction, OpcodeName, State};
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter};

use crate::Sheet;
use crate::details::{self, Row};
use crate::evidence;
use crate::visible::{Visible, stand_in};

/// All instructions that cover some of the page's stretches.
#[derive(Serialize)]
struct Data<'a> {
    /// The different instructions of the page; a program repeats itself much.
    kinds: Vec<Kind<'a>>,
    /// Each code object: its qualified name, its first line and, for each instruction, the first
    /// stretch it covers, how many it covers and its kind, one after the other.
    code: Vec<(Cow<'a, str>, i32, Vec<usize>)>,
}

/// What the panel says of an instruction: base, form, argument, state, the form of the instruction
/// that executes it, what else is known, and the rows below.
#[derive(Serialize)]
struct Kind<'a>(
    OpcodeName,
    OpcodeName,
    Option<Cow<'a, str>>,
    &'static str,
    Option<OpcodeName>,
    Option<String>,
    Vec<Row>,
);

/// What makes two instructions of a kind.
type Key<'a> =
    (OpcodeName, OpcodeName, Option<&'a str>, State, Option<OpcodeName>, Option<&'a Evidence>);

/// The JSON, harmless inside a `<script>` element.
///
/// `samples` are all that were taken. Stretches are counted in the order of the page, those no instruction covers left out.
pub(super) fn of_page(file: &File, sheet: &Sheet, samples: u64) -> serde_json::Result<String> {
    let ordinals = ordinals(sheet);
    let mut kinds = Kinds { samples, ..Kinds::default() };
    let mut code = Vec::with_capacity(file.code.len());
    for object in &file.code {
        let mut numbers = Vec::with_capacity(3 * object.instructions.len());
        for instruction in &object.instructions {
            let Some((first, count)) = covered(instruction, sheet, &ordinals) else { continue };
            numbers.extend([first, count, kinds.number(instruction, object)]);
        }
        if !numbers.is_empty() {
            code.push((shown(&object.qualname), object.first_line, numbers));
        }
    }
    let mut out = Vec::with_capacity(1024);
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, ForScript);
    Data { kinds: kinds.all, code }.serialize(&mut serializer)?;
    Ok(String::from_utf8(out).unwrap_or_default())
}

/// For each stretch, and for the end, how many before it are covered by an instruction.
fn ordinals(sheet: &Sheet) -> Vec<usize> {
    let mut ordinals = Vec::with_capacity(sheet.stretches.len() + 1);
    let mut count = 0;
    for stretch in &sheet.stretches {
        ordinals.push(count);
        count += usize::from(!stretch.tally.is_empty());
    }
    ordinals.push(count);
    ordinals
}

/// The first stretch an instruction covers, and how many.
fn covered(instruction: &Instruction, sheet: &Sheet, ordinals: &[usize]) -> Option<(usize, usize)> {
    let place = sheet.index.place(instruction.span?)?;
    let first = sheet.stretches.partition_point(|stretch| stretch.end <= place.start);
    let end = sheet.stretches.partition_point(|stretch| stretch.start < place.end);
    let (first, end) = (*ordinals.get(first)?, *ordinals.get(end)?);
    (first < end).then(|| (first, end - first))
}

#[derive(Default)]
struct Kinds<'a> {
    /// All samples that were taken.
    samples: u64,
    all: Vec<Kind<'a>>,
    numbers: FxHashMap<Key<'a>, usize>,
}

impl<'a> Kinds<'a> {
    fn number(&mut self, instruction: &'a Instruction, code: &Code) -> usize {
        let executed_by = instruction.covered_by.and_then(|offset| {
            let instructions = &code.instructions;
            let at = instructions.binary_search_by_key(&offset, |other| other.offset).ok()?;
            instructions.get(at).map(|other| other.opcode)
        });
        let Instruction { base, opcode, state, .. } = *instruction;
        let argument = instruction.argrepr.as_deref();
        let known = instruction.evidence.as_deref();
        let key = (base, opcode, argument, state, executed_by, known);
        *self.numbers.entry(key).or_insert_with(|| {
            let words = known.and_then(evidence::in_words);
            let argument = argument.map(shown);
            let rows = details::rows(instruction, self.samples);
            self.all.push(Kind(base, opcode, argument, state.name(), executed_by, words, rows));
            self.all.len() - 1
        })
    }
}

fn shown(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| c == '\t' || stand_in(c).is_some()) {
        Cow::Owned(Visible(text).to_string())
    } else {
        Cow::Borrowed(text)
    }
}

/// Compact JSON in which no character means anything to an HTML parser.
struct ForScript;

impl Formatter for ForScript {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        let mut rest = fragment;
        while let Some(at) = rest.find(['<', '>', '&', '\u{2028}', '\u{2029}']) {
            let (before, after) = rest.split_at(at);
            let mut after = after.chars();
            writer.write_all(before.as_bytes())?;
            if let Some(c) = after.next() {
                write!(writer, "\\u{:04x}", c as u32)?;
            }
            rest = after.as_str();
        }
        writer.write_all(rest.as_bytes())
    }

    fn write_char_escape<W>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        serde_json::ser::CompactFormatter.write_char_escape(writer, escape)
    }
}
