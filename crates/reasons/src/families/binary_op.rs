//! `BINARY_OP`: arithmetic and bit operations.

use recording::Seen;

use super::Family;
use crate::rules::{SPC101, SPC102, SPC103};
use crate::{Finding, Site, Verdict};

pub(super) const FAMILY: Family = Family { base: "BINARY_OP", verdict, always_fails };

/// The operator, without the `=` of an augmented assignment.
fn operator<'a>(site: &Site<'a>) -> &'a str {
    site.word().strip_suffix('=').unwrap_or(site.word())
}

fn always_fails(site: &Site) -> Option<Finding> {
    let operator = operator(site);
    let has_forms =
        site.version.specialises_mixed_arithmetic() || matches!(operator, "+" | "-" | "*");
    (!has_forms).then(|| Finding::new(&SPC103, [("operator", operator)]))
}

fn verdict(site: &Site, seen: &Seen) -> Verdict {
    let [left, right] = seen.types.as_slice() else { return Verdict::Unknown };
    let operator = operator(site);
    let form = match (operator, &**left, &**right) {
        ("+", "int", "int") => "BINARY_OP_ADD_INT",
        ("+", "float", "float") => "BINARY_OP_ADD_FLOAT",
        ("+", "str", "str") => "BINARY_OP_ADD_UNICODE",
        ("-", "int", "int") => "BINARY_OP_SUBTRACT_INT",
        ("-", "float", "float") => "BINARY_OP_SUBTRACT_FLOAT",
        ("*", "int", "int") => "BINARY_OP_MULTIPLY_INT",
        ("*", "float", "float") => "BINARY_OP_MULTIPLY_FLOAT",
        _ => {
            let rule = if left == right { &SPC102 } else { &SPC101 };
            let values = [("operator", operator), ("left", left), ("right", right)];
            return Finding::new(rule, values).into();
        }
    };
    Verdict::Specialises(form)
}
