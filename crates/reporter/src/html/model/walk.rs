//! What a walkthrough carries. Texts, kinds, spans and instructions are told by their numbers.

use serde::Serialize;

use super::known::{Details, Rules};
use super::table::{Table, row};

/// All of a page.
#[derive(Serialize)]
pub(in crate::html) struct WalkData<'a> {
    /// The file's page.
    pub(in crate::html) page: &'a str,
    /// The code object to begin with.
    pub(in crate::html) start: Option<usize>,
    /// Whether jumps go to labels; else they go to offsets.
    pub(in crate::html) labeled: bool,
    /// Lines without their ends, in pieces. Each begins with what it is: see `PIECES` in `data.js`.
    pub(in crate::html) source: Vec<Vec<String>>,
    pub(in crate::html) texts: Vec<String>,
    /// For each kind of inline cache its fields.
    pub(in crate::html) caches: Vec<Table<Field>>,
    /// All samples that were taken.
    pub(in crate::html) samples: u64,
    /// How long the program ran.
    pub(in crate::html) microseconds: u64,
    pub(in crate::html) kinds: Vec<Details<'a>>,
    pub(in crate::html) rules: Rules,
    pub(in crate::html) code: Vec<Walk>,
}

row! {
    "cache"
    /// A field of an inline cache.
    struct Field {
        name: &'static str,
        /// How many code units it takes.
        units: u8,
    }
}

/// A code object.
#[derive(Default, Serialize)]
pub(in crate::html) struct Walk {
    /// Its name in addresses.
    pub(in crate::html) id: String,
    pub(in crate::html) name: String,
    pub(in crate::html) line: i32,
    /// The first and the last line of its source.
    pub(in crate::html) first: usize,
    pub(in crate::html) last: usize,
    /// What every instruction has.
    pub(in crate::html) steps: Table<Step>,
    /// Stacks of the forms the compiler wrote, where these differ.
    #[serde(skip_serializing_if = "Table::is_empty")]
    pub(in crate::html) generic: Table<Around>,
    pub(in crate::html) stacks: Table<Item>,
    pub(in crate::html) spans: Table<Span>,
    pub(in crate::html) starts: Table<Start>,
    #[serde(skip_serializing_if = "Table::is_empty")]
    pub(in crate::html) labels: Table<Label>,
    #[serde(skip_serializing_if = "Table::is_empty")]
    pub(in crate::html) targets: Table<Target>,
    #[serde(skip_serializing_if = "Table::is_empty")]
    pub(in crate::html) cached: Table<Cached>,
    #[serde(skip_serializing_if = "Table::is_empty")]
    pub(in crate::html) handlers: Table<Handler>,
}

row! {
    "steps"
    /// An instruction.
    struct Step {
        offset: u32,
        kind: usize,
        arg: Option<u32>,
        /// The argument in words: a text.
        argument: Option<usize>,
        span: Option<usize>,
        /// Stacks of the present forms.
        before: Option<usize>,
        after: Option<usize>,
    }
}

row! {
    "generic"
    /// The stacks around an instruction.
    struct Around {
        at: usize,
        before: Option<usize>,
        after: Option<usize>,
    }
}

row! {
    "stacks"
    /// A stack, from 1 on; 0 is the empty one.
    struct Item {
        /// The top item's text.
        text: usize,
        /// Which instruction made it.
        made_by: Option<u32>,
        /// The stack below it.
        below: usize,
    }
}

row! {
    "spans"
    /// A place in the source, in lines from 1 and characters from 0, as scripts count them.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    struct Span {
        line: usize,
        column: usize,
        end_line: usize,
        end_column: usize,
    }
}

row! {
    "starts"
    /// An instruction at which a line starts; no number for what has no line.
    struct Start {
        at: usize,
        line: Option<u32>,
    }
}

row! {
    "labels"
    /// An instruction that others jump to, and its label, from 1.
    struct Label {
        at: usize,
        label: usize,
    }
}

row! {
    "targets"
    /// An instruction that may jump, and the one it jumps to.
    struct Target {
        at: usize,
        target: usize,
    }
}

row! {
    "cached"
    /// An instruction with an inline cache, the kind of that, and what its fields hold, where it is known.
    struct Cached {
        at: usize,
        cache: usize,
        values: Vec<String>,
    }
}

row! {
    "handlers"
    /// A line of the exception table.
    struct Handler {
        text: String,
        start: u32,
        end: u32,
        target: Option<usize>,
    }
}
