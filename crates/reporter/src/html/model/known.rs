//! What is known about an instruction, as in the panel of a page.

use std::borrow::Cow;
use std::collections::BTreeMap;

use recording::{Certainty, OpcodeName};
use serde::{Serialize, Serializer};

use super::table::{Table, row};

/// An instruction and what is known about it. Unknown fields are left out.
#[derive(Serialize)]
pub(in crate::html) struct Details<'a> {
    pub(in crate::html) base: OpcodeName,
    pub(in crate::html) form: OpcodeName,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) argument: Option<Cow<'a, str>>,
    pub(in crate::html) state: &'static str,
    /// Whether it does not stay specialized.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(in crate::html) unstable: bool,
    /// The form of the instruction that executes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) by: Option<OpcodeName>,
    #[serde(flatten)]
    pub(in crate::html) known: Known<'a>,
}

/// The evidence.
#[derive(Default, Serialize)]
pub(in crate::html) struct Known<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) reason: Option<Why<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) guard: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) target: Option<Cow<'a, str>>,
    /// Texts under headings.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_map")]
    pub(in crate::html) facts: Vec<(&'static str, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) samples: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) operands: Option<Looked>,
    /// Values of fields.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_map")]
    pub(in crate::html) cache: Vec<(&'static str, u32)>,
    #[serde(skip_serializing_if = "Table::is_empty")]
    pub(in crate::html) history: Table<Found<'a>>,
    /// The number of further changes of form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) more: Option<usize>,
}

row! {
    "history"
    /// A form, when it was found, and what the program said it was doing then.
    struct Found<'a> {
        /// Microseconds since the program started.
        at: u64,
        form: OpcodeName,
        context: Option<Cow<'a, str>>,
    }
}

/// A reason, and whether it is measured or inferred.
#[derive(Serialize)]
pub(in crate::html) struct Why<'a> {
    pub(in crate::html) code: Cow<'a, str>,
    pub(in crate::html) message: Cow<'a, str>,
    pub(in crate::html) evidence: Certainty,
    pub(in crate::html) avoidable: bool,
}

/// The operands that were observed.
#[derive(Serialize)]
pub(in crate::html) struct Looked {
    pub(in crate::html) executions: u32,
    /// One line for each shape.
    pub(in crate::html) seen: Vec<String>,
    /// The number of shapes that are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) more: Option<usize>,
}

/// What pages say about a rule.
#[derive(Serialize)]
pub(in crate::html) struct Rule {
    pub(in crate::html) summary: &'static str,
    pub(in crate::html) page: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) change: Option<Change>,
}

/// What to do about it, with an example.
#[derive(Serialize)]
pub(in crate::html) struct Change {
    pub(in crate::html) words: &'static str,
    pub(in crate::html) before: Option<&'static str>,
    pub(in crate::html) after: Option<&'static str>,
}

/// The rules that a page mentions, by code.
pub(in crate::html) type Rules = BTreeMap<&'static str, Rule>;

fn as_map<V: Serialize, S: Serializer>(
    pairs: &[(&'static str, V)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}
