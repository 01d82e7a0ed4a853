//! `COMPARE_OP`: `==`, `!=`, `<`, `<=`, `>`, `>=`.

use recording::Seen;
use recording::facts::Comparison;

use super::{Family, as_base_classes, has_big_operand, subclasses};
use crate::rules::{SPC104, SPC105, SPC106, SPC111, SPC112, SPC113, SPC114, SPC115, SPC116};
use crate::{Finding, Site, Verdict};

pub(super) const FAMILY: Family = Family { base: "COMPARE_OP", verdict, always_fails };

/// The operator: where the result is tested at once, `dis` writes `bool(<)`.
fn operator<'a>(site: &Site<'a>) -> &'a str {
    let word = site.word();
    word.strip_prefix("bool(").and_then(|word| word.strip_suffix(')')).unwrap_or(word)
}

fn always_fails(site: &Site) -> Option<Finding> {
    if !site.version.compares_into_jumps() {
        return None;
    }
    let next = site.after.iter().find(|next| &*next.base != "EXTENDED_ARG")?;
    let jumps = matches!(
        &*next.base,
        "POP_JUMP_FORWARD_IF_FALSE"
            | "POP_JUMP_BACKWARD_IF_FALSE"
            | "POP_JUMP_FORWARD_IF_TRUE"
            | "POP_JUMP_BACKWARD_IF_TRUE"
    );
    let is_next = site.after.first().is_some_and(|first| first.offset == next.offset);
    match (jumps, is_next) {
        (true, true) => None,
        (true, false) => Some(Finding::new(&SPC116, [("operator", operator(site))])),
        (false, _) => Some(Finding::new(&SPC115, [("operator", operator(site))])),
    }
}

fn verdict(site: &Site, seen: &Seen) -> Verdict {
    let [left, right] = seen.types.as_slice() else { return Verdict::Unknown };
    let operator = operator(site);
    let form = |class: &str| site.form(class).or_else(|| site.form(&format!("{class}_JUMP")));
    let identity = if operator == "!=" { "is not" } else { "is" };
    let fails = |rule| {
        let values =
            [("operator", operator), ("left", left), ("right", right), ("identity", identity)];
        Verdict::from(Finding::new(rule, values))
    };
    let is_equality = matches!(operator, "==" | "!=");
    let is_not_a_number = seen.facts.nan().is_some() && site.version.compares_into_jumps();
    match (&**left, &**right) {
        ("float", "float") if is_not_a_number => fails(&SPC106),
        ("float", "float") => form("FLOAT").unwrap_or(Verdict::Unknown),
        ("int", "int") if has_big_operand(seen) => fails(&SPC105),
        ("int", "int") => form("INT").unwrap_or(Verdict::Unknown),
        ("str", "str") if is_equality => form("STR").unwrap_or(Verdict::Unknown),
        ("str", "str") => fails(&SPC114),
        ("int", "float") | ("float", "int") => fails(&SPC111),
        ("NoneType", _) | (_, "NoneType") | ("bool", "bool") if is_equality => fails(&SPC113),
        _ if is_equality && seen.facts.comparison() == Some(&Comparison::Identity) => {
            fails(&SPC113)
        }
        _ => match as_base_classes(seen).map(|seen| verdict(site, &seen)) {
            Some(Verdict::Specializes(_)) => {
                let (class, base) = subclasses(seen).next().unwrap_or_default();
                let values = [("operator", operator), ("class", class), ("base", base)];
                Finding::new(&SPC104, values).into()
            }
            _ => fails(&SPC112),
        },
    }
}
