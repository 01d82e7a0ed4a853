//! The forms that instructions are found with.

use bytecode::{InstructionSet, Kind};
use recording::Change;
use rustc_hash::FxHashMap;

use super::table::Array;

/// Changes kept of one instruction; what follows is counted.
const MOST_OF_ONE: u32 = 64;

/// What there is to know of opcodes to find the next one, by number.
pub(super) struct Opcodes {
    /// How long the inline cache is; `None` where what stands there hides that.
    cache_units: [Option<u8>; 256],
    /// Hides the form for a while, and is none.
    instrumented: [bool; 256],
}

/// In place of an opcode: a unit of a cache, or not known to be none.
const NONE: u8 = 0;

impl Opcodes {
    pub(super) fn of(set: &InstructionSet) -> Self {
        // Executors stand where backward jumps were, or on 3.15 a `RESUME`, whose cache is as long.
        let executor = set.named("JUMP_BACKWARD").map(|jump| jump.cache_units() as u8);
        let opcode = |number: usize| set.opcode(number as u8);
        Self {
            cache_units: std::array::from_fn(|number| match opcode(number) {
                opcode if opcode.kind == Kind::Executor => executor,
                opcode if matches!(opcode.kind, Kind::Unknown | Kind::Reserved) => None,
                opcode if opcode.kind == Kind::Instrumented && opcode.base == opcode.name => None,
                opcode => Some(opcode.cache_units() as u8),
            }),
            instrumented: std::array::from_fn(|number| opcode(number).kind == Kind::Instrumented),
        }
    }
}

/// Those of one code object.
#[derive(Default)]
pub(super) struct Forms {
    /// By code unit, as they were last found.
    last: Box<[u8]>,
    /// The code unit up to which instructions were found. What stood there hid how long its cache
    /// is.
    found: usize,
    /// When they were first looked at, in microseconds since the program started.
    since: u64,
    /// What changed; the first entry of an instruction is what it was before.
    pub(super) changes: Vec<Change>,
    /// By code unit, how often it changed.
    pub(super) counts: FxHashMap<u32, u32>,
    /// The same for changes that are not kept.
    pub(super) beyond: FxHashMap<u32, u32>,
}

impl Forms {
    /// Finds instructions from where that ended the last time, and notes how they stand now.
    fn find(&mut self, opcodes: &Opcodes, array: Array) {
        while let Some(form) = self.last.get_mut(self.found) {
            let opcode = array.opcode(self.found);
            let Some(cache) = opcodes.cache_units[usize::from(opcode)] else { break };
            *form = opcode;
            self.found += 1 + usize::from(cache);
        }
    }

    /// Notes what changed since the last look; `room` says how many changes may still be kept.
    pub(super) fn look(&mut self, opcodes: &Opcodes, array: Array, now: u64, room: &mut u32) {
        if self.last.is_empty() {
            let mut last = Vec::new();
            if last.try_reserve_exact(array.units).is_err() {
                return;
            }
            last.resize(array.units, NONE);
            (self.last, self.since) = (last.into_boxed_slice(), now);
        }
        self.find(opcodes, array);
        for (unit, last) in self.last.iter_mut().enumerate() {
            if *last == NONE {
                continue;
            }
            let opcode = array.opcode(unit);
            if opcode == *last || opcodes.instrumented[usize::from(opcode)] {
                continue;
            }
            let before = std::mem::replace(last, opcode);
            if opcodes.instrumented[usize::from(before)] {
                continue;
            }
            let has_room = self.changes.try_reserve(2).is_ok()
                && self.counts.try_reserve(1).is_ok()
                && self.beyond.try_reserve(1).is_ok();
            if !has_room {
                return;
            }
            let count = self.counts.entry(unit as u32).or_default();
            *count += 1;
            if *count > MOST_OF_ONE || *room == 0 {
                *self.beyond.entry(unit as u32).or_default() += 1;
                continue;
            }
            *room -= 1;
            let offset = 2 * unit as u32;
            if *count == 1 {
                self.changes.push(Change { offset, at: self.since, opcode: before });
            }
            self.changes.push(Change { offset, at: now, opcode });
        }
    }
}
