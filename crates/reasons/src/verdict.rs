//! What a specializer does with a site and its operands.

use bytecode::{Kind, Version};
use recording::Instruction;

use crate::Rule;

/// An instruction that may specialize, and its surroundings.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// The version that ran it.
    pub version: Version,
    /// The instruction.
    pub instruction: &'a Instruction,
    /// The instructions after it.
    pub after: &'a [Instruction],
}

/// A form that the specializer writes, and its guard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The opcode.
    pub opcode: &'static str,
    /// What it is for beyond what the opcode says: a class, a function, a module; empty if the
    /// opcode says all.
    pub guard: String,
}

impl<'a> Site<'a> {
    /// What `dis` prints for the argument: an operator, a name; empty if it prints nothing.
    pub fn word(&self) -> &'a str {
        self.instruction.argrepr.as_deref().unwrap_or_default()
    }

    /// The form of this family with this ending, such as `ADD_INT`; `None` if this version has
    /// none.
    pub fn form(&self, ending: &str) -> Option<Verdict> {
        let opcodes = &self.version.instruction_set().opcodes;
        let is = |name: &str| {
            name.strip_suffix(ending).and_then(|name| name.strip_suffix('_')) == Some(self.family())
        };
        let found =
            opcodes.iter().find(|opcode| opcode.kind == Kind::Specialized && is(opcode.name));
        found.map(|opcode| Form { opcode: opcode.name, guard: String::new() }.into())
    }

    /// The family in this version: one of an older version may be part of another now.
    pub fn family(&self) -> &'static str {
        family(self.version, self.instruction.base.as_str())
    }

    /// The same instruction in another version.
    pub(crate) fn in_version(self, version: Version) -> Self {
        Self { version, ..self }
    }
}

/// The family with the forms of an opcode in a version, which may not be the opcode's own.
fn family(version: Version, base: &'static str) -> &'static str {
    match base {
        _ if version.instruction_set().named(base).is_some() => base,
        "BINARY_SUBSCR" => "BINARY_OP",
        "LOAD_METHOD" => "LOAD_ATTR",
        "PRECALL" => "CALL",
        base => base,
    }
}

/// What the specializer does with operands of one shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It writes this form, and its guard holds.
    Specializes(Form),
    /// It fails, or writes a form that misses immediately.
    Fails(Finding),
    /// The observations don't tell.
    Unknown,
}

/// A rule that applies, with the values for its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// The placeholders of its message, and their values.
    pub values: Vec<(&'static str, String)>,
}

impl Finding {
    /// Creates a finding from a rule and the values for its message.
    pub fn new<const N: usize>(rule: &'static Rule, values: [(&'static str, &str); N]) -> Self {
        Self { rule, values: values.map(|(key, value)| (key, value.to_owned())).into() }
    }

    /// The rule's message for this instruction. `{since}` becomes ` before 3.14`, for the first
    /// version in which the instruction specializes, or nothing if there is none.
    pub fn message(&self, since: Option<Version>) -> String {
        let since = since.map_or(String::new(), |version| format!(" before {version}"));
        let fill = |text: String, (key, value): &(&str, String)| {
            text.replace(&format!("{{{key}}}"), value)
        };
        self.values.iter().fold(self.rule.message.replace("{since}", &since), fill)
    }
}

impl From<Form> for Verdict {
    fn from(form: Form) -> Self {
        Self::Specializes(form)
    }
}

impl From<Finding> for Verdict {
    fn from(finding: Finding) -> Self {
        Self::Fails(finding)
    }
}
