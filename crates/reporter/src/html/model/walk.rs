//! The data of a walkthrough. Texts, kinds, spans and instructions are referred to by number.

use serde::Serialize;

use super::known::{Details, Rules};
use super::table::{Table, row};

/// The data of a page.
#[derive(Serialize)]
pub(in crate::html) struct WalkData<'a> {
    /// The file's page.
    pub(in crate::html) page: &'a str,
    /// The code object that is shown first.
    pub(in crate::html) start: Option<usize>,
    /// Whether jumps refer to labels; otherwise they refer to offsets.
    pub(in crate::html) labeled: bool,
    /// Lines without their ends, in pieces. Each begins with what it is: see `PIECES` in `data.js`.
    pub(in crate::html) source: Vec<Vec<String>>,
    pub(in crate::html) texts: Vec<String>,
    /// The fields of each kind of inline cache.
    pub(in crate::html) caches: Vec<Table<Field>>,
    /// The number of all samples.
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
        /// Its length in code units.
        units: u8,
    }
}

/// A code object.
#[derive(Default, Serialize)]
pub(in crate::html) struct Walk {
    /// Its name in URLs.
    pub(in crate::html) id: String,
    pub(in crate::html) name: String,
    pub(in crate::html) line: i32,
    /// The first and the last line of its source.
    pub(in crate::html) first: usize,
    pub(in crate::html) last: usize,
    /// The columns that every instruction has.
    pub(in crate::html) steps: Table<Step>,
    /// The stacks of the compiled instructions, if these differ.
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
        /// The argument, as text.
        argument: Option<usize>,
        span: Option<usize>,
        /// The stacks of the current forms.
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
    /// A stack, numbered from 1; 0 is the empty one.
    struct Item {
        /// The top item's text.
        text: usize,
        /// The instruction that pushed it.
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
    /// An instruction at which a line starts; without a number if it has no line.
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
    /// An instruction with an inline cache, the kind of the cache, and the values of its fields if
    /// they are known.
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
