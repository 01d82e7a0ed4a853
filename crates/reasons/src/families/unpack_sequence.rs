//! `UNPACK_SEQUENCE`: `a, b = c`, also in `for a, b in c`.

use recording::Seen;

use super::{Family, as_base_classes, depends, subclasses};
use crate::rules::{SPC205, SPC241, SPC242};
use crate::{Finding, Site, Verdict};

pub(super) const FAMILY: Family =
    Family { base: "UNPACK_SEQUENCE", verdict, always_fails: depends };

fn verdict(site: &Site, seen: &Seen) -> Verdict {
    let ([class], Some(targets)) = (seen.types.as_slice(), site.instruction.arg) else {
        return Verdict::Unknown;
    };
    let other = seen.facts.length().filter(|length| **length != u64::from(targets));
    if let ("tuple" | "list", Some(length)) = (&**class, other) {
        let (length, targets) = (length.to_string(), targets.to_string());
        return Finding::new(&SPC242, [("length", &length), ("targets", &targets)]).into();
    }
    let ending = match (&**class, targets) {
        ("tuple", 2) => "TWO_TUPLE",
        ("tuple", _) => "TUPLE",
        ("list", _) => "LIST",
        _ => {
            let base = as_base_classes(seen).map(|seen| verdict(site, &seen));
            return match (base, subclasses(seen).next()) {
                (Some(Verdict::Specializes(_)), Some((class, base))) => {
                    Finding::new(&SPC205, [("class", class), ("base", base)]).into()
                }
                _ => Finding::new(&SPC241, [("class", class)]).into(),
            };
        }
    };
    site.form(ending).unwrap_or(Verdict::Unknown)
}
