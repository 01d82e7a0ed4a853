//! What was seen of code objects while the program ran.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

/// What was seen of one code object while it ran: the raw facts that [`classify`](crate::classify())
/// adds to the final state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// How often a thread was found at an instruction: offset in bytes, number of samples.
    pub samples: Vec<(u32, u32)>,
    /// Changes of form, in order of time. The first of an instruction is the form it had when it
    /// was first looked at.
    pub changes: Vec<Change>,
    /// Changes of an instruction that were counted and not kept, because it had very many: offset
    /// in bytes, how many.
    pub more_changes: Vec<(u32, u32)>,
    /// The operands seen at an instruction, by its offset in bytes.
    pub operands: Vec<(u32, Operands)>,
}

impl Watched {
    /// Nothing was seen.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// An instruction was found with another opcode than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The instruction, in bytes.
    pub offset: u32,
    /// When, in microseconds since the program started.
    pub at: u64,
    /// The number of the opcode found.
    pub opcode: u8,
}

/// A form an instruction was found with while the program ran.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Transition {
    /// When, in microseconds since the program started.
    pub at: u64,
    /// The form.
    pub opcode: crate::OpcodeName,
    /// What the program said it was doing then: the test that ran, where pytest's plugin says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<ArcStr>,
}

/// The operands of an instruction as they were when it was about to execute, over a bounded number
/// of executions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Operands {
    /// How many executions were looked at.
    pub executions: u32,
    /// What was seen, the most frequent first. The counts add up to `executions` unless there was
    /// more variety than is kept.
    pub seen: Vec<Seen>,
}

/// Operands of one shape.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seen {
    /// How many executions had them.
    pub count: u32,
    /// The classes of the operands, in the order of the source: left and right; container, index
    /// and stored value; owner of the attribute and stored value; callee and arguments.
    pub types: Vec<ArcStr>,
    /// What else the specializer looks at, as pairs of key and value; see
    /// [the vocabulary](crate::facts). In order of key.
    #[serde(default)]
    pub facts: Vec<(ArcStr, ArcStr)>,
}

impl Seen {
    /// The value of a fact; `None` where it is not known or does not apply.
    pub fn fact(&self, key: &str) -> Option<&str> {
        self.facts.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }
}

/// Why an instruction is not specialized, or not for long.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reason {
    /// The rule, as `SPC101`.
    pub code: ArcStr,
    /// One sentence with the names filled in, without a final full stop.
    pub message: ArcStr,
    /// How it is known.
    pub evidence: Certainty,
    /// Whether a change of the program can help. Where none can, it is no finding.
    pub avoidable: bool,
}

/// How something is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Seen in the running program.
    Measured,
    /// Concluded from the instruction and the rules of its version.
    Inferred,
}

/// How the running program was sampled.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sampling {
    /// The time between two looks, in seconds, as it was on average.
    pub interval: f64,
    /// How often all threads were looked at.
    pub ticks: u64,
    /// How many samples fell on an instruction of the recorded code.
    pub inside: u64,
    /// How many fell on other code, or could not be read.
    pub outside: u64,
}
