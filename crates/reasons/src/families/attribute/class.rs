//! Attributes of a class itself (`specialize_class_load_attr`).

use recording::facts::{Attribute, Hook, Mutable};

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
    match access.facts().hook() {
        Some(Hook::BuiltIn) => return access.fails(&SPC406),
        Some(Hook::GetAttr) if version.specializes_classes_with_hooks() => {}
        Some(Hook::GetAttr) => return access.fails(&SPC402),
        Some(Hook::GetAttribute | Hook::GetAttributeAndGetAttr | Hook::SetAttr | Hook::DelAttr) => {
            return access.fails(&SPC401);
        }
        None => {}
    }
    if access.has_no_version() {
        return access.fails(&SPC440);
    }
    let is_value = access.kind() == Some(Attribute::ClassValue);
    match access.facts().mutable() {
        Some(Mutable::Owner) if version.knows_own_instances() && is_value => {}
        Some(Mutable::Owner) if version.knows_own_instances() => return access.fails(&SPC454),
        Some(Mutable::Owner | Mutable::Yes) => return access.fails(&SPC426),
        None => {}
    }
    let Some(kind) = access.kind() else { return Verdict::Unknown };
    match kind {
        Attribute::Function | Attribute::Method | Attribute::ClassValue => {
            access.specializes(&["CLASS"])
        }
        Attribute::Missing => access.fails(&SPC438),
        Attribute::ClassMethod | Attribute::BuiltInClassMethod | Attribute::StaticMethod => {
            access.fails(&SPC423)
        }
        Attribute::Slot
        | Attribute::ObjectMember
        | Attribute::Member
        | Attribute::Property
        | Attribute::DataDescriptor
        | Attribute::Descriptor
        | Attribute::Class
        | Attribute::Instance
        | Attribute::Module => access.fails(&SPC454),
    }
}

/// What the metaclass has comes before what the class has.
fn metaclass(access: &Access) -> Option<Verdict> {
    let facts = access.facts();
    let has = facts.metaclass_has();
    let binds =
        matches!(has, Some(Attribute::DataDescriptor | Attribute::Descriptor | Attribute::Class));
    let is_first = binds || has.is_some() && access.kind() == Some(Attribute::Missing);
    if is_first || facts.metaclass_hook().is_some() {
        return Some(access.fails(&SPC453));
    }
    if access.site.version.specializes_classes_with_metaclass() {
        return None;
    }
    if facts.metaclass().is_some() {
        return Some(access.fails(&SPC451));
    }
    has.map(|_| access.fails(&SPC452))
}
