//! Attributes in an instance's values or dictionary (`specialize_dict_access`).

use recording::facts::{Attribute, Dict};

use super::Access;
use crate::rules::{SPC430, SPC433, SPC434, SPC435, SPC436, SPC437, SPC438};
use crate::{Rule, Verdict};

/// Reading. `otherwise` is said where the class has the attribute and the instance has not.
pub(super) fn access(access: &Access, otherwise: Option<&'static Rule>) -> Verdict {
    let version = access.site.version;
    let absent = otherwise.unwrap_or(&SPC438);
    let Some(dict) = access.dict() else { return Verdict::Unknown };
    match dict {
        Dict::Own | Dict::OwnEmpty | Dict::OwnVariable => {
            let is_missing = access.kind() == Some(Attribute::Missing);
            access.fails(if is_missing { &SPC438 } else { otherwise.unwrap_or(&SPC433) })
        }
        Dict::Subclass => access.fails(&SPC434),
        Dict::InlineAndDict if version.leaves_values_for_dict() => access.fails(&SPC436),
        Dict::Inline | Dict::InlineAndDict if access.is_shared() => {
            access.specializes(&["INSTANCE_VALUE"])
        }
        Dict::Split => access.fails(&SPC435),
        // The class does not share the key, so the dictionary is not asked.
        Dict::Dict if version.asks_instances_first() && !access.is_shadowed() => {
            access.fails(if access.is_present() { &SPC437 } else { absent })
        }
        Dict::Dict if access.is_present() => access.specializes(&["WITH_HINT"]),
        Dict::None | Dict::Inline | Dict::InlineAndDict | Dict::Dict | Dict::Empty => {
            access.fails(absent)
        }
    }
}

/// Writing.
pub(super) fn store(access: &Access) -> Verdict {
    let version = access.site.version;
    let Some(dict) = access.dict() else { return Verdict::Unknown };
    match dict {
        Dict::None => access.fails(&SPC430),
        Dict::Own | Dict::OwnEmpty | Dict::OwnVariable => access.fails(&SPC433),
        Dict::Subclass => access.fails(&SPC434),
        Dict::InlineAndDict if version.has_inline_values() => access.fails(&SPC436),
        Dict::InlineAndDict => Verdict::Unknown,
        Dict::Inline if access.is_shared() => access.specializes(&["INSTANCE_VALUE"]),
        Dict::Split => access.fails(&SPC435),
        Dict::Dict if access.is_present() => access.specializes(&["WITH_HINT"]),
        Dict::Inline | Dict::Dict | Dict::Empty => access.fails(&SPC437),
    }
}
