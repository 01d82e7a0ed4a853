//! What is worth a look: the one place that says what a site is, what is wrong with it, whether it is
//! hot, and what can help.
//!
//! [`grouped`] takes the instructions of a file together into [`Site`]s. [`Stability`] says what is
//! wrong with an instruction, [`Ranking`] puts all sites of a recording that are in trouble in order.
//!
//! Where the source can be read, a [`View`] tells instructions apart by function and loop, [`Heats`] says
//! which loops ran long enough to be specialized and by what evidence, [`called`] which functions are
//! called from where, and [`HotCode`] which code is hot therefore, in all files of a program.
//!
//! Deliberately absent: formats, options, files; and why a site is as it is (crate `reasons`).

mod calls;
mod group;
mod heat;
mod help;
mod hot;
mod member;
mod own;
mod ranking;
mod trouble;
mod view;

pub use calls::{Called, called};
pub use group::{Member, Site, Sites, grouped, instructions};
pub use heat::{Heat, HeatEvidence, Heats};
pub use help::{Help, change_may_help};
pub use hot::{HotBy, HotCode, WhyHot};
pub use member::{function_of, loops_of};
pub use own::{OwnRanges, own_place};
pub use ranking::{Measure, RankedSite, Ranking};
pub use trouble::{Stability, Trouble, explained, flaps, has_operands};
pub use view::{View, Within};
