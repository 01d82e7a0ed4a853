//! HTML: a page for each file and an index, with one style sheet and one script beside them or, on
//! request, inside each.
//!
//! The modules depend on each other in one direction (tests/architecture): `directory` writes what
//! `pages` renders, one module per page; these display what `report` holds, using the sentences and
//! shapes of the modules below. Only `model` contains what the pages' scripts read.

mod assets;
mod covering;
mod diff;
mod directory;
mod error;
mod figures;
mod file;
mod findings;
mod frame;
mod index;
mod kinds;
mod legend;
mod markdown;
mod model;
mod names;
mod pages;
mod report;
mod rule;
mod shade;
mod sites;
mod tables;
mod text;
mod uses;
mod walk;
mod written;

pub use self::diff::diff_page;
pub use self::directory::{may_write, may_write_diff, write_diff, write_dir};
pub use self::error::{Error, Unrendered};
pub use self::names::INDEX;
pub use self::pages::pages;

#[cfg(test)]
pub(crate) use self::names::{is_main, is_of_rule, is_walkthrough};

#[cfg(test)]
mod tests;
