//! The data of the index.

use serde::Serialize;

use super::table::{Table, row};

/// What its script sorts and searches.
#[derive(Serialize)]
pub(in crate::html) struct IndexData<'a> {
    /// The number of all samples.
    pub(in crate::html) samples: u64,
    /// The samples of the hottest file.
    pub(in crate::html) most: u64,
    /// The files, in the order of the rows.
    pub(in crate::html) files: Table<File<'a>>,
    /// The functions of all files, in their order.
    pub(in crate::html) functions: Table<Function>,
}

row! {
    "files"
    /// A file.
    struct File<'a> {
        page: &'a str,
        /// How many of the functions belong to it.
        length: usize,
        sites: u64,
        specialized: u64,
        failing: u64,
        unstable: u64,
        cold: u64,
        samples: u64,
    }
}

row! {
    "functions"
    /// A function.
    struct Function {
        name: String,
        line: i32,
        sites: u64,
        specialized: u64,
        failing: u64,
        unstable: u64,
        cold: u64,
        samples: u64,
    }
}
