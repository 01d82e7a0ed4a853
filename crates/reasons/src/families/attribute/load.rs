//! Reading an attribute of an instance (`_Py_Specialize_LoadAttr`, in 3.11 also `LoadMethod`).

use recording::Seen;
use recording::facts::{FRAMES, HOOK, INLINE, MEMBER, OWNER, SHARED};

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
    if access.is(OWNER, "class") {
        return class::verdict(&access);
    }
    hooked(&access).unwrap_or_else(|| instance(&access))
}

/// Classes that take reading over.
fn hooked(access: &Access) -> Option<Verdict> {
    let version = access.site.version;
    let is_super = access.seen.types.first().is_some_and(|owner| owner == "super");
    Some(match access.seen.fact(HOOK)? {
        "built-in" if is_super => access.fails(&SPC510),
        "built-in" => access.fails(&SPC406),
        "__getattr__" if !version.specializes_classes_with_hooks() => access.fails(&SPC402),
        "__getattr__" => match access.kind() {
            "missing" => access.fails(&SPC403),
            "property" => access.fails(&SPC404),
            _ => return None,
        },
        "__getattribute__" if version.specializes_classes_with_hooks() => {
            match access.getter_is("python") {
                false => access.fails(&SPC401),
                true if is_wrongly_called(access) => access.fails(&SPC414),
                true if access.is(FRAMES, "other") => access.fails(&SPC606),
                true => access.specializes(&["GETATTRIBUTE_OVERRIDDEN"]),
            }
        }
        _ => access.fails(&SPC401),
    })
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
    let shadowed = version.asks_instances_first() && access.is_shadowed();
    match access.kind() {
        "function"
        | "method"
        | "classmethod"
        | "built-in classmethod"
        | "staticmethod"
        | "descriptor"
        | "class value"
            if shadowed =>
        {
            // Where this one has none, the value of the class is read.
            own_value(access, Some(&SPC431))
        }
        "function" | "method" if access.is_called() => method(access),
        "function" | "method" => access.fails(&SPC420),
        "property" => property(access),
        "data descriptor" if access.is_named_tuple_field() => access.fails(&SPC425),
        "data descriptor" => access.fails(&SPC424),
        "member" => access.fails(&SPC427),
        "slot" | "object member" | "__class__" => slot(access),
        _ if is_plain_call(access) => uncommon_call(access),
        "classmethod" | "built-in classmethod" | "staticmethod" => class_attribute(access, &SPC423),
        "descriptor" => class_attribute(access, &SPC424),
        "class value" => class_value(access),
        "instance" | "missing" => dict::access(access, None),
        _ => Verdict::Unknown,
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

fn uncommon_call(access: &Access) -> Verdict {
    access.fails(match access.kind() {
        "classmethod" | "built-in classmethod" | "staticmethod" => &SPC423,
        "class value" => &SPC422,
        "missing" => &SPC438,
        _ => &SPC432,
    })
}

fn slot(access: &Access) -> Verdict {
    let version = access.site.version;
    match access.kind() {
        _ if is_plain_call(access) => access.fails(&SPC432),
        "object member" if !version.specializes_object_members() => access.fails(&SPC429),
        _ if access.is(MEMBER, "after items") => access.fails(&SPC446),
        _ if access.is(MEMBER, "audited") => access.fails(&SPC428),
        _ => access.specializes(&["SLOT"]),
    }
}

fn property(access: &Access) -> Verdict {
    let version = access.site.version;
    if !version.specializes_properties() {
        return access.fails(&SPC411);
    }
    match () {
        () if access.getter_is("none") => access.fails(&SPC438),
        () if access.getter_is("other") => access.fails(&SPC412),
        () if access.getter_is("python, more parameters") => access.fails(&SPC413),
        () if is_wrongly_called(access) => access.fails(&SPC414),
        () if access.getter_is("python, changed") && version.guards_getters_by_version() => {
            access.fails(&SPC605)
        }
        () if access.is(FRAMES, "other") => access.fails(&SPC606),
        () => access.specializes(&["PROPERTY"]),
    }
}

/// Methods that are called (`specialize_attr_loadclassattr`).
fn method(access: &Access) -> Verdict {
    let version = access.site.version;
    let called_with_values = match access.dict() {
        _ if version.has_inline_values() => access.has(INLINE),
        dict => dict == "inline",
    };
    if called_with_values {
        return with_values(access, &["METHOD_WITH_VALUES", "WITH_VALUES"]);
    }
    match access.dict() {
        "" => Verdict::Unknown,
        "none" => access.specializes(&["METHOD_NO_DICT", "NO_DICT"]),
        // 3.11 has a form for instances with a dictionary, and none for those without one yet.
        "split" | "own" if version.specializes_methods_beside_dict() => {
            if access.is(SHARED, "yes") || access.is(super::PRESENT, "yes") {
                access.fails(&SPC431)
            } else {
                access.specializes(&["WITH_DICT"])
            }
        }
        "own empty" | "own variable" if version.specializes_methods_beside_dict() => {
            access.fails(&SPC433)
        }
        "own empty" => access.specializes(&["METHOD_LAZY_DICT"]),
        "empty" if version.has_inline_values() => access.specializes(&["METHOD_LAZY_DICT"]),
        _ => access.fails(&SPC439),
    }
}

/// Forms for classes whose instances have values inside.
fn with_values(access: &Access, form: &[&str]) -> Verdict {
    match access.dict() {
        _ if access.is(SHARED, "yes") => access.fails(&SPC431),
        "inline" | "inline and dict" => access.specializes(form),
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
        _ if access.has(INLINE) => with_values(access, &["NONDESCRIPTOR_WITH_VALUES"]),
        "" => Verdict::Unknown,
        "none" => access.specializes(&["NONDESCRIPTOR_NO_DICT"]),
        _ => access.fails(&SPC421),
    }
}

/// 3.11 reads the instance's value in spite of what the class has.
fn class_attribute(access: &Access, rule: &'static crate::Rule) -> Verdict {
    if access.site.version.marks_called_attributes() {
        return access.fails(rule);
    }
    own_value(access, Some(rule))
}
