//! Attributes in an instance's values or dictionary (`specialize_dict_access`).

use recording::facts::{PRESENT, SHARED};

use super::Access;
use crate::rules::{SPC430, SPC433, SPC434, SPC435, SPC436, SPC437, SPC438};
use crate::{Rule, Verdict};

/// Reading. `otherwise` is said where the class has the attribute and the instance has not.
pub(super) fn access(access: &Access, otherwise: Option<&'static Rule>) -> Verdict {
    let version = access.site.version;
    let absent = otherwise.unwrap_or(&SPC438);
    match access.dict() {
        "own" | "own empty" | "own variable" => match access.kind() {
            "missing" => access.fails(&SPC438),
            _ => access.fails(otherwise.unwrap_or(&SPC433)),
        },
        "subclass" => access.fails(&SPC434),
        "inline and dict" if version.leaves_values_for_dict() => access.fails(&SPC436),
        "inline" | "inline and dict" if access.is(SHARED, "yes") => {
            access.specializes(&["INSTANCE_VALUE"])
        }
        "split" => access.fails(&SPC435),
        // The class does not share the key, so the dictionary is not asked.
        "dict" if version.asks_instances_first() && !access.is_shadowed() => {
            access.fails(if access.is(PRESENT, "yes") { &SPC437 } else { absent })
        }
        "dict" if access.is(PRESENT, "yes") => access.specializes(&["WITH_HINT"]),
        "none" | "inline" | "inline and dict" | "dict" | "empty" => access.fails(absent),
        _ => Verdict::Unknown,
    }
}

/// Writing.
pub(super) fn store(access: &Access) -> Verdict {
    let version = access.site.version;
    match access.dict() {
        "none" => access.fails(&SPC430),
        "own" | "own empty" | "own variable" => access.fails(&SPC433),
        "subclass" => access.fails(&SPC434),
        "inline and dict" if version.has_inline_values() => access.fails(&SPC436),
        "inline" if access.is(SHARED, "yes") => access.specializes(&["INSTANCE_VALUE"]),
        "split" => access.fails(&SPC435),
        "dict" if access.is(PRESENT, "yes") => access.specializes(&["WITH_HINT"]),
        "inline" | "dict" | "empty" => access.fails(&SPC437),
        _ => Verdict::Unknown,
    }
}
