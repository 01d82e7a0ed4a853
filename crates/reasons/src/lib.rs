//! Why an instruction is not specialized: the rules of each version's specializer, and a page about
//! each.
//!
//! A [`Rule`] is a file in `rules/`: a summary, the versions to which it applies, the message, and
//! the page that `specialist explain` prints. `families` decide which rule applies to a site and
//! the operands observed there. [`add()`] does that for a whole recording.
//!
//! Deliberately absent: how operands were observed, and how reasons are displayed.

mod explain;
mod families;
mod rule;
pub mod rules;
mod verdict;

pub use explain::{add, explain, mended_in};
pub use rule::{Change, Rule};
pub use rules::{ALL as RULES, nearest, rule};
pub use verdict::{Finding, Form, Site, Verdict};
