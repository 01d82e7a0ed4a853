//! `LOAD_SUPER_ATTR`, from 3.12 on: `super().name`.

use recording::Seen;

use super::{Family, depends, form, name};
use crate::rules::{SPC508, SPC509};
use crate::{Finding, Site, Verdict};

pub(super) const FAMILY: Family =
    Family { base: "LOAD_SUPER_ATTR", verdict, always_fails: depends };

fn verdict(site: &Site, seen: &Seen) -> Verdict {
    let fails = |rule| Finding::new(rule, [("name", name(site))]).into();
    match () {
        () if seen.facts.shadowed().is_some() => fails(&SPC508),
        () if seen.facts.owner().is_some() => fails(&SPC509),
        () if seen.types.is_empty() => Verdict::Unknown,
        () => form(site, &["METHOD"], ""),
    }
}
