//! What the page of all findings carries.

use serde::Serialize;

use super::table::{Table, row};

/// What its script lists.
#[derive(Serialize)]
pub(in crate::html) struct FindingsData<'a> {
    /// All samples that were taken; 0 where they tell nothing.
    pub(in crate::html) samples: u64,
    /// What hot findings have in common.
    pub(in crate::html) heat: &'static str,
    pub(in crate::html) files: &'a Table<Path<'a>>,
    pub(in crate::html) functions: Vec<String>,
    pub(in crate::html) groups: &'a [Group],
    /// The hottest first.
    pub(in crate::html) sites: Table<Site<'a>>,
}

row! {
    "paths"
    /// A file.
    struct Path<'a> {
        path: String,
        page: &'a str,
    }
}

/// What findings are listed under: a rule or, where no reason is known, a family of instructions.
#[derive(Serialize)]
pub(in crate::html) struct Group {
    pub(in crate::html) name: String,
    pub(in crate::html) summary: Option<&'static str>,
    pub(in crate::html) page: Option<String>,
    /// How many are.
    #[serde(skip)]
    pub(in crate::html) count: usize,
}

row! {
    "sites"
    /// A finding.
    struct Site<'a> {
        /// Among the files, the functions and the groups.
        file: usize,
        function: usize,
        group: usize,
        unstable: bool,
        hot: bool,
        avoidable: bool,
        /// Of the link to the file's page.
        fragment: &'a str,
        /// `:4:16`
        place: &'a str,
        /// The line of source: what is before the expression, the expression, what is behind.
        before: &'a str,
        expression: &'a str,
        behind: &'a str,
        message: &'a str,
        /// What else is.
        known: &'a str,
        samples: u64,
        /// Of all samples, in words.
        share: Option<String>,
    }
}
