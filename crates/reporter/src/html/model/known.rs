//! What is known of an instruction, as the panel of a page shows it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use recording::{Certainty, OpcodeName};
use serde::{Serialize, Serializer};

use super::table::{Table, row};

/// An instruction and what is known of it. What is not known is left out.
#[derive(Serialize)]
pub(in crate::html) struct Details<'a> {
    pub(in crate::html) base: OpcodeName,
    pub(in crate::html) form: OpcodeName,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) argument: Option<Cow<'a, str>>,
    pub(in crate::html) state: &'static str,
    /// Specialized, but not for long.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(in crate::html) unstable: bool,
    /// The form of the instruction that executes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) by: Option<OpcodeName>,
    #[serde(flatten)]
    pub(in crate::html) known: Known<'a>,
}

/// What evidence there is.
#[derive(Default, Serialize)]
pub(in crate::html) struct Known<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) reason: Option<Why<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) guard: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) target: Option<Cow<'a, str>>,
    /// Words under headings.
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
    /// Changes of form after those.
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

/// A reason, and how it is known.
#[derive(Serialize)]
pub(in crate::html) struct Why<'a> {
    pub(in crate::html) code: Cow<'a, str>,
    pub(in crate::html) message: Cow<'a, str>,
    pub(in crate::html) evidence: Certainty,
    pub(in crate::html) avoidable: bool,
}

/// Operands that were looked at.
#[derive(Serialize)]
pub(in crate::html) struct Looked {
    pub(in crate::html) executions: u32,
    /// A line for each shape.
    pub(in crate::html) seen: Vec<String>,
    /// Shapes that are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) more: Option<usize>,
}

/// What pages say of a rule.
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

/// The rules that a page speaks of, by their codes.
pub(in crate::html) type Rules = BTreeMap<&'static str, Rule>;

fn as_map<V: Serialize, S: Serializer>(
    pairs: &[(&'static str, V)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}
