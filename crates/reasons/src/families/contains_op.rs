//! `CONTAINS_OP`: `in` and `not in`.

use recording::Seen;

use super::{Family, as_base_classes, depends, subclasses};
use crate::rules::{SPC205, SPC221, SPC222, SPC223};
use crate::{Finding, Site, Verdict};

pub(super) const FAMILY: Family = Family { base: "CONTAINS_OP", verdict, always_fails: depends };

fn verdict(site: &Site, seen: &Seen) -> Verdict {
    let [_, container] = seen.types.as_slice() else { return Verdict::Unknown };
    let fails = |rule| Verdict::from(Finding::new(rule, [("container", container)]));
    match &**container {
        "dict" => site.form("DICT").unwrap_or(Verdict::Unknown),
        "set" | "frozenset" => site.form("SET").unwrap_or(Verdict::Unknown),
        "list" | "tuple" => fails(&SPC221),
        "dict_keys" => fails(&SPC222),
        _ => {
            let base = as_base_classes(seen).map(|seen| verdict(site, &seen));
            let class = subclasses(seen).find(|(class, _)| class == container);
            match (base, class) {
                (Some(Verdict::Specializes(_)), Some((class, base))) => {
                    Finding::new(&SPC205, [("class", class), ("base", base)]).into()
                }
                _ => fails(&SPC223),
            }
        }
    }
}
