//! The code objects of a file as JSON, from which the page's script makes those rows that are
//! looked at.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use bytecode::Version;
use disassembly::Stacks;
use recording::{Code, File, Instruction, State};
use rustc_hash::FxHashMap;
use serde::Serialize;
use source::Outline;

use super::source::{Line, Source};
use super::stacks::{Numbered, Numbers};
use super::texts::Texts;
use crate::Findings;
use crate::emphasis;
use crate::html::data::{Kinds, Rule};
use crate::html::details::Details;
use crate::html::{Frame, shown};
use crate::json::for_script;
use crate::lines::Lines;
use disassembly::Listing;

/// All of a page.
#[derive(Serialize)]
struct Data<'a> {
    /// The file's page.
    page: &'a str,
    /// The code object to begin with, by its place.
    start: Option<usize>,
    /// Whether jumps go to labels; else they go to offsets.
    labeled: bool,
    source: Vec<Line>,
    texts: Vec<String>,
    /// For each kind of inline cache its fields, and how many units these take.
    caches: Vec<Layout>,
    /// All samples that were taken.
    samples: u64,
    /// How long the program ran.
    microseconds: u64,
    kinds: Vec<Details<'a>>,
    rules: BTreeMap<&'static str, Rule>,
    code: Vec<Walk>,
}

/// A code object. What every instruction has is a list with a value for each; what few have is
/// a list of pairs with the instruction's place first.
#[derive(Default, Serialize)]
struct Walk {
    /// Its name in addresses.
    id: String,
    name: String,
    line: i32,
    /// The first and the last line of its source.
    lines: [usize; 2],
    offset: Vec<u32>,
    kind: Vec<usize>,
    arg: Vec<Option<u32>>,
    /// The argument in words: a text.
    argument: Vec<Option<usize>>,
    span: Vec<Option<usize>>,
    /// Stacks of the present forms.
    before: Vec<Option<usize>>,
    after: Vec<Option<usize>>,
    /// Stacks of the forms the compiler wrote, where these differ.
    generic: Vec<(usize, [Option<usize>; 2])>,
    stacks: Numbered,
    spans: Vec<[usize; 4]>,
    /// Lines that start; no number for what has no line.
    starts: Vec<(usize, Option<u32>)>,
    /// Labels, from 1, of what is jumped to.
    labels: Vec<(usize, usize)>,
    /// The places of the instructions that others may jump to.
    targets: Vec<(usize, usize)>,
    /// The kind of an inline cache, and what its fields hold, where that is known.
    cached: Vec<(usize, Cached)>,
    handlers: Vec<Handler>,
}

type Layout = Vec<(&'static str, u8)>;
type Cached = (usize, Vec<String>);

/// A line of the exception table.
#[derive(Serialize)]
struct Handler {
    text: String,
    start: u32,
    end: u32,
    target: Option<usize>,
}

/// The JSON, harmless inside a `<script>` element.
pub(super) fn of_page(
    version: Version,
    frame: &Frame,
    file: &File,
    findings: &Findings,
    page: &str,
) -> serde_json::Result<String> {
    let lines = Lines::new(&file.source);
    let mut making = Making {
        version,
        source: Source::new(&lines),
        texts: Texts::default(),
        kinds: Kinds::new(findings),
        caches: Vec::new(),
        layouts: FxHashMap::default(),
    };
    let outline = Outline::parse(version, &file.source).ok();
    let words = outline.map(|outline| emphasis::words(&outline)).unwrap_or_default();
    let ids = ids(file);
    let code = file.code.iter().zip(ids).map(|(code, id)| Walk { id, ..making.code(code) });
    let code = code.collect();
    let data = Data {
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
    };
    for_script(&data)
}

/// What code objects are called in addresses: by name, and the second of a name `name~2`.
pub(in crate::html) fn ids(file: &File) -> Vec<String> {
    let mut uses: FxHashMap<String, usize> = FxHashMap::default();
    let names = file.code.iter().map(|code| shown(&code.qualname));
    let mut id = |name: String| {
        let number = uses.entry(name.clone()).or_default();
        *number += 1;
        if *number == 1 { name } else { format!("{name}~{number}") }
    };
    names.map(&mut id).collect()
}

/// The code object to look at first: with the most samples, failing sites, specialized ones.
fn start(file: &File) -> Option<usize> {
    let weight = |code: &Code| {
        let samples: u64 = code.instructions.iter().map(Instruction::samples).sum();
        let count = |state| code.instructions.iter().filter(|one| one.state == state).count();
        (samples, count(State::Failing), count(State::Specialized))
    };
    let weights = file.code.iter().enumerate().map(|(at, code)| (weight(code), Reverse(at)));
    weights.max().map(|(_, Reverse(at))| at)
}

struct Making<'a, 'f> {
    version: Version,
    source: Source<'a>,
    texts: Texts,
    kinds: Kinds<'a, 'f>,
    caches: Vec<Layout>,
    layouts: FxHashMap<&'static str, usize>,
}

impl<'a> Making<'a, '_> {
    fn code(&mut self, code: &'a Code) -> Walk {
        let listing = Listing::new(self.version, code);
        let mut walk = Walk {
            name: shown(&code.qualname),
            line: code.first_line,
            handlers: handlers(&listing),
            ..Walk::default()
        };
        let mut spans = FxHashMap::default();
        for (at, entry) in listing.entries.iter().enumerate() {
            let instruction = entry.instruction;
            walk.offset.push(instruction.offset);
            walk.kind.push(self.kinds.number(instruction, code));
            walk.arg.push(instruction.arg);
            let argument = listing.argument(entry);
            walk.argument.push(argument.map(|text| self.texts.number(&text)));
            let place = instruction.span.and_then(|span| self.source.place(span));
            walk.span.push(place.map(|place| {
                *spans.entry(place).or_insert_with(|| {
                    walk.spans.push(place);
                    walk.spans.len() - 1
                })
            }));
            walk.starts.extend(entry.starts.map(|line| (at, line.number())));
            walk.labels.extend(listing.label_at(instruction.offset).map(|label| (at, label)));
            let target = entry.target().and_then(|offset| listing.place_of(offset));
            walk.targets.extend(target.map(|target| (at, target)));
            self.cache(at, entry, &listing, &mut walk);
        }
        walk.lines = self.lines(code, &walk.spans);
        self.stacks(code, &mut walk);
        walk
    }

    fn cache(
        &mut self,
        at: usize,
        entry: &disassembly::Entry<'a>,
        listing: &Listing<'a>,
        walk: &mut Walk,
    ) {
        let Some(base) = entry.base.filter(|base| base.cache_units() > 0) else { return };
        let fields = listing.cache(entry, true);
        let layout = *self.layouts.entry(base.name).or_insert_with(|| {
            self.caches.push(fields.iter().map(|field| (field.name, field.units)).collect());
            self.caches.len() - 1
        });
        // As texts: scripts have no whole numbers of 64 bits.
        let values: Option<Vec<_>> =
            fields.iter().map(|field| field.value.map(|value| value.to_string())).collect();
        walk.cached.push((at, (layout, values.unwrap_or_default())));
    }

    /// From its first line to the last one that an instruction has.
    fn lines(&self, code: &Code, spans: &[[usize; 4]]) -> [usize; 2] {
        let count = self.source.lines.ranges().len();
        let named = usize::try_from(code.first_line).unwrap_or_default();
        let first = spans.iter().map(|span| span[0]).chain((named > 0).then_some(named)).min();
        let first = first.unwrap_or(1).clamp(1, count.max(1));
        let last = spans.iter().map(|span| span[2]).max().unwrap_or(first);
        [first, last.clamp(first, count.max(first))]
    }

    fn stacks(&mut self, code: &Code, walk: &mut Walk) {
        let lines = self.source.lines;
        let text = |span| lines.source.get(lines.place(span)?);
        let follow = |forms| Stacks::new(self.version, code, forms, text);
        let (present, generic) = (follow(true), follow(false));
        let (mut present, mut generic) = (Numbers::new(&present), Numbers::new(&generic));
        let (all, texts) = (&mut walk.stacks, &mut self.texts);
        for at in 0..code.instructions.len() {
            let [before, after] = present.around(at, all, texts);
            walk.before.push(before);
            walk.after.push(after);
            let others = generic.around(at, all, texts);
            if others != [before, after] {
                walk.generic.push((at, others));
            }
        }
    }
}

fn handlers(listing: &Listing) -> Vec<Handler> {
    let entries = listing.code.handlers.iter();
    let handler = |entry| Handler {
        text: listing.handler(entry),
        start: entry.start,
        end: entry.end,
        target: listing.place_of(entry.target),
    };
    entries.map(handler).collect()
}
