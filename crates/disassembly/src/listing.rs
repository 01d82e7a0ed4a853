//! A code object as `dis` sees it: lines, labels, arguments, inline caches, exception handlers. The
//! callers decide how to lay these out.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytecode::{Opcode, Operand, Version};
use recording::{Code, ExceptionEntry, Instruction};

/// A code object with what `dis` shows beside its instructions.
pub struct Listing<'a> {
    /// The version whose `dis` it follows.
    pub version: Version,
    /// The code object.
    pub code: &'a Code,
    /// One entry per instruction.
    pub entries: Vec<Entry<'a>>,
    /// The jump targets and, in versions that label these, the offsets in the exception table.
    labels: BTreeMap<u32, usize>,
}

/// The source line of an instruction.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// The line, counted from 1.
    Number(u32),
    /// No line in the source, which newer versions display.
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

/// An instruction and what `dis` shows with it.
pub struct Entry<'a> {
    /// The instruction.
    pub instruction: &'a Instruction,
    /// The opcode that the compiler wrote; `None` if this build does not know it.
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

    /// The index of the instruction at an offset.
    pub fn place_of(&self, offset: u32) -> Option<usize> {
        self.code.instructions.binary_search_by_key(&offset, |found| found.offset).ok()
    }

    /// The argument, as `dis` prints it. Labels also count the offsets in the exception table, so
    /// they differ from those in the recording.
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

    /// The fields of an inline cache, with their values at the end of the run, or as the compiler
    /// wrote them. Without values if `dis` of this version shows none.
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
            // Compiled code has empty caches.
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
    /// Its length in code units.
    pub units: u8,
    /// The value; `None` if it is not shown.
    pub value: Option<u64>,
}

impl Entry<'_> {
    /// The offset to which it may jump.
    pub fn target(&self) -> Option<u32> {
        let target = self.base?.jump_target(self.instruction.offset, self.instruction.arg?)?;
        target.try_into().ok()
    }
}

/// The line of an instruction, as in `co_lines()`.
fn line(code: &Code, instruction: &Instruction) -> Line {
    let without_span = || {
        let place = code.lines.binary_search_by_key(&instruction.offset, |(offset, _)| *offset);
        place.ok().and_then(|place| code.lines.get(place)).map(|(_, line)| *line)
    };
    let line = instruction.span.map(|span| span.line).or_else(without_span);
    line.map_or(Line::None, Line::Number)
}

/// Where lines start, as in `dis.findlinestarts`.
struct Starts {
    /// A range without a line also starts one.
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
