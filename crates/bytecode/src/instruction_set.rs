//! Opcodes and what is known of each: plain data, filled in by the generated tables.

use crate::Version;

/// The instruction set of one version of CPython.
#[derive(Debug)]
pub struct InstructionSet {
    /// The version.
    pub version: Version,
    /// The release it was dumped from, as `3.12.1`. Instruction sets do not change within a
    /// feature version.
    pub python: &'static str,
    /// Every opcode, by number.
    pub opcodes: [Opcode; 256],
}

impl InstructionSet {
    /// The opcode of this number. A number without meaning gives one of [`Kind::Unknown`], named
    /// as `dis` names it: `<37>`.
    pub fn opcode(&self, number: u8) -> &Opcode {
        &self.opcodes[usize::from(number)]
    }

    /// The opcode of this name. Looks at all of them: look names up once, not per instruction.
    pub fn named(&self, name: &str) -> Option<&Opcode> {
        self.opcodes.iter().find(|opcode| opcode.name == name && opcode.kind != Kind::Unknown)
    }
}

/// One opcode of one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opcode {
    /// The number in the code unit.
    pub number: u8,
    /// The name `dis` gives it.
    pub name: &'static str,
    /// The opcode the compiler writes where this one is found: `LOAD_ATTR` for
    /// `LOAD_ATTR_SLOT`; the name itself for what the compiler writes, and for those that stand
    /// for any other: `ENTER_EXECUTOR`, `INSTRUMENTED_LINE`, `INSTRUMENTED_INSTRUCTION`.
    pub base: &'static str,
    /// What role it has in the specializing adaptive interpreter.
    pub kind: Kind,
    /// What its argument means.
    pub operand: Operand,
    /// The inline cache that follows it, in order.
    pub cache: &'static [CacheField],
    /// How many of the instructions after it this one executes too, the next one first.
    /// Whatever stands in them does not run when control comes from here: a covered instruction
    /// that itself covers another is no evidence for that other one.
    pub covers: u8,
    /// The interpreter writes this base opcode back over its adaptive form where it sees that the
    /// instruction can never specialize: found in quickened code, it has failed for good.
    pub gives_up: bool,
    /// What a specialized form is for, in words, where that is fixed: `int`, `list and int index`.
    /// `None` where it is a class or function that the form met: then its cache holds a version,
    /// which [`guard`](crate::guard()) reads.
    pub guard: Option<&'static str>,
    /// Which attribute of a class it holds, where it does.
    pub finds: Finds,
}

impl Opcode {
    /// The inline cache's length in code units.
    pub fn cache_units(&self) -> usize {
        self.cache.iter().map(|field| usize::from(field.units)).sum()
    }

    /// The offset after an instruction of this opcode at `offset` and its cache, in bytes.
    pub fn end(&self, offset: u32) -> u32 {
        offset.saturating_add(2 + 2 * self.cache_units() as u32)
    }

    /// The offset its argument names, where that is a place in the code, for an instruction at
    /// `offset`; both in bytes. Before the code object's start only in damaged code.
    pub fn jump_target(&self, offset: u32, arg: u32) -> Option<i64> {
        let distance = 2 * i64::from(arg);
        match self.operand {
            Operand::Jump => Some(i64::from(self.end(offset)) + distance),
            Operand::JumpBack | Operand::JumpSource => Some(i64::from(self.end(offset)) - distance),
            _ => None,
        }
    }

    /// Its argument says where it continues, always or sometimes.
    pub fn jumps(&self) -> bool {
        matches!(self.operand, Operand::Jump | Operand::JumpBack)
    }

    /// It may continue with the instruction after it.
    pub fn falls_through(&self) -> bool {
        let leaves = ["RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE"];
        let always_jumps = self.name.starts_with("JUMP_") && !self.name.starts_with("JUMP_IF_");
        !always_jumps && !leaves.contains(&self.name)
    }

    /// The first unit of its cache counts towards specialization, and so
    /// [`progress`](crate::progress) can read it. False for jumps, whose cache holds a history of
    /// branches or a JIT's counter.
    pub fn has_counter(&self) -> bool {
        let specializes = matches!(self.kind, Kind::Family | Kind::Adaptive | Kind::Specialized);
        specializes && self.cache.first().is_some_and(|field| field.name == "counter")
    }
}

/// Which attribute a specialized form found, in the class it is for or in one that class inherits
/// from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finds {
    /// None, or the object's own.
    Nothing,
    /// The one that its operand names.
    Name,
    /// Always this one.
    Special(&'static str),
}

/// The role an opcode has in the specializing adaptive interpreter (PEP 659).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Written by the compiler, and nothing else stands in its place that could tell of success
    /// or failure.
    Plain,
    /// Written by the compiler, with specialized forms.
    Family,
    /// 3.11: a member of a family in quickened code, counting towards its next attempt.
    Adaptive,
    /// A form for operands of a certain kind, which it guards against others.
    Specialized,
    /// Two instructions of the compiler's in one, written when the code is quickened (3.11) or
    /// created (3.12), whatever the operands.
    Superinstruction,
    /// Written over a base opcode on first execution or on quickening, whatever the operands: it
    /// tells that the code ran, and is no specialization of anything.
    Quickened,
    /// Reports to `sys.monitoring`, tracers or profilers, and hides what stood there.
    Instrumented,
    /// Machine code or an optimized trace starts here; hides what stood there.
    Executor,
    /// A unit of an inline cache: not executed.
    Cache,
    /// Not found in the code of any program.
    Reserved,
    /// A number without meaning in this version.
    Unknown,
}

/// What the argument of an instruction means, and how `dis` prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// There is none.
    None,
    /// A number that says enough: a count, a depth, a small integer.
    Number,
    /// All but the low eight bits of the next instruction's argument (`EXTENDED_ARG`).
    HighBits,
    /// An index into `co_consts`.
    Const,
    /// An index into `co_names`, in the bits from `shift` up.
    Name {
        /// How many low bits are flags.
        shift: u8,
        /// What the flags say.
        marks: &'static [Mark],
    },
    /// An index into the fast locals: variables, cells and free variables, as one list.
    Local,
    /// Two of them, in four bits each, the high ones first.
    LocalPair,
    /// A distance in code units, forward from the end of the instruction and its cache.
    Jump,
    /// The same, backward.
    JumpBack,
    /// The same, backward: where the iteration that ends here is (`END_ASYNC_FOR`).
    JumpSource,
    /// An index into a list of words, in the bits from `shift` up.
    Word {
        /// How many low bits are flags or of no interest.
        shift: u8,
        /// What the flags say.
        marks: &'static [Mark],
        /// The words. `dis` prints them as they stand.
        words: &'static [&'static str],
    },
    /// A set of flags, named from the lowest bit up.
    Flags(&'static [&'static str]),
}

impl Operand {
    /// There is an argument.
    pub fn exists(&self) -> bool {
        *self != Self::None
    }
}

/// What a flag in an argument adds to what `dis` prints. The first whose bit is set counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The bit.
    pub mask: u8,
    /// What is printed, with `{}` where the name or word belongs: `NULL + {}`.
    pub text: &'static str,
}

/// A field of an inline cache. A field of several units is one number, in the machine's byte order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheField {
    /// The name it has in `opcode._cache_format`, or where forms of a family differ, in the form's
    /// definition; `unused` where the form does not read it.
    pub name: &'static str,
    /// Its length in code units of two bytes.
    pub units: u8,
}

impl CacheField {
    /// It holds a pointer, borrowed: what it points at may be gone.
    pub fn is_pointer(&self) -> bool {
        self.units == 4
    }
}

/// What generated rows leave unsaid.
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
