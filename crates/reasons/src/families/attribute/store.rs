//! Writing an attribute (`_Py_Specialize_StoreAttr`).

use recording::Seen;
use recording::facts::{Attribute, Hook, Member, Owner};

use super::{Access, dict};
use crate::rules::{
    SPC405, SPC406, SPC415, SPC424, SPC426, SPC427, SPC429, SPC430, SPC440, SPC444, SPC445, SPC446,
    SPC455,
};
use crate::{Site, Verdict};

pub(super) fn verdict(site: &Site, seen: &Seen) -> Verdict {
    let access = Access { site, seen };
    let version = site.version;
    let owner = seen.facts.owner();
    if owner == Some(&Owner::Module) {
        return access.fails(&SPC444);
    }
    match seen.facts.hook() {
        Some(Hook::BuiltIn) if owner == Some(&Owner::Class) => return access.fails(&SPC455),
        Some(Hook::BuiltIn) => return access.fails(&SPC406),
        Some(
            Hook::SetAttr
            | Hook::DelAttr
            | Hook::GetAttr
            | Hook::GetAttribute
            | Hook::GetAttributeAndGetAttr,
        ) => return access.fails(&SPC405),
        None => {}
    }
    if access.has_no_version() {
        return access.fails(&SPC440);
    }
    let Some(kind) = access.kind() else { return Verdict::Unknown };
    match kind {
        Attribute::DataDescriptor if access.is_mutable() => access.fails(&SPC426),
        Attribute::Instance => dict::store(&access),
        Attribute::Property => access.fails(&SPC415),
        Attribute::DataDescriptor => access.fails(&SPC424),
        Attribute::Member | Attribute::Class => access.fails(&SPC427),
        Attribute::Slot | Attribute::ObjectMember => slot(&access, kind),
        Attribute::Function | Attribute::Method => access.fails(&SPC445),
        Attribute::ClassMethod
        | Attribute::BuiltInClassMethod
        | Attribute::StaticMethod
        | Attribute::Descriptor
        | Attribute::ClassValue
        | Attribute::Module
        | Attribute::Missing => {
            if access.is_mutable() || version.marks_called_attributes() {
                return access.fails(&SPC445);
            }
            // 3.11 writes the instance's value in spite of what the class has.
            match dict::store(&access) {
                Verdict::Fails(_) => access.fails(&SPC445),
                verdict => verdict,
            }
        }
    }
}

/// Members of C structures that are objects.
fn slot(access: &Access, kind: Attribute) -> Verdict {
    match access.facts().member() {
        Some(Member::AfterItems) => access.fails(&SPC446),
        Some(Member::ReadOnly) => access.fails(&SPC430),
        Some(Member::Audited) | None => {
            let has_form = access.site.version.specializes_object_members();
            if kind == Attribute::ObjectMember && !has_form {
                return access.fails(&SPC429);
            }
            access.specializes(&["SLOT"])
        }
    }
}
