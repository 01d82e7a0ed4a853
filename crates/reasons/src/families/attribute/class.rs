//! Attributes of a class itself (`specialize_class_load_attr`).

use recording::facts::{HOOK, METACLASS, METACLASS_HAS, METACLASS_HOOK};

use super::Access;
use crate::Verdict;
use crate::rules::{
    SPC401, SPC402, SPC406, SPC423, SPC426, SPC438, SPC440, SPC450, SPC451, SPC452, SPC453, SPC454,
};

pub(super) fn verdict(access: &Access) -> Verdict {
    let version = access.site.version;
    if !version.marks_called_attributes() && !access.is_called() {
        return access.fails(&SPC450);
    }
    if let Some(verdict) = metaclass(access) {
        return verdict;
    }
    match access.seen.fact(HOOK) {
        Some("built-in") => return access.fails(&SPC406),
        Some("__getattr__") if version.specializes_classes_with_hooks() => {}
        Some("__getattr__") => return access.fails(&SPC402),
        Some(_) => return access.fails(&SPC401),
        None => {}
    }
    if access.has_no_version() {
        return access.fails(&SPC440);
    }
    let own = access.is(super::MUTABLE, "owner") && version.knows_own_instances();
    if own && access.kind() != "class value" {
        return access.fails(&SPC454);
    }
    if access.is_mutable() && !own {
        return access.fails(&SPC426);
    }
    match access.kind() {
        "function" | "method" | "class value" => access.specializes(&["CLASS"]),
        "missing" => access.fails(&SPC438),
        "classmethod" | "built-in classmethod" | "staticmethod" => access.fails(&SPC423),
        "" => Verdict::Unknown,
        _ => access.fails(&SPC454),
    }
}

/// What the metaclass has comes before what the class has.
fn metaclass(access: &Access) -> Option<Verdict> {
    let has = access.seen.fact(METACLASS_HAS);
    let is_first = matches!(has, Some("data descriptor" | "descriptor" | "__class__"))
        || has.is_some() && access.kind() == "missing";
    if is_first || access.has(METACLASS_HOOK) {
        return Some(access.fails(&SPC453));
    }
    if access.site.version.specializes_classes_with_metaclass() {
        return None;
    }
    if access.has(METACLASS) {
        return Some(access.fails(&SPC451));
    }
    has.map(|_| access.fails(&SPC452))
}
