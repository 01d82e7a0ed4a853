//! The data that the scripts of pages read: every name in the JSON is a field here, and
//! `templates/script/data.js` converts it back into objects with the same names.

mod file;
mod findings;
mod index;
mod known;
mod table;
mod walk;

pub(super) use self::file::{Code, Covering, FileData, Place};
pub(super) use self::findings::{FindingsData, Group, Path, Site};
pub(super) use self::index::{File, Function, IndexData};
pub(super) use self::known::{Change, Details, Found, Known, Looked, Rule, Rules, Why};
pub(super) use self::table::Table;
pub(super) use self::walk::{
    Around, Cached, Field, Handler, Item, Label, Span, Start, Step, Target, Walk, WalkData,
};

#[cfg(test)]
mod tests;
