//! What the page of a file carries.

use std::borrow::Cow;

use serde::Serialize;

use super::known::{Details, Rules};
use super::table::{Table, row};

/// All instructions that cover some of the page's stretches. These are counted in the order of the page,
/// those that no instruction covers left out.
#[derive(Serialize)]
pub(in crate::html) struct FileData<'a> {
    /// All samples that were taken.
    pub(in crate::html) samples: u64,
    /// How long the program ran.
    pub(in crate::html) microseconds: u64,
    /// The page on which the file's functions are stepped through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) walk: Option<&'a str>,
    /// The different instructions of the page; a program repeats itself much.
    pub(in crate::html) kinds: Vec<Details<'a>>,
    pub(in crate::html) code: Table<Code<'a>>,
    /// Those of all code, in its order.
    pub(in crate::html) instructions: Table<Covering>,
    /// Those of each finding, in order.
    pub(in crate::html) findings: Table<Place>,
    pub(in crate::html) rules: Rules,
}

row! {
    "code"
    /// A code object.
    struct Code<'a> {
        name: Cow<'a, str>,
        line: i32,
        /// Its name in addresses, where that is another.
        id: Option<String>,
        /// How many of the instructions are its own.
        length: usize,
    }
}

row! {
    "instructions"
    /// An instruction, and what it covers.
    struct Covering {
        /// The first stretch.
        first: usize,
        /// How many.
        count: usize,
        /// Among the kinds.
        kind: usize,
        offset: u32,
    }
}

row! {
    "places"
    /// Stretches that follow each other.
    #[derive(PartialEq, Eq, PartialOrd, Ord)]
    struct Place {
        first: usize,
        count: usize,
    }
}
