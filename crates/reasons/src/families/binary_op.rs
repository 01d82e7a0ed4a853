//! `BINARY_OP`: arithmetic and bit operations, from 3.14 on subscripts too.

use recording::Seen;

use super::{Family, as_base_classes, has_big_operand, subclasses, subscript};
use crate::rules::{SPC101, SPC102, SPC103, SPC104, SPC105, SPC106, SPC107, SPC108};
use crate::{Finding, Form, Site, Verdict};

pub(super) const FAMILY: Family = Family { base: "BINARY_OP", verdict, always_fails };

/// The operator, without the `=` of an augmented assignment, and whether it is one.
fn operator<'a>(site: &Site<'a>) -> (&'a str, bool) {
    match site.word().strip_suffix('=') {
        Some(operator) => (operator, true),
        None => (site.word(), false),
    }
}

fn always_fails(site: &Site) -> Option<Finding> {
    let (operator, _) = operator(site);
    let has_forms = match operator {
        "//" | "%" | "**" | "@" | "<<" | ">>" => false,
        "/" | "&" | "|" | "^" => site.version.extends_arithmetic(),
        _ => true,
    };
    (!has_forms).then(|| Finding::new(&SPC103, [("operator", operator)]))
}

fn verdict(site: &Site, seen: &Seen) -> Verdict {
    if subscript::is_one(site) {
        return subscript::load(site, seen);
    }
    let [left, right] = seen.types.as_slice() else { return Verdict::Unknown };
    if let Some(finding) = always_fails(site) {
        return finding.into();
    }
    let (operator, augmented) = operator(site);
    let fails = |rule| {
        let values = [("operator", site.word()), ("left", left), ("right", right)];
        Verdict::from(Finding::new(rule, values))
    };
    let is_number = |class: &str| matches!(class, "int" | "float");
    let is_mixed = left != right && is_number(left) && is_number(right);
    if let Some(form) = exact(site, operator, left, right) {
        let is_small = seen.facts.big().is_none() || !site.version.limits_int_arithmetic();
        return if is_small { form } else { fails(&SPC105) };
    }
    if let Some(form) = extended(site, operator, augmented, left, right) {
        let in_range = !(is_mixed || left == "int" && right == "int");
        return match () {
            () if in_range => form,
            () if has_big_operand(seen) => fails(&SPC105),
            () if seen.facts.nan().is_some() => fails(&SPC106),
            () if operator == "/" && seen.facts.zero().is_some() => fails(&SPC108),
            () => form,
        };
    }
    if is_mixed && matches!(operator, "+" | "-" | "*" | "/") {
        let rule = if site.version.extends_arithmetic() { &SPC107 } else { &SPC101 };
        return fails(rule);
    }
    let base_would_do = as_base_classes(seen)
        .is_some_and(|seen| matches!(verdict(site, &seen), Verdict::Specializes(_)));
    match subclasses(seen).next().filter(|_| base_would_do) {
        Some((class, base)) => {
            Finding::new(&SPC104, [("operator", site.word()), ("class", class), ("base", base)])
                .into()
        }
        None => fails(&SPC102),
    }
}

/// The form for operands of exactly one type.
fn exact(site: &Site, operator: &str, left: &str, right: &str) -> Option<Verdict> {
    let operation = match operator {
        "+" => "ADD",
        "-" => "SUBTRACT",
        "*" => "MULTIPLY",
        _ => return None,
    };
    let class = match (left, right) {
        ("int", "int") => "INT",
        ("float", "float") => "FLOAT",
        ("str", "str") => "UNICODE",
        _ => return None,
    };
    site.form(&format!("{operation}_{class}"))
}

/// `BINARY_OP_EXTEND`, a table of operators and classes: `binaryop_extend_descrs` in
/// `Python/specialize.c`.
fn extended(
    site: &Site,
    operator: &str,
    augmented: bool,
    left: &str,
    right: &str,
) -> Option<Verdict> {
    let larger = site.version.extends_sequences();
    let has_form = match (operator, left, right) {
        ("&" | "|" | "^", "int", "int") => true,
        ("+" | "-" | "*" | "/", "int", "float") | ("+" | "-" | "*" | "/", "float", "int") => {
            larger || !augmented
        }
        ("+", "list", "list") | ("+", "tuple", "tuple") => larger && !augmented,
        ("+", "bytes", "bytes")
        | ("|", "dict", "dict")
        | ("*", "int", "str" | "bytes" | "tuple")
        | ("*", "str" | "bytes" | "tuple", "int") => larger,
        _ => false,
    };
    match site.form("EXTEND").filter(|_| has_form)? {
        Verdict::Specializes(form) => {
            Some(Form { guard: format!("{left} and {right}"), ..form }.into())
        }
        other => Some(other),
    }
}
