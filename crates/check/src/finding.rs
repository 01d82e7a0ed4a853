//! What is found: plain data, from which every format is written.

use std::collections::{BTreeMap, BTreeSet};

use bytecode::Version;
use reasons::Rule;
use recording::{Certainty, Evidence};
use sites::{HotBy, Trouble};

use crate::{Place, Ratio};

/// What there is to say against a program.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The versions of Python that ran it.
    pub versions: BTreeSet<Version>,
    /// In order of path, place and rule.
    pub findings: Vec<Finding>,
    /// What a reader should know before trusting the rest: one plain sentence each.
    pub notes: Vec<String>,
    /// What was not looked at though it ran: one plain sentence each. Where there is any, that nothing
    /// was found says nothing.
    pub unchecked: BTreeSet<String>,
    /// Why the program may be found otherwise when it runs again: one plain sentence each.
    pub doubts: Vec<String>,
    /// What was looked at.
    pub totals: Totals,
    /// How many findings a baseline forgave.
    pub forgiven: usize,
    /// How many entries of that baseline nothing was found for any more.
    pub mended: usize,
    /// The text of every file that was checked, by path.
    pub sources: BTreeMap<String, String>,
}

/// What was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Loops that ran long enough to be specialized.
    pub hot_loops: usize,
    /// How much of all hot code is specialized.
    pub hot_code: Ratio,
}

/// Something to be mended.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that says so.
    pub rule: &'static Rule,
    /// One sentence with the names filled in, without a final full stop.
    pub message: String,
    /// The file; `None` where all of the program is meant.
    pub path: Option<String>,
    /// What to underline.
    pub place: Place,
    /// The qualified name of the function it stands in, a comprehension's being its function's.
    pub function: String,
    /// The source it is about, as [`source::Key`] has it: the same wherever it stands.
    pub expression: String,
    /// What is wrong with the site; `None` where it is not about a single one.
    pub trouble: Option<Trouble>,
    /// How it is known.
    pub certainty: Certainty,
    /// What the counters of the site tell.
    pub evidence: Option<Box<Evidence>>,
    /// What to do about it, where its rule alone does not tell.
    pub help: Option<&'static str>,
    /// Why it matters; `None` where nothing has to be hot for it to be wrong.
    pub hot: Option<Hot>,
}

/// Why code is hot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hot {
    /// The file of the loop or the mark.
    pub path: String,
    /// Where that is.
    pub place: Place,
    /// Its first line, as `for item in items:`.
    pub source: String,
    /// How the code comes to be hot.
    pub by: HotBy,
}

impl Report {
    /// Puts the findings in order and leaves out what is said twice.
    pub(crate) fn sort(&mut self) {
        self.findings.sort_by(|a, b| a.order().cmp(&b.order()));
        self.findings.dedup_by(|a, b| a.order() == b.order());
    }
}

impl Finding {
    /// Of the whole program, with nothing known but this.
    pub(crate) fn new<const N: usize>(
        rule: &'static Rule,
        values: [(&'static str, &str); N],
    ) -> Self {
        Self {
            rule,
            message: reasons::Finding::new(rule, values).message(None),
            path: None,
            place: Place { line: 1, column: 1, end_line: 1, end_column: 1 },
            function: String::new(),
            expression: String::new(),
            trouble: None,
            certainty: Certainty::Measured,
            evidence: None,
            help: None,
            hot: None,
        }
    }

    fn order(&self) -> (&Option<String>, Place, &str, &str) {
        (&self.path, self.place, self.rule.code, &self.message)
    }
}

impl Totals {
    pub(crate) fn add(&mut self, other: Self) {
        self.hot_loops += other.hot_loops;
        self.hot_code = self.hot_code + other.hot_code;
    }
}
