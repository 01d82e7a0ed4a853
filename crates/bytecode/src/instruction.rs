//! Code units → instructions.

use crate::{CodeObject, InstructionSet, Kind, Opcode, Operand, Version};

/// One instruction of a code object, as it was compiled and as it stands now.
///
/// `EXTENDED_ARG` is an instruction of its own, as in `dis`; the units of inline caches are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instruction<'a> {
    /// Where it stands in the code object, in bytes.
    pub offset: u32,
    /// The opcode the compiler wrote, from `co_code`.
    pub base: &'static Opcode,
    /// The argument, with the `EXTENDED_ARG`s before it; `None` where the opcode takes none.
    pub arg: Option<u32>,
    /// The opcode that stands there now, from `_co_code_adaptive`; `base` where those bytes are
    /// missing.
    pub present: &'static Opcode,
    /// The inline cache as it stands now, two bytes a unit. Shorter than
    /// [`Opcode::cache_units`] of `base`, or empty, only in damaged code.
    pub cache: &'a [u8],
}

impl Instruction<'_> {
    /// The first unit of the cache, uninterpreted: the counter where the opcode
    /// [has one](Opcode::has_counter). Units of a cache are in the byte order of the machine that
    /// ran the program: this one.
    pub fn first_cache_unit(&self) -> Option<u16> {
        self.cache.first_chunk().copied().map(u16::from_ne_bytes)
    }

    /// The offset after the instruction and its cache, in bytes.
    pub fn end(&self) -> u32 {
        self.base.end(self.offset)
    }

    /// The offset it jumps to, in bytes; before the code object's start only in damaged code.
    /// `None` where it is no jump.
    pub fn jump_target(&self) -> Option<i64> {
        self.base.jump_target(self.offset, self.arg?)
    }
}

/// The instructions of a code object, in order of offset.
///
/// Any bytes will do: a last odd byte is left out, and a cache that is cut off is short.
pub fn instructions(version: Version, code: &CodeObject) -> Instructions<'_> {
    Instructions {
        set: version.instruction_set(),
        code: &code.code,
        adaptive: &code.adaptive,
        offset: 0,
        extended: 0,
    }
}

/// The iterator that [`instructions`] returns.
#[derive(Clone, Debug)]
pub struct Instructions<'a> {
    set: &'static InstructionSet,
    code: &'a [u8],
    adaptive: &'a [u8],
    offset: usize,
    /// What the `EXTENDED_ARG`s so far add to the next argument.
    extended: u32,
}

impl<'a> Iterator for Instructions<'a> {
    type Item = Instruction<'a>;

    fn next(&mut self) -> Option<Instruction<'a>> {
        let offset = self.offset;
        let &[number, low] = self.code.get(offset..)?.first_chunk()?;
        let base = self.set.opcode(number);
        let arg = base.operand.exists().then_some(self.extended | u32::from(low));
        let present = self.adaptive.get(offset).map_or(base, |number| self.set.opcode(*number));
        self.extended = match base.operand {
            Operand::HighBits => arg.unwrap_or(0) << 8,
            _ => 0,
        };

        let cache_start = offset + 2;
        self.offset = cache_start + 2 * base.cache_units();
        let available = self.offset.min(self.adaptive.len());
        let cache = self.adaptive.get(cache_start..available).unwrap_or_default();
        Some(Instruction { offset: offset as u32, base, arg, present, cache })
    }
}

/// Whether the code object shows that it ran: a counter has moved from where it starts, or an
/// opcode is one that only execution writes.
///
/// `false` says nothing: code that never ran looks as code without anything that could change
/// does, and so does 3.11's until it is quickened after eight calls or backward jumps.
pub fn shows_execution(version: Version, code: &CodeObject) -> bool {
    instructions(version, code).any(|instruction| match instruction.present.kind {
        Kind::Adaptive | Kind::Specialized | Kind::Quickened | Kind::Executor => true,
        Kind::Superinstruction => !version.superinstructions_exist_at_birth(),
        _ => matches!(
            crate::progress(version, &instruction),
            crate::Progress::Executed | crate::Progress::Failing { .. }
        ),
    })
}
