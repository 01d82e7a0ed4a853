//! The data of a file's page.

use std::borrow::Cow;

use serde::Serialize;

use super::known::{Details, Rules};
use super::table::{Table, row};

/// All instructions that cover some of the page's stretches. Stretches are counted in the order of
/// the page, without those that no instruction covers.
#[derive(Serialize)]
pub(in crate::html) struct FileData<'a> {
    /// The number of all samples.
    pub(in crate::html) samples: u64,
    /// How long the program ran.
    pub(in crate::html) microseconds: u64,
    /// The page on which the file's functions are stepped through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::html) walk: Option<&'a str>,
    /// The distinct instructions of the page: a program repeats itself a lot.
    pub(in crate::html) kinds: Vec<Details<'a>>,
    pub(in crate::html) code: Table<Code<'a>>,
    /// The instructions of all code, in its order.
    pub(in crate::html) instructions: Table<Covering>,
    /// The instructions of each finding, in order.
    pub(in crate::html) findings: Table<Place>,
    pub(in crate::html) rules: Rules,
}

row! {
    "code"
    /// A code object.
    struct Code<'a> {
        name: Cow<'a, str>,
        line: i32,
        /// Its name in URLs, if that is different.
        id: Option<String>,
        /// How many of the instructions belong to it.
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
        /// The index of its kind.
        kind: usize,
        offset: u32,
    }
}

row! {
    "places"
    /// Consecutive stretches.
    #[derive(PartialEq, Eq, PartialOrd, Ord)]
    struct Place {
        first: usize,
        count: usize,
    }
}
