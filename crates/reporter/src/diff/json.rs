//! One JSON document.

use std::io;

use diff::{Change, Diff};
use serde::Serialize;
use serde_json::{Map, Value};
use strum::IntoEnumIterator;

use crate::json::document;

/// The value of the field `schema`.
const SCHEMA: &str = "specialist/diff";

/// The version of its format.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Body<'a> {
    totals: Map<String, Value>,
    #[serde(flatten)]
    diff: &'a Diff,
}

/// Totals, then every file with the sites that changed.
pub(super) fn write(diff: &Diff, out: &mut dyn io::Write) -> io::Result<()> {
    let counts = Change::iter().map(|change| (change.name(), diff.count(change)));
    let totals = counts.chain([("same", diff.same())]);
    let totals = totals.map(|(name, count)| (name.to_owned(), count.into())).collect();
    document(SCHEMA, SCHEMA_VERSION, &Body { totals, diff }, out)
}
