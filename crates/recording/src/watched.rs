//! Observations of code objects while the program runs.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use crate::facts::Facts;

/// What was observed of one code object while it ran: the raw facts that
/// [`classify`](crate::classify()) adds to the final state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// Samples that hit an instruction: its offset in bytes, and how many.
    pub samples: Vec<(u32, u32)>,
    /// Changes of form, in order of time. The first entry for an instruction is the form it had
    /// when it was first looked at.
    pub changes: Vec<Change>,
    /// Changes that were counted but not kept, because an instruction had very many: its offset in
    /// bytes, and how many.
    pub more_changes: Vec<(u32, u32)>,
    /// The operands observed at an instruction, by its offset in bytes.
    pub operands: Vec<(u32, Operands)>,
}

impl Watched {
    /// Whether nothing was observed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A change of form: an instruction was found with another opcode than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The instruction's offset in bytes.
    pub offset: u32,
    /// When, in microseconds since the program started.
    pub at: u64,
    /// The number of the new opcode.
    pub opcode: u8,
}

/// A form with which an instruction was found while the program ran.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Transition {
    /// When, in microseconds since the program started.
    pub at: u64,
    /// The form.
    pub opcode: crate::OpcodeName,
    /// What the program said it was doing then: the name of the test, if pytest's plugin reports
    /// it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<ArcStr>,
}

/// The operands of an instruction, just before it executed, over a bounded number of executions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Operands {
    /// The number of executions that were observed.
    pub executions: u32,
    /// The operands observed, the most frequent first. The counts add up to `executions` unless
    /// there was more variety than is kept.
    pub seen: Vec<Seen>,
}

/// Operands of one shape.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seen {
    /// The number of executions that had them.
    pub count: u32,
    /// The classes of the operands, in the order of the source: left and right; container, index
    /// and stored value; owner of the attribute and stored value; callee and arguments.
    pub types: Vec<ArcStr>,
    /// What else the specializer looks at, in order of key.
    #[serde(default)]
    pub facts: Facts,
}

/// Why an instruction does not specialize, or does not stay specialized.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reason {
    /// The code of the rule, such as `SPC101`.
    pub code: ArcStr,
    /// One sentence with the names filled in, without a final period.
    pub message: ArcStr,
    /// How it is known.
    pub evidence: Certainty,
    /// Whether a change of the program can help. If not, it is not a finding.
    pub avoidable: bool,
}

/// How something is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Observed in the running program.
    Measured,
    /// Inferred from the instruction and the rules of its version.
    Inferred,
}

/// How the running program was sampled.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sampling {
    /// The average time between two samples, in seconds.
    pub interval: f64,
    /// How often the sampling thread looked at the program's threads.
    pub ticks: u64,
    /// The number of samples that hit an instruction of the recorded code.
    pub inside: u64,
    /// The number of samples that hit other code, or could not be read.
    pub outside: u64,
}
