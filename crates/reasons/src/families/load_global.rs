//! `LOAD_GLOBAL`: names of the module and of `builtins`.

use arcstr::ArcStr;
use recording::Seen;
use recording::facts::{Found, Mapping, Strings};

use super::{Family, depends, form, name};
use crate::rules::{SPC501, SPC502, SPC503, SPC504, SPC505, SPC507, SPC511, SPC512};
use crate::{Finding, Rule, Site, Verdict};

pub(super) const FAMILY: Family = Family { base: "LOAD_GLOBAL", verdict, always_fails: depends };

fn verdict(site: &Site, seen: &Seen) -> Verdict {
    let facts = &seen.facts;
    let namespace = facts.namespace().map_or("?", ArcStr::as_str);
    let fails = |rule: &'static Rule| {
        Finding::new(rule, [("name", name(site)), ("namespace", namespace)]).into()
    };
    match facts.mapping() {
        Some(Mapping::Globals) => return fails(&SPC502),
        Some(Mapping::Builtins) => return fails(&SPC503),
        None => {}
    }
    match facts.strings() {
        Some(Strings::No) => return fails(&SPC504),
        Some(Strings::Shared) => return fails(&SPC512),
        None => {}
    }
    let has_no_version = facts.versions().is_some() && site.version.keeps_short_module_versions();
    match facts.found() {
        _ if facts.lazy().is_some() => fails(&SPC511),
        Some(Found::Missing) => fails(&SPC501),
        _ if has_no_version => fails(&SPC505),
        _ if facts.changed().is_some() => fails(&SPC507),
        Some(Found::Globals) => form(site, &["MODULE"], namespace),
        Some(Found::Builtins) => form(site, &["BUILTIN"], namespace),
        None => Verdict::Unknown,
    }
}
