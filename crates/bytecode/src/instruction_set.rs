//! Opcodes and what is known about them: plain data, filled in by the generated tables.

use crate::Version;

/// The instruction set of one version of CPython.
#[derive(Debug)]
pub struct InstructionSet {
    /// The version.
    pub version: Version,
    /// The release it was dumped from, such as `3.12.1`. Instruction sets do not change within a
    /// feature version.
    pub python: &'static str,
    /// Every opcode, by number.
    pub opcodes: [Opcode; 256],
}

impl InstructionSet {
    /// The opcode with this number. A number that is not an opcode gives one of [`Kind::Unknown`],
    /// with the name that `dis` gives it: `<37>`.
    pub fn opcode(&self, number: u8) -> &Opcode {
        &self.opcodes[usize::from(number)]
    }

    /// The opcode with this name. This searches all of them: look names up once, not for each
    /// instruction.
    pub fn named(&self, name: &str) -> Option<&Opcode> {
        self.opcodes.iter().find(|opcode| opcode.name == name && opcode.kind != Kind::Unknown)
    }
}

/// One opcode of one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opcode {
    /// The number in the code unit.
    pub number: u8,
    /// Its name in `dis`.
    pub name: &'static str,
    /// The opcode that the compiler wrote where this one is found: `LOAD_ATTR` for
    /// `LOAD_ATTR_SLOT`. It is the opcode itself for those that the compiler writes, and for those
    /// that may replace any other: `ENTER_EXECUTOR`, `INSTRUMENTED_LINE`,
    /// `INSTRUMENTED_INSTRUCTION`.
    pub base: &'static str,
    /// Its role in the specializing adaptive interpreter.
    pub kind: Kind,
    /// What its argument means.
    pub operand: Operand,
    /// The inline cache that follows it, in order.
    pub cache: &'static [CacheField],
    /// How many of the following instructions this one also executes, the next one first. They are
    /// skipped when this one executes, so a covered instruction that itself covers another is not
    /// evidence for that other one.
    pub covers: u8,
    /// Whether the interpreter replaces the adaptive form with this base opcode when it sees that
    /// the instruction can never specialize: in quickened code, it has failed for good.
    pub gives_up: bool,
    /// A description of what a specialized form is for, if that is fixed: `int`, `list and int
    /// index`. `None` if it is the class or function that the form saw: then its cache holds a
    /// version, which [`guard`](crate::guard()) reads.
    pub guard: Option<&'static str>,
    /// Which attribute of a class it holds, if it does.
    pub finds: Finds,
}

impl Opcode {
    /// The inline cache's length in code units.
    pub fn cache_units(&self) -> usize {
        self.cache.iter().map(|field| usize::from(field.units)).sum()
    }

    /// The offset after an instruction with this opcode at `offset` and its cache, in bytes.
    pub fn end(&self, offset: u32) -> u32 {
        offset.saturating_add(2 + 2 * self.cache_units() as u32)
    }

    /// The offset to which its argument refers, if that is a place in the code, for an instruction
    /// at `offset`; both in bytes. Before the start of the code object only in damaged code.
    pub fn jump_target(&self, offset: u32, arg: u32) -> Option<i64> {
        let distance = 2 * i64::from(arg);
        match self.operand {
            Operand::Jump => Some(i64::from(self.end(offset)) + distance),
            Operand::JumpBack | Operand::JumpSource => Some(i64::from(self.end(offset)) - distance),
            _ => None,
        }
    }

    /// Whether its argument says where execution continues, always or sometimes.
    pub fn jumps(&self) -> bool {
        matches!(self.operand, Operand::Jump | Operand::JumpBack)
    }

    /// Whether execution may continue with the next instruction.
    pub fn falls_through(&self) -> bool {
        let leaves = ["RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE"];
        let always_jumps = self.name.starts_with("JUMP_") && !self.name.starts_with("JUMP_IF_");
        !always_jumps && !leaves.contains(&self.name)
    }

    /// Whether the first unit of its cache counts toward specialization, so that
    /// [`progress`](crate::progress) can read it. False for jumps, whose cache holds a history of
    /// branches or a JIT's counter.
    pub fn has_counter(&self) -> bool {
        let specializes = matches!(self.kind, Kind::Family | Kind::Adaptive | Kind::Specialized);
        specializes && self.cache.first().is_some_and(|field| field.name == "counter")
    }
}

/// Which attribute a specialized form found, in the class it is for or one of its bases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finds {
    /// None, or an attribute of the object itself.
    Nothing,
    /// The attribute named by its operand.
    Name,
    /// Always this attribute.
    Special(&'static str),
}

/// The role an opcode has in the specializing adaptive interpreter (PEP 659).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Written by the compiler, and never replaced by anything that could tell of success or
    /// failure.
    Plain,
    /// Written by the compiler, with specialized forms.
    Family,
    /// 3.11: an adaptive opcode, in quickened code, which counts toward its next attempt.
    Adaptive,
    /// A specialized form: for certain operands, guarded against others.
    Specialized,
    /// A superinstruction: two of the compiler's instructions in one, written when the code is
    /// quickened (3.11) or created (3.12), whatever the operands.
    Superinstruction,
    /// Replaces a base opcode on first execution or on quickening, whatever the operands: it shows
    /// that the code ran, and specializes nothing.
    Quickened,
    /// Reports to `sys.monitoring`, tracers or profilers, and hides the original opcode.
    Instrumented,
    /// Enters machine code or an optimized trace, and hides the original opcode.
    Executor,
    /// A unit of an inline cache: not executed.
    Cache,
    /// Not found in the code of any program.
    Reserved,
    /// A number that is not an opcode in this version.
    Unknown,
}

/// What the argument of an instruction means, and how `dis` prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// There is no argument.
    None,
    /// A plain number: a count, a depth, a small integer.
    Number,
    /// All but the low eight bits of the next instruction's argument (`EXTENDED_ARG`).
    HighBits,
    /// An index into `co_consts`.
    Const,
    /// An index into `co_names`, in the bits from `shift` up.
    Name {
        /// How many low bits are flags.
        shift: u8,
        /// The meaning of the flags.
        marks: &'static [Mark],
    },
    /// An index into the fast locals: variables, cells and free variables, as one list.
    Local,
    /// Two such indices, of four bits each, the high bits first.
    LocalPair,
    /// A distance in code units, forward from the end of the instruction and its cache.
    Jump,
    /// A distance in code units, backward from the end of the instruction and its cache.
    JumpBack,
    /// A distance backward, to the start of the iteration that ends here (`END_ASYNC_FOR`).
    JumpSource,
    /// An index into a list of words, in the bits from `shift` up.
    Word {
        /// How many low bits are flags or irrelevant.
        shift: u8,
        /// The meaning of the flags.
        marks: &'static [Mark],
        /// The words, as `dis` prints them.
        words: &'static [&'static str],
    },
    /// A set of flags, named from the lowest bit up.
    Flags(&'static [&'static str]),
}

impl Operand {
    /// Whether there is an argument.
    pub fn exists(&self) -> bool {
        *self != Self::None
    }
}

/// What a flag in an argument adds to what `dis` prints. Only the first flag that is set counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The bit.
    pub mask: u8,
    /// The text, with `{}` in place of the name or word: `NULL + {}`.
    pub text: &'static str,
}

/// A field of an inline cache. A field with several units is one number, in the machine's byte
/// order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheField {
    /// Its name in `opcode._cache_format` or, if the forms of a family differ, in the form's
    /// definition; `unused` if the form does not read it.
    pub name: &'static str,
    /// Its length in code units, of two bytes each.
    pub units: u8,
}

impl CacheField {
    /// Whether it holds a borrowed pointer: the object may be gone.
    pub fn is_pointer(&self) -> bool {
        self.units == 4
    }
}

/// The defaults of generated rows.
pub(crate) const BLANK: Opcode = Opcode {
    number: 0,
    name: "",
    base: "",
    kind: Kind::Unknown,
    operand: Operand::None,
    cache: &[],
    covers: 0,
    gives_up: false,
    guard: None,
    finds: Finds::Nothing,
};
