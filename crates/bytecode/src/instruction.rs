//! Decodes code units into instructions.

use crate::{CodeObject, InstructionSet, Opcode, Operand, Version};

/// One instruction of a code object, as compiled and in its current form.
///
/// `EXTENDED_ARG` is a separate instruction, as in `dis`; the units of inline caches are not
/// instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instruction<'a> {
    /// Its offset in the code object, in bytes.
    pub offset: u32,
    /// The opcode that the compiler wrote, from `co_code`.
    pub base: &'static Opcode,
    /// The argument, including the `EXTENDED_ARG`s before it; `None` if the opcode takes none.
    pub arg: Option<u32>,
    /// The current opcode, from `_co_code_adaptive`; `base` if those bytes are missing.
    pub present: &'static Opcode,
    /// The current inline cache, two bytes per unit. Shorter than [`Opcode::cache_units`] of
    /// `base`, or empty, only in damaged code.
    pub cache: &'a [u8],
}

impl Instruction<'_> {
    /// The first unit of the cache, uninterpreted: the counter, if the opcode [has
    /// one](Opcode::has_counter). The units of a cache have the byte order of the machine that ran
    /// the program, which is this one.
    pub fn first_cache_unit(&self) -> Option<u16> {
        self.cache.first_chunk().copied().map(u16::from_ne_bytes)
    }

    /// The offset after the instruction and its cache, in bytes.
    pub fn end(&self) -> u32 {
        self.base.end(self.offset)
    }

    /// The offset it jumps to, in bytes; `None` if it is not a jump. Before the start of the code
    /// object only in damaged code.
    pub fn jump_target(&self) -> Option<i64> {
        self.base.jump_target(self.offset, self.arg?)
    }
}

/// The instructions of a code object, in order of offset.
///
/// Any bytes are accepted: an odd byte at the end is ignored, and a cache that is cut off is short.
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
    /// What the `EXTENDED_ARG`s so far contribute to the next argument.
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
