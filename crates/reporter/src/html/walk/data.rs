//! The code objects of a file as JSON, from which the page's script creates the rows that are
//! visible.

use std::cmp::Reverse;

use bytecode::Version;
use disassembly::{Entry, Listing, Stacks};
use recording::{Code, File, Instruction, State};
use rustc_hash::FxHashMap;
use sites::Ranking;
use source::Lines;
use source::Outline;

use super::source::Source;
use super::stacks::{Numbered, Numbers};
use super::texts::Texts;
use crate::emphasis;
use crate::html::frame::Frame;
use crate::html::kinds::Kinds;
use crate::html::model::{
    Around, Cached, Field, Handler, Label, Span, Start, Step, Table, Target, Walk, WalkData,
};
use crate::html::names;
use crate::html::text::shown;

/// The data of the page. `page` is the file's own page, `lines` are its source.
pub(super) fn of_page<'a>(
    version: Version,
    frame: &Frame,
    file: &'a File,
    lines: &Lines,
    findings: &Ranking,
    page: &'a str,
) -> WalkData<'a> {
    let mut making = Making {
        version,
        source: Source::new(lines),
        texts: Texts::default(),
        kinds: Kinds::new(findings),
        caches: Vec::new(),
        layouts: FxHashMap::default(),
    };
    let outline = Outline::parse(version, &file.source).ok();
    let words = outline.map(|outline| emphasis::words(&outline)).unwrap_or_default();
    let code = file.code.iter().zip(names::of_code(file));
    let code = code.map(|(code, id)| Walk { id, ..making.code(code) }).collect();
    WalkData {
        page,
        start: start(file),
        labeled: version.labels_jump_targets(),
        source: making.source.shown(&words),
        texts: making.texts.all,
        caches: making.caches,
        samples: frame.samples,
        microseconds: frame.microseconds(),
        kinds: making.kinds.all,
        rules: making.kinds.rules,
        code,
    }
}

/// The code object that is shown first: the one with the most samples, failing sites, specialized
/// ones.
fn start(file: &File) -> Option<usize> {
    let weight = |code: &Code| {
        let samples: u64 = code.instructions.iter().map(Instruction::samples).sum();
        let count = |state| code.instructions.iter().filter(|one| one.state == state).count();
        (samples, count(State::Failing), count(State::Specialized))
    };
    let weights = file.code.iter().enumerate().map(|(at, code)| (weight(code), Reverse(at)));
    weights.max().map(|(_, Reverse(at))| at)
}

struct Making<'s, 'a, 'f> {
    version: Version,
    source: Source<'s>,
    texts: Texts,
    kinds: Kinds<'a, 'f>,
    caches: Vec<Table<Field>>,
    layouts: FxHashMap<&'static str, usize>,
}

impl<'a> Making<'_, 'a, '_> {
    fn code(&mut self, code: &'a Code) -> Walk {
        let listing = Listing::new(self.version, code);
        let mut walk = Walk {
            name: shown(&code.qualname),
            line: code.first_line,
            handlers: handlers(&listing),
            ..Walk::default()
        };
        let around = self.stacks(code, &mut walk);
        let mut spans = FxHashMap::default();
        for ((at, entry), [before, after]) in listing.entries.iter().enumerate().zip(around) {
            let instruction = entry.instruction;
            let place = instruction.span.and_then(|span| self.source.place(span));
            let span =
                place.map(|place| *spans.entry(place).or_insert_with(|| walk.spans.push(place)));
            walk.steps.push(Step {
                offset: instruction.offset,
                kind: self.kinds.number(instruction, code),
                arg: instruction.arg,
                argument: listing.argument(entry).map(|text| self.texts.number(&text)),
                span,
                before,
                after,
            });
            sparse(at, entry, &listing, &mut walk);
            walk.cached.0.extend(self.cache(at, entry, &listing));
        }
        (walk.first, walk.last) = self.lines(code, &walk.spans);
        walk
    }

    fn cache(&mut self, at: usize, entry: &Entry<'a>, listing: &Listing<'a>) -> Option<Cached> {
        let base = entry.base.filter(|base| base.cache_units() > 0)?;
        let fields = listing.cache(entry, true);
        let cache = *self.layouts.entry(base.name).or_insert_with(|| {
            let fields = fields.iter();
            let fields = fields.map(|field| Field { name: field.name, units: field.units });
            self.caches.push(Table(fields.collect()));
            self.caches.len() - 1
        });
        // As texts: scripts have no 64-bit integers.
        let values: Option<Vec<_>> =
            fields.iter().map(|field| field.value.map(|value| value.to_string())).collect();
        Some(Cached { at, cache, values: values.unwrap_or_default() })
    }

    /// From its first line to the last one that an instruction has.
    fn lines(&self, code: &Code, spans: &Table<Span>) -> (usize, usize) {
        let count = self.source.lines.count();
        let named = usize::try_from(code.first_line).unwrap_or_default();
        let first = spans.0.iter().map(|span| span.line).chain((named > 0).then_some(named)).min();
        let first = first.unwrap_or(1).clamp(1, count.max(1));
        let last = spans.0.iter().map(|span| span.end_line).max().unwrap_or(first);
        (first, last.clamp(first, count.max(first)))
    }

    /// The stacks before and after each instruction.
    fn stacks(&mut self, code: &Code, walk: &mut Walk) -> Vec<[Option<usize>; 2]> {
        let lines = self.source.lines;
        let text = |span| lines.source.get(lines.place(span)?);
        let follow = |forms| Stacks::new(self.version, code, forms, text);
        let (present, generic) = (follow(true), follow(false));
        let (mut present, mut generic) = (Numbers::new(&present), Numbers::new(&generic));
        let mut all = Numbered::default();
        let mut around = Vec::with_capacity(code.instructions.len());
        for at in 0..code.instructions.len() {
            let here = present.around(at, &mut all, &mut self.texts);
            around.push(here);
            let others = generic.around(at, &mut all, &mut self.texts);
            if others != here {
                let [before, after] = others;
                walk.generic.push(Around { at, before, after });
            }
        }
        walk.stacks = all.all;
        around
    }
}

/// The columns that only few instructions have.
fn sparse(at: usize, entry: &Entry<'_>, listing: &Listing<'_>, walk: &mut Walk) {
    walk.starts.0.extend(entry.starts.map(|line| Start { at, line: line.number() }));
    let label = listing.label_at(entry.instruction.offset);
    walk.labels.0.extend(label.map(|label| Label { at, label }));
    let target = entry.target().and_then(|offset| listing.place_of(offset));
    walk.targets.0.extend(target.map(|target| Target { at, target }));
}

fn handlers(listing: &Listing) -> Table<Handler> {
    let entries = listing.code.handlers.iter();
    let handler = |entry| Handler {
        text: listing.handler(entry),
        start: entry.start,
        end: entry.end,
        target: listing.place_of(entry.target),
    };
    Table(entries.map(handler).collect())
}
