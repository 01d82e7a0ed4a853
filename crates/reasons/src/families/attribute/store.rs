//! Writing an attribute (`_Py_Specialize_StoreAttr`).

use recording::Seen;
use recording::facts::{HOOK, MEMBER, OWNER};

use super::{Access, dict};
use crate::rules::{
    SPC405, SPC406, SPC415, SPC424, SPC426, SPC427, SPC429, SPC430, SPC440, SPC444, SPC445, SPC446,
    SPC455,
};
use crate::{Site, Verdict};

pub(super) fn verdict(site: &Site, seen: &Seen) -> Verdict {
    let access = Access { site, seen };
    let version = site.version;
    if access.is(OWNER, "module") {
        return access.fails(&SPC444);
    }
    match seen.fact(HOOK) {
        Some("built-in") if access.is(OWNER, "class") => return access.fails(&SPC455),
        Some("built-in") => return access.fails(&SPC406),
        Some(_) => return access.fails(&SPC405),
        None => {}
    }
    if access.has_no_version() {
        return access.fails(&SPC440);
    }
    match access.kind() {
        "data descriptor" if access.is_mutable() => access.fails(&SPC426),
        "instance" => dict::store(&access),
        "property" => access.fails(&SPC415),
        "data descriptor" => access.fails(&SPC424),
        "member" | "__class__" => access.fails(&SPC427),
        "slot" | "object member" if access.is(MEMBER, "after items") => access.fails(&SPC446),
        "slot" | "object member" if access.is(MEMBER, "read-only") => access.fails(&SPC430),
        "object member" if !version.specializes_object_members() => access.fails(&SPC429),
        "slot" | "object member" => access.specializes(&["SLOT"]),
        "" => Verdict::Unknown,
        "function" | "method" => access.fails(&SPC445),
        _ if access.is_mutable() || version.marks_called_attributes() => access.fails(&SPC445),
        // 3.11 writes the instance's value in spite of what the class has.
        _ => match dict::store(&access) {
            Verdict::Fails(_) => access.fails(&SPC445),
            verdict => verdict,
        },
    }
}
