//! What a specialiser makes of a site and of operands.

use bytecode::Version;
use recording::Instruction;

use crate::Rule;

/// An instruction that may specialise, and what stands around it.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// The version that ran it.
    pub version: Version,
    /// The instruction.
    pub instruction: &'a Instruction,
    /// Those after it.
    pub after: &'a [Instruction],
}

impl<'a> Site<'a> {
    /// What `dis` prints for the argument: an operator, a name; empty where it prints nothing.
    pub fn word(&self) -> &'a str {
        self.instruction.argrepr.as_deref().unwrap_or_default()
    }
}

/// What the specialiser does where it meets operands of one shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It writes this form.
    Specialises(&'static str),
    /// It fails.
    Fails(Finding),
    /// What was seen does not tell.
    Unknown,
}

/// A rule that applies, and what fills its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// Placeholders of its message and what stands in their place.
    pub values: Vec<(&'static str, String)>,
}

impl Finding {
    /// A rule, with what fills its message.
    pub fn new<const N: usize>(rule: &'static Rule, values: [(&'static str, &str); N]) -> Self {
        Self { rule, values: values.map(|(key, value)| (key, value.to_owned())).into() }
    }

    /// The rule's message for this instruction.
    pub fn message(&self) -> String {
        let fill = |text: String, (key, value): &(&str, String)| {
            text.replace(&format!("{{{key}}}"), value)
        };
        self.values.iter().fold(self.rule.message.to_owned(), fill)
    }
}

impl From<Finding> for Verdict {
    fn from(finding: Finding) -> Self {
        Self::Fails(finding)
    }
}
