//! `a[b]` and `a[b] = c`: `BINARY_SUBSCR` up to 3.13, then `BINARY_OP` with `[]`; `STORE_SUBSCR`.

use recording::Seen;
use recording::facts::{Index, Subscript, Text};

use super::{Family, as_base_classes, depends, subclasses};
use crate::rules::{
    SPC201, SPC202, SPC203, SPC204, SPC205, SPC206, SPC208, SPC209, SPC210, SPC211, SPC440, SPC605,
    SPC606,
};
use crate::{Finding, Form, Rule, Site, Verdict};

pub(super) const BINARY_SUBSCR: Family =
    Family { base: "BINARY_SUBSCR", verdict: load, always_fails: depends };
pub(super) const STORE_SUBSCR: Family =
    Family { base: "STORE_SUBSCR", verdict: store, always_fails: depends };

/// Whether a `BINARY_OP` is a subscript.
pub(super) fn is_one(site: &Site) -> bool {
    site.word() == "[]" || &*site.instruction.base == "BINARY_SUBSCR"
}

fn form(site: &Site, ending: &str) -> Option<Verdict> {
    match site.family() {
        "BINARY_OP" => site.form(&format!("SUBSCR_{ending}")),
        _ => site.form(ending),
    }
}

fn finding(rule: &'static Rule, container: &str, index: &str) -> Verdict {
    Finding::new(rule, [("container", container), ("index", index)]).into()
}

pub(super) fn load(site: &Site, seen: &Seen) -> Verdict {
    let [container, index] = seen.types.as_slice() else { return Verdict::Unknown };
    let fails = |rule| finding(rule, container, index);
    match (&**container, &**index) {
        ("list" | "tuple" | "str", "int") => by_number(site, seen, container),
        ("list", "slice") => form(site, "LIST_SLICE").unwrap_or_else(|| fails(&SPC203)),
        ("tuple" | "str", "slice") => fails(&SPC203),
        ("list" | "tuple" | "str", _) => fails(&SPC204),
        ("dict", _) => form(site, "DICT").unwrap_or(Verdict::Unknown),
        ("type", _) => fails(&SPC210),
        _ => match seen.facts.subscript() {
            Some(Subscript::Python) => getitem(site, seen, container),
            Some(Subscript::PythonChanged) => fails(&SPC605),
            Some(Subscript::PythonOtherParameters) => fails(&SPC209),
            Some(Subscript::Dict) if site.version.subscripts_derived_dicts() => {
                form(site, "DICT").unwrap_or(Verdict::Unknown)
            }
            Some(Subscript::Dict) | None => {
                derived(seen, |seen| load(site, seen)).unwrap_or_else(|| fails(&SPC206))
            }
        },
    }
}

/// An integer index into a list, a tuple or a string.
fn by_number(site: &Site, seen: &Seen, container: &str) -> Verdict {
    let fails = |rule| finding(rule, container, "int");
    let ending = match container {
        "list" => "LIST_INT",
        "tuple" => "TUPLE_INT",
        _ => "STR_INT",
    };
    let Some(found) = form(site, ending) else { return fails(&SPC206) };
    match (seen.facts.index(), seen.facts.text()) {
        (Some(Index::Negative), _) => fails(&SPC201),
        (Some(Index::Big | Index::OutOfRange), _) => fails(&SPC202),
        (None, Some(Text::CharacterNotAscii)) => fails(&SPC208),
        (None, Some(Text::NotAscii)) => form(site, "USTR_INT").unwrap_or(found),
        (None, None) => found,
    }
}

/// A `__getitem__` in Python that takes just the index.
fn getitem(site: &Site, seen: &Seen, container: &str) -> Verdict {
    if seen.facts.frames().is_some() {
        return Finding::new(&SPC606, []).into();
    }
    if site.version.guards_getitem_by_class() && seen.facts.versions().is_some() {
        return Finding::new(&SPC440, [("owner", container)]).into();
    }
    match form(site, "GETITEM") {
        Some(Verdict::Specializes(form)) => {
            Form { guard: format!("{container}.__getitem__"), ..form }.into()
        }
        _ => Verdict::Unknown,
    }
}

/// Where only the exact class would do.
fn derived(seen: &Seen, verdict: impl Fn(&Seen) -> Verdict) -> Option<Verdict> {
    let base = as_base_classes(seen)?;
    let (class, name) = subclasses(seen).next()?;
    let would_do = matches!(verdict(&base), Verdict::Specializes(_));
    would_do.then(|| Finding::new(&SPC205, [("class", class), ("base", name)]).into())
}

fn store(site: &Site, seen: &Seen) -> Verdict {
    let [container, index, ..] = seen.types.as_slice() else { return Verdict::Unknown };
    let fails = |rule| finding(rule, container, index);
    match (&**container, &**index) {
        ("list", "int") => match seen.facts.index() {
            Some(Index::Negative) => fails(&SPC201),
            Some(Index::Big | Index::OutOfRange) => fails(&SPC202),
            None => form(site, "LIST_INT").unwrap_or(Verdict::Unknown),
        },
        ("list", "slice") => fails(&SPC203),
        ("list", _) => fails(&SPC204),
        ("dict", _) => form(site, "DICT").unwrap_or(Verdict::Unknown),
        _ if seen.facts.subscript() == Some(&Subscript::Dict)
            && site.version.subscripts_derived_dicts() =>
        {
            form(site, "DICT").unwrap_or(Verdict::Unknown)
        }
        _ => derived(seen, |seen| store(site, seen)).unwrap_or_else(|| fails(&SPC211)),
    }
}
