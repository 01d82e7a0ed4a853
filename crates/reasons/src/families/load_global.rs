//! `LOAD_GLOBAL`: names of the module and of `builtins`.

use recording::Seen;
use recording::facts::{CHANGED, FOUND, LAZY, MAPPING, NAMESPACE, STRINGS, VERSIONS};

use super::{Family, depends, form, name};
use crate::rules::{SPC501, SPC502, SPC503, SPC504, SPC505, SPC507, SPC511, SPC512};
use crate::{Finding, Rule, Site, Verdict};

pub(super) const FAMILY: Family = Family { base: "LOAD_GLOBAL", verdict, always_fails: depends };

fn verdict(site: &Site, seen: &Seen) -> Verdict {
    let namespace = seen.fact(NAMESPACE).unwrap_or("?");
    let fails = |rule: &'static Rule| {
        Finding::new(rule, [("name", name(site)), ("namespace", namespace)]).into()
    };
    match (seen.fact(MAPPING), seen.fact(FOUND)) {
        (Some("globals"), _) => fails(&SPC502),
        (Some(_), _) => fails(&SPC503),
        _ if seen.fact(STRINGS) == Some("no") => fails(&SPC504),
        _ if seen.fact(STRINGS).is_some() => fails(&SPC512),
        _ if seen.fact(LAZY).is_some() => fails(&SPC511),
        (_, Some("missing")) => fails(&SPC501),
        _ if seen.fact(VERSIONS).is_some() && site.version.keeps_short_module_versions() => {
            fails(&SPC505)
        }
        _ if seen.fact(CHANGED).is_some() => fails(&SPC507),
        (_, Some("globals")) => form(site, &["MODULE"], namespace),
        (_, Some(_)) => form(site, &["BUILTIN"], namespace),
        _ => Verdict::Unknown,
    }
}
