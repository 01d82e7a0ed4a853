//! The instructions under a page's source, for the page's script to look up.

use std::collections::BTreeSet;

use recording::Span;
use sites::Ranking;

use super::frame::Frame;
use super::kinds::Kinds;
use super::model::{Code, Covering, FileData, Place, Table};
use super::names;
use super::text::harmless;
use crate::Sheet;
use crate::summary::FileSummary;

/// The data of a file's page.
pub(super) fn data<'a>(
    frame: &Frame,
    file: &FileSummary<'a>,
    findings: &Ranking,
    sheet: &Sheet,
    walk: Option<&'a str>,
) -> FileData<'a> {
    let ordinals = ordinals(sheet);
    let mut kinds = Kinds::new(findings);
    let (mut code, mut instructions) = (Table::default(), Table::default());
    for (object, id) in file.file.code.iter().zip(names::of_code(file.file)) {
        let before = instructions.0.len();
        for instruction in &object.instructions {
            let Some(Place { first, count }) = covered(instruction.span, sheet, &ordinals) else {
                continue;
            };
            let (kind, offset) = (kinds.number(instruction, object), instruction.offset);
            instructions.push(Covering { first, count, kind, offset });
        }
        let length = instructions.0.len() - before;
        if length > 0 {
            let name = harmless(&object.qualname);
            let id = (id != name).then_some(id);
            code.push(Code { name, line: object.first_line, id, length });
        }
    }
    let places = findings.of_file(file.index);
    let places = places.filter_map(|finding| covered(Some(finding.span), sheet, &ordinals));
    let places: BTreeSet<Place> = places.collect();
    FileData {
        samples: frame.samples,
        microseconds: frame.microseconds(),
        walk,
        kinds: kinds.all,
        code,
        instructions,
        findings: Table(places.into_iter().collect()),
        rules: kinds.rules,
    }
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

/// The stretches that a span covers.
fn covered(span: Option<Span>, sheet: &Sheet, ordinals: &[usize]) -> Option<Place> {
    let place = sheet.index.place(span?)?;
    let first = sheet.stretches.partition_point(|stretch| stretch.end <= place.start);
    let end = sheet.stretches.partition_point(|stretch| stretch.start < place.end);
    let (first, end) = (*ordinals.get(first)?, *ordinals.get(end)?);
    (first < end).then(|| Place { first, count: end - first })
}
