//! The instructions under a page's source, as JSON that the page's script looks things up in.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use recording::{Code, Evidence, Instruction, OpcodeName, Span, State};
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::details::{Details, details, executed_by};
use super::{Frame, walk};
use crate::json::for_script;
use crate::summary::FileSummary;
use crate::visible::{Visible, stand_in};
use crate::{Findings, Sheet};

/// All instructions that cover some of the page's stretches.
#[derive(Serialize)]
struct Data<'a> {
    /// All samples that were taken.
    samples: u64,
    /// How long the program ran.
    microseconds: u64,
    /// The page on which the file's functions are stepped through.
    #[serde(skip_serializing_if = "Option::is_none")]
    walk: Option<&'a str>,
    /// The different instructions of the page; a program repeats itself much.
    kinds: Vec<Details<'a>>,
    code: Vec<Listing<'a>>,
    /// The stretches of each finding, the first and how many, in order.
    findings: BTreeSet<(usize, usize)>,
    /// What the page says of rules, by their code.
    rules: BTreeMap<&'static str, Rule>,
}

/// The instructions of a code object.
#[derive(Serialize)]
struct Listing<'a> {
    name: Cow<'a, str>,
    line: i32,
    /// Its name in addresses, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// For each, the first stretch it covers, how many it covers, its kind and its offset, one after
    /// the other.
    instructions: Vec<usize>,
}

/// What pages say of a rule.
#[derive(Serialize)]
pub(super) struct Rule {
    summary: &'static str,
    page: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Change>,
}

#[derive(Serialize)]
struct Change {
    words: &'static str,
    before: Option<&'static str>,
    after: Option<&'static str>,
}

/// The JSON, harmless inside a `<script>` element.
///
/// Stretches are counted in the order of the page, those no instruction covers left out.
pub(super) fn of_page(
    frame: &Frame,
    file: &FileSummary,
    findings: &Findings,
    sheet: &Sheet,
    walk: Option<&str>,
) -> serde_json::Result<String> {
    let ordinals = ordinals(sheet);
    let mut kinds = Kinds::new(findings);
    let mut code = Vec::with_capacity(file.file.code.len());
    for (object, id) in file.file.code.iter().zip(walk::ids(file.file)) {
        let mut numbers = Vec::with_capacity(4 * object.instructions.len());
        for instruction in &object.instructions {
            let Some((first, count)) = covered(instruction.span, sheet, &ordinals) else {
                continue;
            };
            let kind = kinds.number(instruction, object);
            numbers.extend([first, count, kind, instruction.offset as usize]);
        }
        if !numbers.is_empty() {
            let name = harmless(&object.qualname);
            let id = (id != name).then_some(id);
            code.push(Listing { name, line: object.first_line, id, instructions: numbers });
        }
    }
    let places = findings.of_file(file.index);
    let places = places.filter_map(|finding| covered(Some(finding.span), sheet, &ordinals));
    for_script(&Data {
        samples: frame.samples,
        microseconds: frame.microseconds(),
        walk,
        findings: places.collect(),
        rules: kinds.rules,
        kinds: kinds.all,
        code,
    })
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

/// The first stretch a span covers, and how many.
fn covered(span: Option<Span>, sheet: &Sheet, ordinals: &[usize]) -> Option<(usize, usize)> {
    let place = sheet.index.place(span?)?;
    let first = sheet.stretches.partition_point(|stretch| stretch.end <= place.start);
    let end = sheet.stretches.partition_point(|stretch| stretch.start < place.end);
    let (first, end) = (*ordinals.get(first)?, *ordinals.get(end)?);
    (first < end).then(|| (first, end - first))
}

/// What makes two instructions of a kind.
type Key<'a> =
    (OpcodeName, OpcodeName, Option<&'a str>, State, Option<OpcodeName>, Option<&'a Evidence>);

/// The different instructions of a page, and the rules they name.
pub(super) struct Kinds<'a, 'f> {
    findings: &'f Findings<'f>,
    pub(super) all: Vec<Details<'a>>,
    pub(super) rules: BTreeMap<&'static str, Rule>,
    numbers: FxHashMap<Key<'a>, usize>,
}

impl<'a, 'f> Kinds<'a, 'f> {
    pub(super) fn new(findings: &'f Findings<'f>) -> Self {
        Self { findings, all: Vec::new(), rules: BTreeMap::new(), numbers: FxHashMap::default() }
    }

    /// The number of an instruction's kind.
    pub(super) fn number(&mut self, instruction: &'a Instruction, code: &Code) -> usize {
        let Instruction { base, opcode, state, .. } = *instruction;
        let argument = instruction.argrepr.as_deref();
        let known = instruction.evidence.as_deref();
        let key = (base, opcode, argument, state, executed_by(instruction, code), known);
        *self.numbers.entry(key).or_insert_with(|| {
            if let Some(rule) = instruction.reason().and_then(|reason| reasons::rule(&reason.code))
            {
                self.rules.entry(rule.code).or_insert_with(|| of_rule(rule));
            }
            self.all.push(details(instruction, code, self.findings));
            self.all.len() - 1
        })
    }
}

fn of_rule(rule: &'static reasons::Rule) -> Rule {
    let change = rule.change();
    Rule {
        summary: rule.summary,
        page: format!("rule.{}.html", rule.code),
        change: change.map(|reasons::Change { words, example }| {
            let [before, after] = example.map_or([None; 2], |example| example.map(Some));
            Change { words, before, after }
        }),
    }
}

/// A text without what would act, or look like something else.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| c == '\t' || stand_in(c).is_some()) {
        Cow::Owned(Visible(text).to_string())
    } else {
        Cow::Borrowed(text)
    }
}
