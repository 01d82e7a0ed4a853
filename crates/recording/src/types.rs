//! The recording and its parts. Field names are those of the JSON.

use arcstr::ArcStr;
use bytecode::{Branches, ExceptionEntry, Executions, Version};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::OpcodeName;
use crate::{
    Cache, CacheUnits, Form, Missing, Operands, Processes, Reason, Sampling, State, Transition,
};

/// One run of a program: what ran, how it ended, and the state of every instruction at the end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    /// What executed the program.
    pub engine: Engine,
    /// What was executed.
    pub program: Program,
    /// How it ended.
    pub outcome: Outcome,
    /// When it was started, if that was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Timestamp>,
    /// The machine it ran on, if that was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<Machine>,
    /// What a reader should know before trusting the rest: one plain sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// What ran but is not in it.
    #[serde(default, skip_serializing_if = "Missing::is_nothing")]
    pub missing: Missing,
    /// How many processes it describes: more than one if [recordings were
    /// combined](crate::Combined).
    #[serde(default, skip_serializing_if = "Processes::is_one")]
    pub processes: Processes,
    /// How the program was sampled while it ran, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampling: Option<Sampling>,
    /// Every recorded source file, sorted by path.
    pub files: Vec<File>,
}

/// What executed the program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Engine {
    /// `cpython`: there is no other.
    pub name: String,
    /// The Python version, such as `3.12.1`.
    pub python: String,
    /// `sys.implementation.name`.
    pub implementation: String,
    /// The interpreter's path; empty where it does not know its own.
    pub executable: String,
}

impl Engine {
    /// The feature version of `python`; `None` if this build does not know it.
    pub fn version(&self) -> Option<Version> {
        let (major, rest) = self.python.split_once('.')?;
        let minor = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        Version::from_parts(major.parse().ok()?, minor.parse().ok()?)
    }
}

/// The machine on which a program ran: what matters when run times are compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Machine {
    /// The operating system and its kernel's release, such as `Linux 6.1.0`.
    pub system: String,
    /// `x86_64`, `aarch64`, …: what `uname -m` says.
    pub architecture: String,
    /// The product name of the processor, if the system tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processor: Option<String>,
    /// How many processors the program could use, if the system tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processors: Option<u32>,
}

/// How the program was named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProgramKind {
    /// A script, a directory or a zip archive.
    File,
    /// `-m MODULE`
    Module,
    /// `-c COMMAND`
    Command,
}

/// What was executed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Program {
    /// How `target` is to be read.
    pub kind: ProgramKind,
    /// The path, the module's name or the command's source, as given.
    pub target: String,
    /// The arguments after it.
    pub argv: Vec<String>,
    /// The directory it was started in.
    pub cwd: String,
}

/// How the program ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The exit status; after a fatal signal, 128 plus the signal's number, as in shells.
    pub exit_status: i32,
    /// The exception that ended the program, if one did.
    pub exception: Option<Exception>,
    /// Wall time from start to end, in seconds.
    pub seconds: f64,
    /// How many threads the program started, as far as is known.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub threads: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// An exception that was not caught.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Exception {
    /// The class, as tracebacks name it: `ValueError`, `package.Error`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `str()` of the exception.
    pub message: String,
    /// The traceback as Python prints it, without the marks below source lines.
    pub traceback: String,
}

/// A source file with code that ran or could have run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct File {
    /// The path: relative to the program's directory if the file is below it, otherwise absolute.
    pub path: String,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// The text, decoded as Python decodes it; columns of spans count its UTF-8 bytes.
    pub source: String,
    /// The file's code objects, in order of first line.
    pub code: Vec<Code>,
}

/// One code object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Code {
    /// `co_qualname`, such as `Point.shifted`.
    pub qualname: String,
    /// `co_firstlineno`.
    pub first_line: i32,
    /// How many of the combined processes had it.
    #[serde(default, skip_serializing_if = "Processes::is_one")]
    pub processes: Processes,
    /// In order of offset. Inline caches are not instructions.
    pub instructions: Vec<Instruction>,
    /// Lines of instructions that have a line but no span, as pairs of offset and line: `RESUME`
    /// and others that belong to no expression. A module starts on line 0.
    #[serde(default, skip_serializing_if = "no_items")]
    pub lines: Box<[(u32, u32)]>,
    /// Where exceptions are handled: `co_exceptiontable`, decoded.
    #[serde(default, skip_serializing_if = "no_items")]
    pub handlers: Box<[ExceptionEntry]>,
    /// The contents of the inline caches at the end of the run.
    #[serde(default, skip_serializing_if = "CacheUnits::is_empty")]
    pub caches: CacheUnits,
}

fn no_items<T>(items: &[T]) -> bool {
    items.is_empty()
}

/// One instruction and what the interpreter made of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "WireInstruction", into = "WireInstruction")]
pub struct Instruction {
    /// Its offset in the code object, in bytes.
    pub offset: u32,
    /// The opcode found at the end of the run, such as `LOAD_ATTR_INSTANCE_VALUE`.
    pub opcode: OpcodeName,
    /// The opcode that the compiler wrote, such as `LOAD_ATTR`.
    pub base: OpcodeName,
    /// The argument, including `EXTENDED_ARG`; `None` if the instruction takes none.
    pub arg: Option<u32>,
    /// The argument as `dis` prints it: a name, a constant, an operator, a target.
    pub argrepr: Option<ArcStr>,
    /// The source it was compiled from; `None` if the compiler gave no exact location.
    pub span: Option<Span>,
    /// What the interpreter made of it.
    pub state: State,
    /// The offset of the instruction whose form also executes this one.
    pub covered_by: Option<u32>,
    /// What else is known. Most instructions have nothing, so it is stored separately.
    pub evidence: Option<Box<Evidence>>,
}

/// An [`Instruction`] as JSON has it: evidence among the other fields.
#[derive(Serialize, Deserialize)]
struct WireInstruction {
    offset: u32,
    opcode: OpcodeName,
    base: OpcodeName,
    arg: Option<u32>,
    argrepr: Option<ArcStr>,
    span: Option<Span>,
    state: State,
    covered_by: Option<u32>,
    #[serde(flatten)]
    evidence: Evidence,
}

impl From<WireInstruction> for Instruction {
    fn from(wire: WireInstruction) -> Self {
        let WireInstruction {
            offset,
            opcode,
            base,
            arg,
            argrepr,
            span,
            state,
            covered_by,
            evidence,
        } = wire;
        let evidence = (!evidence.is_empty()).then(|| Box::new(evidence));
        Self { offset, opcode, base, arg, argrepr, span, state, covered_by, evidence }
    }
}

impl From<Instruction> for WireInstruction {
    fn from(instruction: Instruction) -> Self {
        let Instruction { offset, opcode, base, arg, argrepr, span, state, covered_by, evidence } =
            instruction;
        let evidence = evidence.map(|evidence| *evidence).unwrap_or_default();
        Self { offset, opcode, base, arg, argrepr, span, state, covered_by, evidence }
    }
}

/// What is known about an instruction beyond its form and state. In JSON its fields are among the
/// instruction's own; those that are `None` are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// Failed attempts to specialize since it was created or last deoptimized, if the counter
    /// tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failures: Option<u32>,
    /// Misses of the guard since it was last specialized. After 53, the instruction is deoptimized
    /// or, on 3.12 and later, specialized again, and the count starts from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub misses: Option<u32>,
    /// Executions of a failing instruction, according to its counter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub executions: Option<Executions>,
    /// The last outcomes of a conditional jump, if the version stores them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<Branches>,
    /// What the form was specialized for: a description if it is always the same (`int`, `list and
    /// int index`, `global variable`) or, if its cache holds a version, the class (`Point`), the
    /// module (`module math`) or the function (`Point.shifted`, `json.loads`) that had the version
    /// at the end. Also `None` if that has changed or died since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<ArcStr>,
    /// What the form found in the class it was specialized for, with the class that defines it: a
    /// method or property (`Base.shifted`), a slot, a class attribute. Also `None` if the class is
    /// not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<ArcStr>,
    /// The inline cache, if the instruction ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<Cache>,
    /// The forms that processes ended with, if recordings were combined and the forms differ: the
    /// most frequent first. The instruction displays the most telling one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forms: Option<Box<[Form]>>,
    /// The number of samples that hit it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub samples: Option<u32>,
    /// The forms with which it was found while the program ran, the earliest first; `None` if it
    /// was not seen to change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<Box<[Transition]>>,
    /// How many changes of form followed those in `history`: if an instruction changes all the
    /// time, only the first ones are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more_changes: Option<u32>,
    /// The operands that were observed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operands: Option<Box<Operands>>,
    /// Why it does not specialize, or does not stay specialized.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Box<Reason>>,
}

impl Evidence {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A range of source, as in `co_positions()`; `[line, column, end line, end column]` in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "[u32; 4]", into = "[u32; 4]")]
pub struct Span {
    /// The first line, counted from 1.
    pub line: u32,
    /// The first column, in UTF-8 bytes from 0.
    pub column: u32,
    /// The last line, counted from 1.
    pub end_line: u32,
    /// The column after the last, in UTF-8 bytes from 0.
    pub end_column: u32,
}

impl From<[u32; 4]> for Span {
    fn from([line, column, end_line, end_column]: [u32; 4]) -> Self {
        Self { line, column, end_line, end_column }
    }
}

impl From<Span> for [u32; 4] {
    fn from(span: Span) -> Self {
        [span.line, span.column, span.end_line, span.end_column]
    }
}

impl Span {
    /// Where it starts: line and column.
    pub fn start(self) -> (u32, u32) {
        (self.line, self.column)
    }

    /// Where it ends: line and column.
    pub fn end(self) -> (u32, u32) {
        (self.end_line, self.end_column)
    }

    /// Whether another one is inside it, or equal to it.
    pub fn contains(self, inner: Self) -> bool {
        self.start() <= inner.start() && inner.end() <= self.end()
    }
}
