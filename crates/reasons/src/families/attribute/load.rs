//! Reading an attribute of an instance (`_Py_Specialize_LoadAttr`, in 3.11 also `LoadMethod`).

use recording::Seen;
use recording::facts::{Attribute, Dict, Getter, Hook, Member, Owner};

use super::{Access, class, dict, module};
use crate::rules::{
    SPC401, SPC402, SPC403, SPC404, SPC406, SPC411, SPC412, SPC413, SPC414, SPC420, SPC421, SPC422,
    SPC423, SPC424, SPC425, SPC426, SPC427, SPC428, SPC429, SPC431, SPC432, SPC433, SPC438, SPC439,
    SPC440, SPC446, SPC510, SPC605, SPC606,
};
use crate::{Site, Verdict};

pub(super) fn verdict(site: &Site, seen: &Seen) -> Verdict {
    let access = Access { site, seen };
    if let Some(verdict) = module(&access) {
        return verdict;
    }
    if seen.facts.owner() == Some(&Owner::Class) {
        return class::verdict(&access);
    }
    hooked(&access).unwrap_or_else(|| instance(&access))
}

/// Classes that take reading over.
fn hooked(access: &Access) -> Option<Verdict> {
    let version = access.site.version;
    let is_super = access.seen.types.first().is_some_and(|owner| owner == "super");
    Some(match access.facts().hook()? {
        Hook::BuiltIn if is_super => access.fails(&SPC510),
        Hook::BuiltIn => access.fails(&SPC406),
        Hook::GetAttr if !version.specializes_classes_with_hooks() => access.fails(&SPC402),
        Hook::GetAttr => match access.kind() {
            Some(Attribute::Missing) => access.fails(&SPC403),
            Some(Attribute::Property) => access.fails(&SPC404),
            _ => return None,
        },
        Hook::GetAttribute if version.specializes_classes_with_hooks() => overridden(access),
        Hook::GetAttribute | Hook::GetAttributeAndGetAttr | Hook::SetAttr | Hook::DelAttr => {
            access.fails(&SPC401)
        }
    })
}

/// Classes with a `__getattribute__` of their own.
fn overridden(access: &Access) -> Verdict {
    match access.facts().getter() {
        Some(Getter::Python) if is_wrongly_called(access) => access.fails(&SPC414),
        Some(Getter::Python) if access.runs_elsewhere() => access.fails(&SPC606),
        Some(Getter::Python) => access.specializes(&["GETATTRIBUTE_OVERRIDDEN"]),
        Some(
            Getter::PythonMoreParameters | Getter::PythonChanged | Getter::Other | Getter::None,
        )
        | None => access.fails(&SPC401),
    }
}

/// Properties have no form where their value is called at once. 3.12 does not look.
fn is_wrongly_called(access: &Access) -> bool {
    access.is_called() && access.site.version.distinguishes_called_properties()
}

/// By what the class has under the name (`analyze_descriptor`).
fn instance(access: &Access) -> Verdict {
    let version = access.site.version;
    if access.has_no_version() {
        return access.fails(&SPC440);
    }
    if access.is_mutable() {
        return access.fails(&SPC426);
    }
    let Some(kind) = access.kind() else { return Verdict::Unknown };
    if is_overridable(kind) && version.asks_instances_first() && access.is_shadowed() {
        // Where this one has none, the value of the class is read.
        return own_value(access, Some(&SPC431));
    }
    match kind {
        Attribute::Function | Attribute::Method if access.is_called() => method(access),
        Attribute::Function | Attribute::Method => access.fails(&SPC420),
        Attribute::Property => property(access),
        Attribute::DataDescriptor if access.is_named_tuple_field() => access.fails(&SPC425),
        Attribute::DataDescriptor => access.fails(&SPC424),
        Attribute::Member => access.fails(&SPC427),
        Attribute::Slot | Attribute::ObjectMember | Attribute::Class => slot(access, kind),
        _ if is_plain_call(access) => uncommon_call(access, kind),
        Attribute::ClassMethod | Attribute::BuiltInClassMethod | Attribute::StaticMethod => {
            class_attribute(access, &SPC423)
        }
        Attribute::Descriptor => class_attribute(access, &SPC424),
        Attribute::ClassValue => class_value(access),
        Attribute::Instance | Attribute::Missing => dict::access(access, None),
        Attribute::Module => Verdict::Unknown,
    }
}

/// Whether what an instance has comes before what its class has.
fn is_overridable(kind: Attribute) -> bool {
    match kind {
        Attribute::Function
        | Attribute::Method
        | Attribute::ClassMethod
        | Attribute::BuiltInClassMethod
        | Attribute::StaticMethod
        | Attribute::Descriptor
        | Attribute::ClassValue => true,
        Attribute::Slot
        | Attribute::ObjectMember
        | Attribute::Member
        | Attribute::Property
        | Attribute::DataDescriptor
        | Attribute::Class
        | Attribute::Instance
        | Attribute::Module
        | Attribute::Missing => false,
    }
}

/// The value of an instance that hides what its class has. The form misses with instances that have
/// none.
fn own_value(access: &Access, otherwise: Option<&'static crate::Rule>) -> Verdict {
    match dict::access(access, otherwise) {
        Verdict::Specializes(_) => access.fails(&SPC431),
        verdict => verdict,
    }
}

/// In 3.11 only methods of the class have forms where they are called.
fn is_plain_call(access: &Access) -> bool {
    access.is_called() && !access.site.version.marks_called_attributes()
}

fn uncommon_call(access: &Access, kind: Attribute) -> Verdict {
    access.fails(match kind {
        Attribute::ClassMethod | Attribute::BuiltInClassMethod | Attribute::StaticMethod => &SPC423,
        Attribute::ClassValue => &SPC422,
        Attribute::Missing => &SPC438,
        _ => &SPC432,
    })
}

fn slot(access: &Access, kind: Attribute) -> Verdict {
    if is_plain_call(access) {
        return access.fails(&SPC432);
    }
    if kind == Attribute::ObjectMember && !access.site.version.specializes_object_members() {
        return access.fails(&SPC429);
    }
    match access.facts().member() {
        Some(Member::AfterItems) => access.fails(&SPC446),
        Some(Member::Audited) => access.fails(&SPC428),
        Some(Member::ReadOnly) | None => access.specializes(&["SLOT"]),
    }
}

fn property(access: &Access) -> Verdict {
    let version = access.site.version;
    if !version.specializes_properties() {
        return access.fails(&SPC411);
    }
    match access.facts().getter() {
        Some(Getter::None) => access.fails(&SPC438),
        Some(Getter::Other) => access.fails(&SPC412),
        Some(Getter::PythonMoreParameters) => access.fails(&SPC413),
        Some(Getter::Python | Getter::PythonChanged) | None if is_wrongly_called(access) => {
            access.fails(&SPC414)
        }
        Some(Getter::PythonChanged) if version.guards_getters_by_version() => access.fails(&SPC605),
        Some(Getter::Python | Getter::PythonChanged) | None if access.runs_elsewhere() => {
            access.fails(&SPC606)
        }
        Some(Getter::Python | Getter::PythonChanged) | None => access.specializes(&["PROPERTY"]),
    }
}

/// Methods that are called (`specialize_attr_loadclassattr`).
fn method(access: &Access) -> Verdict {
    let version = access.site.version;
    let called_with_values = match access.dict() {
        _ if version.has_inline_values() => access.facts().inline().is_some(),
        dict => dict == Some(Dict::Inline),
    };
    if called_with_values {
        return with_values(access, &["METHOD_WITH_VALUES", "WITH_VALUES"]);
    }
    let beside_dict = version.specializes_methods_beside_dict();
    let Some(dict) = access.dict() else { return Verdict::Unknown };
    match dict {
        Dict::None => access.specializes(&["METHOD_NO_DICT", "NO_DICT"]),
        // 3.11 has a form for instances with a dictionary, and none for those without one yet.
        Dict::Split | Dict::Own if beside_dict => {
            if access.is_shared() || access.is_present() {
                access.fails(&SPC431)
            } else {
                access.specializes(&["WITH_DICT"])
            }
        }
        Dict::OwnEmpty | Dict::OwnVariable if beside_dict => access.fails(&SPC433),
        Dict::OwnEmpty => access.specializes(&["METHOD_LAZY_DICT"]),
        Dict::Empty if version.has_inline_values() => access.specializes(&["METHOD_LAZY_DICT"]),
        Dict::Inline
        | Dict::InlineAndDict
        | Dict::Dict
        | Dict::Split
        | Dict::Subclass
        | Dict::Empty
        | Dict::Own
        | Dict::OwnVariable => access.fails(&SPC439),
    }
}

/// Forms for classes whose instances have values inside.
fn with_values(access: &Access, form: &[&str]) -> Verdict {
    match access.dict() {
        _ if access.is_shared() => access.fails(&SPC431),
        Some(Dict::Inline | Dict::InlineAndDict) => access.specializes(form),
        // The form is chosen by the class, and never fits this instance.
        _ => access.fails(&SPC439),
    }
}

fn class_value(access: &Access) -> Verdict {
    let version = access.site.version;
    if !version.specializes_class_values() {
        let rule = if access.is_called() { &SPC422 } else { &SPC421 };
        return class_attribute(access, rule);
    }
    match access.dict() {
        _ if access.is_called() => access.fails(&SPC422),
        _ if access.facts().inline().is_some() => {
            with_values(access, &["NONDESCRIPTOR_WITH_VALUES"])
        }
        None => Verdict::Unknown,
        Some(Dict::None) => access.specializes(&["NONDESCRIPTOR_NO_DICT"]),
        Some(_) => access.fails(&SPC421),
    }
}

/// 3.11 reads the instance's value in spite of what the class has.
fn class_attribute(access: &Access, rule: &'static crate::Rule) -> Verdict {
    if access.site.version.marks_called_attributes() {
        return access.fails(rule);
    }
    own_value(access, Some(rule))
}
