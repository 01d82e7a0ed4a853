//! A code object as `dis` sees it: lines, labels, arguments, inline caches, exception handlers.
//! How these are laid out is left to those who show them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytecode::{Opcode, Operand, Version};
use recording::{Code, ExceptionEntry, Instruction};

/// A code object with what `dis` shows beside its instructions.
pub struct Listing<'a> {
    /// Whose `dis`.
    pub version: Version,
    /// The code object.
    pub code: &'a Code,
    /// One an instruction.
    pub entries: Vec<Entry<'a>>,
    /// What is jumped to and, where these have labels, what the exception table names; by offset.
    labels: BTreeMap<u32, usize>,
}

/// Where an instruction comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// From this line, the first being 1.
    Number(u32),
    /// From nowhere in the source: newer versions show it.
    None,
}

impl Line {
    /// The line, if there is one.
    pub fn number(self) -> Option<u32> {
        match self {
            Self::Number(number) => Some(number),
            Self::None => None,
        }
    }
}

/// An instruction, and what belongs to it.
pub struct Entry<'a> {
    /// The instruction.
    pub instruction: &'a Instruction,
    /// The opcode the compiler wrote; `None` where this build does not know it.
    pub base: Option<&'static Opcode>,
    /// The line that starts here.
    pub starts: Option<Line>,
    /// Its inline cache.
    pub caches: &'a [u16],
}

impl<'a> Listing<'a> {
    /// Finds the lines, caches and labels of a code object.
    pub fn new(version: Version, code: &'a Code) -> Self {
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
    pub fn label_at(&self, offset: u32) -> Option<usize> {
        self.labels.get(&offset).copied()
    }

    /// How many labels there are.
    pub fn labels(&self) -> usize {
        self.labels.len()
    }

    /// Which instruction stands at an offset, by its place.
    pub fn place_of(&self, offset: u32) -> Option<usize> {
        self.code.instructions.binary_search_by_key(&offset, |found| found.offset).ok()
    }

    /// The argument in words. Labels count what the exception table names, and so they are other
    /// ones than those of the recording.
    pub fn argument(&self, entry: &Entry<'a>) -> Option<Cow<'a, str>> {
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

    /// The fields of an inline cache, with what stood in them at the end, or with what the compiler
    /// wrote. No values where `dis` of this version shows none.
    pub fn cache(&self, entry: &Entry<'a>, adaptive: bool) -> Vec<CacheField> {
        let Entry { instruction, base, caches, .. } = *entry;
        let form = if adaptive { instruction.opcode } else { instruction.base };
        let valued = form != instruction.base || !self.version.dis_values_only_forms();
        let mut rest = caches;
        let fields = base.map_or(&[][..], |base| base.cache).iter();
        let field = |field: &bytecode::CacheField| {
            let (own, others) = rest.split_at_checked(field.units.into()).unwrap_or_default();
            rest = others;
            let value = own.iter().rev().fold(0_u64, |value, unit| value << 16 | u64::from(*unit));
            // What the compiler wrote has empty caches.
            let value = if adaptive { value } else { 0 };
            let is_told = valued && !own.is_empty();
            CacheField { name: field.name, units: field.units, value: is_told.then_some(value) }
        };
        fields.map(field).collect()
    }

    /// A line of the exception table.
    pub fn handler(&self, entry: &ExceptionEntry) -> String {
        let ExceptionEntry { start, end, target, depth, lasti } = *entry;
        let lasti = if lasti { " lasti" } else { "" };
        if self.version.labels_jump_targets() {
            let label = |offset| self.label_at(offset).unwrap_or_default();
            let [start, end, target] = [start, end, target].map(label);
            return format!("L{start} to L{end} -> L{target} [{depth}]{lasti}");
        }
        let last = i64::from(end) - 2;
        format!("{start} to {last} -> {target} [{depth}]{lasti}")
    }
}

/// A field of an inline cache.
pub struct CacheField {
    /// Its name in CPython's tables.
    pub name: &'static str,
    /// How many code units it takes.
    pub units: u8,
    /// `None` where it is not shown.
    pub value: Option<u64>,
}

impl Entry<'_> {
    /// The offset it may jump to.
    pub fn target(&self) -> Option<u32> {
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
