//! The data of the page of all findings.

use serde::Serialize;

use super::table::{Table, row};

/// What its script lists.
#[derive(Serialize)]
pub(in crate::html) struct FindingsData<'a> {
    /// The number of all samples; 0 if they don't decide what is hot.
    pub(in crate::html) samples: u64,
    /// What hot findings have in common.
    pub(in crate::html) heat: &'static str,
    pub(in crate::html) files: &'a Table<Path<'a>>,
    pub(in crate::html) functions: Vec<String>,
    pub(in crate::html) groups: &'a [Group],
    /// The findings, the hottest first.
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

/// The group under which findings are listed: a rule or, if no reason is known, a family of
/// instructions.
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
        /// The indices of its file, function and group.
        file: usize,
        function: usize,
        group: usize,
        unstable: bool,
        hot: bool,
        avoidable: bool,
        /// The fragment of the link to the file's page.
        fragment: &'a str,
        /// `:4:16`
        place: &'a str,
        /// The line of source: the text before the expression, the expression, and the text after
        /// it.
        before: &'a str,
        expression: &'a str,
        behind: &'a str,
        message: &'a str,
        /// What else is known.
        known: &'a str,
        samples: u64,
        /// Its share of all samples, as text.
        share: Option<String>,
    }
}
