//! A code object as `dis` sees it: lines, labels, arguments.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytecode::{Opcode, Operand, Version};
use recording::{Code, Instruction};

pub(super) struct Listing<'a> {
    pub(super) version: Version,
    pub(super) code: &'a Code,
    /// One an instruction.
    pub(super) entries: Vec<Entry<'a>>,
    /// What is jumped to and, where these have labels, what the exception table names; by offset.
    labels: BTreeMap<u32, usize>,
}

/// Where an instruction comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Number(u32),
    /// From nowhere in the source: newer versions show it.
    None,
}

pub(super) struct Entry<'a> {
    pub(super) instruction: &'a Instruction,
    /// The opcode the compiler wrote; `None` where this build does not know it.
    pub(super) base: Option<&'static Opcode>,
    /// The line that starts here.
    pub(super) starts: Option<Line>,
    /// Its inline cache.
    pub(super) caches: &'a [u16],
}

impl<'a> Listing<'a> {
    pub(super) fn new(version: Version, code: &'a Code) -> Self {
        let set = version.instruction_set();
        let mut caches = &code.caches.0[..];
        let mut lines = Starts { with_none: version.labels_jump_targets(), last: None };
        let entries = code.instructions.iter().map(|instruction| {
            let base = set.named(&instruction.base);
            let units = base.map_or(0, Opcode::cache_units);
            let (own, rest) = caches.split_at_checked(units).unwrap_or_default();
            caches = rest;
            let starts = lines.step(line(code, instruction));
            Entry { instruction, base, starts, caches: own }
        });
        let mut listing =
            Self { version, code, entries: entries.collect(), labels: BTreeMap::new() };
        listing.label();
        listing
    }

    fn label(&mut self) {
        let targets: Vec<u32> = self.entries.iter().filter_map(Entry::target).collect();
        self.labels.extend(targets.into_iter().map(|target| (target, 0)));
        for handler in &self.code.handlers {
            let named: &[u32] = if self.version.labels_jump_targets() {
                &[handler.start, handler.end, handler.target]
            } else {
                &[handler.target]
            };
            self.labels.extend(named.iter().map(|offset| (*offset, 0)));
        }
        for (number, label) in (1..).zip(self.labels.values_mut()) {
            *label = number;
        }
    }

    /// The number of the label at an offset.
    pub(super) fn label_at(&self, offset: u32) -> Option<usize> {
        self.labels.get(&offset).copied()
    }

    pub(super) fn labels(&self) -> usize {
        self.labels.len()
    }

    /// The argument in words. Labels count what the exception table names, and so they are other
    /// ones than those of the recording.
    pub(super) fn argument(&self, entry: &Entry<'a>) -> Option<Cow<'a, str>> {
        let label = entry.target().and_then(|target| self.label_at(target));
        match (entry.base.map(|base| base.operand), label) {
            (Some(Operand::JumpSource), Some(label)) if self.version.labels_jump_targets() => {
                Some(format!("from L{label}").into())
            }
            (Some(_), Some(label)) if self.version.labels_jump_targets() => {
                Some(format!("to L{label}").into())
            }
            _ => entry.instruction.argrepr.as_deref().map(Cow::Borrowed),
        }
    }
}

impl Entry<'_> {
    fn target(&self) -> Option<u32> {
        let target = self.base?.jump_target(self.instruction.offset, self.instruction.arg?)?;
        target.try_into().ok()
    }
}

/// The line of an instruction, as `co_lines()` gives it.
fn line(code: &Code, instruction: &Instruction) -> Line {
    let without_span = || {
        let place = code.lines.binary_search_by_key(&instruction.offset, |(offset, _)| *offset);
        place.ok().and_then(|place| code.lines.get(place)).map(|(_, line)| *line)
    };
    let line = instruction.span.map(|span| span.line).or_else(without_span);
    line.map_or(Line::None, Line::Number)
}

/// Where lines start, as `dis.findlinestarts` says.
struct Starts {
    /// Stretches without a line start one, too.
    with_none: bool,
    last: Option<Line>,
}

impl Starts {
    fn step(&mut self, line: Line) -> Option<Line> {
        if (line == Line::None && !self.with_none) || self.last == Some(line) {
            return None;
        }
        self.last = Some(line);
        self.last
    }
}
