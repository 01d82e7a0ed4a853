//! `GET_ITER`, `FOR_ITER`, and `SEND`, which advances what `yield from` and `await` delegate to.

use recording::Seen;
use recording::facts::{Delegate, Iteration};

use super::{Family, depends};
use crate::rules::{SPC301, SPC302, SPC303, SPC304, SPC311, SPC312, SPC321, SPC606};
use crate::{Finding, Rule, Site, Verdict};

pub(super) const FOR_ITER: Family =
    Family { base: "FOR_ITER", verdict: for_iter, always_fails: depends };
pub(super) const GET_ITER: Family =
    Family { base: "GET_ITER", verdict: get_iter, always_fails: depends };
pub(super) const SEND: Family = Family { base: "SEND", verdict: send, always_fails: depends };

/// The farthest a loop over a generator may reach: the form keeps the distance in 16 bits.
const SHORT: u32 = i16::MAX as u32;

fn fails(rule: &'static Rule, class: &str) -> Verdict {
    Finding::new(rule, [("class", class)]).into()
}

fn for_iter(site: &Site, seen: &Seen) -> Verdict {
    let Some(class) = seen.types.first() else { return Verdict::Unknown };
    let virtual_form = site.form("VIRTUAL");
    let ending = match (&**class, &virtual_form) {
        ("list", Some(_)) | ("list_iterator", None) => "LIST",
        ("tuple", Some(_)) | ("tuple_iterator", None) => "TUPLE",
        ("str" | "bytes", Some(_)) => "VIRTUAL",
        ("range_iterator", _) => "RANGE",
        ("generator", _) if site.instruction.arg.is_some_and(|arg| arg > SHORT) => {
            return fails(&SPC304, class);
        }
        ("generator", _) if seen.facts.frames().is_some() => return fails(&SPC606, class),
        ("generator", _) => "GEN",
        ("list_iterator" | "tuple_iterator", Some(_)) => return fails(&SPC302, class),
        _ => return fails(by_delegate(seen, &SPC301), class),
    };
    site.form(ending).unwrap_or(Verdict::Unknown)
}

/// Why there is no form for what is advanced; `otherwise` where that is written in C.
fn by_delegate(seen: &Seen, otherwise: &'static Rule) -> &'static Rule {
    match seen.facts.delegate() {
        Some(Delegate::Python) => &SPC303,
        Some(Delegate::Generator | Delegate::Coroutine | Delegate::Iterator) | None => otherwise,
    }
}

fn get_iter(site: &Site, seen: &Seen) -> Verdict {
    let Some(class) = seen.types.first() else { return Verdict::Unknown };
    let ending = match &**class {
        "list" | "tuple" | "str" | "bytes" => "VIRTUAL",
        _ => match seen.facts.iteration() {
            Some(Iteration::Itself) => "SELF",
            None => return fails(&SPC321, class),
        },
    };
    site.form(ending).unwrap_or(Verdict::Unknown)
}

fn send(site: &Site, seen: &Seen) -> Verdict {
    let Some(class) = seen.types.first() else { return Verdict::Unknown };
    let found = match &**class {
        "generator" | "coroutine" if seen.facts.frames().is_some() => {
            return fails(&SPC606, class);
        }
        "generator" | "coroutine" => site.form("GEN"),
        "list" | "tuple" | "str" | "bytes" => site.form("VIRTUAL"),
        "async_generator_asend" => site.form("ASYNC_GEN"),
        _ => None,
    };
    let is_loop = matches!(&**class, "list_iterator" | "tuple_iterator" | "range_iterator");
    let rule = if is_loop { &SPC311 } else { by_delegate(seen, &SPC312) };
    found.unwrap_or_else(|| fails(rule, class))
}
