//! `TO_BOOL`: what `if`, `while`, `and`, `or` and `not` test.

use recording::Seen;
use recording::facts::Truth;

use super::{Family, depends};
use crate::rules::{SPC231, SPC232, SPC233, SPC234, SPC440};
use crate::{Finding, Form, Site, Verdict};

pub(super) const FAMILY: Family = Family { base: "TO_BOOL", verdict, always_fails: depends };

fn verdict(site: &Site, seen: &Seen) -> Verdict {
    let [class] = seen.types.as_slice() else { return Verdict::Unknown };
    let truth = seen.facts.truth();
    let method = truth.map_or("", Into::into);
    let fails = |rule| Finding::new(rule, [("class", class), ("method", method)]).into();
    let ending = match (&**class, truth) {
        ("bool", _) => "BOOL",
        ("int", _) => "INT",
        ("list", _) => "LIST",
        ("NoneType", _) => "NONE",
        ("str", _) => "STR",
        (_, Some(Truth::AlwaysTrue)) if seen.facts.versions().is_some() => {
            return Finding::new(&SPC440, [("owner", class)]).into();
        }
        (_, Some(Truth::AlwaysTrue)) => "ALWAYS_TRUE",
        ("float", _) => return fails(&SPC231),
        (_, Some(Truth::Bool | Truth::Len)) => return fails(&SPC233),
        (_, Some(Truth::AlwaysTrueBuiltIn)) => return fails(&SPC234),
        (_, None) => return fails(&SPC232),
    };
    match site.form(ending) {
        Some(Verdict::Specializes(form)) if ending == "ALWAYS_TRUE" => {
            Form { guard: class.to_string(), ..form }.into()
        }
        found => found.unwrap_or(Verdict::Unknown),
    }
}
