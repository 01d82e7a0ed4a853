//! Attributes: what a class has under a name, and what stands in the way of it.

use std::ffi::c_int;

use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyModule, PyString, PyType};
use recording::facts::{
    Attribute, Class, Fact, Facts, Frames, Getter, Hook, Member, Mutable, Owner, Strings, Versions,
    Yes,
};

use super::{calls, globals, instance};
use crate::interpreter::class::{self, IMMUTABLE, METHOD_DESCRIPTOR, flags, look_up, slot};
use crate::observer::facts::Site;
use crate::observer::facts::changes::changed;
use crate::probe::objects::{Kind, OBJECT, READONLY, objects};

/// `Py_AUDIT_READ`, `_Py_AFTER_ITEMS` (from 3.15 on) and `_Py_T_OBJECT` (`Include/descrobject.h`).
const AUDIT_READ: u32 = 2;
const AFTER_ITEMS: u32 = 16;
const OBJECT_OR_NONE: u32 = 6;

/// What is to be said of reading or writing an attribute.
pub(super) fn facts(site: &Site<'_, '_>, owner: &Bound<'_, PyAny>, facts: &mut Facts) {
    let Some(name) = site.name.and_then(|name| name.cast::<PyString>().ok()) else { return };
    let get = ffi::Py_tp_getattro;
    if slot(&owner.get_type(), get) == slot(&owner.py().get_type::<PyModule>(), get) {
        return module(owner, name, facts);
    }
    match owner.cast::<PyType>() {
        Ok(owner) if site.opcode != "STORE_ATTR" => of_class(site, owner, name, facts),
        Ok(class) => {
            facts.add(Fact::Owner(Owner::Class));
            facts.add(Fact::Name(class::name(class)));
            of_instance(site, owner, name, facts);
        }
        Err(_) => {
            facts.add(Fact::Owner(Owner::Instance));
            of_instance(site, owner, name, facts);
        }
    }
}

fn of_instance(
    site: &Site<'_, '_>,
    owner: &Bound<'_, PyAny>,
    name: &Bound<'_, PyString>,
    facts: &mut Facts,
) {
    let class = owner.get_type();
    hook(site, &class, facts);
    versions(site, &class, facts);
    let instance = instance::look(site, owner, name);
    match look_up(&class, name) {
        Some(found) => {
            value(&found, &class, name, facts);
            // A class that shares the key has instances that hide what it has.
            if instance.shares == Some(true) || instance.has == Some(true) {
                facts.add(Fact::Shadowed(Yes));
            }
        }
        None if instance.has == Some(false) && site.opcode != "STORE_ATTR" => {
            facts.add(Fact::Attribute(Attribute::Missing));
        }
        None => facts.add(Fact::Attribute(Attribute::Instance)),
    }
    let known = [
        instance.dict.map(Fact::Dict),
        instance.inline.then_some(Fact::Inline(Yes)),
        instance.shares.map(Fact::Shared),
        instance.has.map(Fact::Present),
    ];
    for fact in known.into_iter().flatten() {
        facts.add(fact);
    }
}

fn hook(site: &Site<'_, '_>, class: &Bound<'_, PyType>, facts: &mut Facts) {
    let stores = site.opcode == "STORE_ATTR";
    let Some(hook) = (if stores { writes(class) } else { reads(class) }) else { return };
    facts.add(Fact::Hook(hook));
    let attribute = intern!(class.py(), "__getattribute__");
    if let Some(function) = look_up(class, attribute).filter(|_| hook == Hook::GetAttribute) {
        runs(&function, 2, facts);
    }
}

/// What is run to get the attribute.
fn runs(getter: &Bound<'_, PyAny>, arguments: u32, facts: &mut Facts) {
    facts.add(Fact::Getter(calls::getter(getter, arguments)));
    if super::native::evaluates_elsewhere(getter.py()) == Some(true) {
        facts.add(Fact::Frames(Frames::Other));
    }
}

/// How a class takes reading over; `None` where it does not.
fn reads(class: &Bound<'_, PyType>) -> Option<Hook> {
    let py = class.py();
    if is_generic(class, ffi::Py_tp_getattro) {
        return None;
    }
    let attribute = intern!(py, "__getattribute__");
    let own = look_up(class, attribute)?;
    let generic = look_up(&py.get_type::<PyAny>(), attribute).is_some_and(|it| it.is(&own));
    let fallback = look_up(class, intern!(py, "__getattr__")).is_some();
    match (generic, fallback) {
        (true, true) => Some(Hook::GetAttr),
        (true, false) => None,
        (false, true) => Some(Hook::GetAttributeAndGetAttr),
        (false, false) if objects(py).kind_of(&own) == Some("wrapper") => Some(Hook::BuiltIn),
        (false, false) => Some(Hook::GetAttribute),
    }
}

/// How a class takes writing over.
fn writes(class: &Bound<'_, PyType>) -> Option<Hook> {
    let py = class.py();
    if is_generic(class, ffi::Py_tp_setattro) {
        return None;
    }
    let differs = |name: &Bound<'_, PyString>| {
        let generic = look_up(&py.get_type::<PyAny>(), name);
        look_up(class, name).is_some_and(|own| {
            objects(py).kind_of(&own) != Some("wrapper") && generic.is_none_or(|it| !it.is(&own))
        })
    };
    Some(match () {
        () if differs(intern!(py, "__setattr__")) => Hook::SetAttr,
        () if differs(intern!(py, "__delattr__")) => Hook::DelAttr,
        () => Hook::BuiltIn,
    })
}

fn is_generic(class: &Bound<'_, PyType>, id: c_int) -> bool {
    slot(class, id) == slot(&class.py().get_type::<PyAny>(), id)
}

/// What a class has under the name, by what its type does.
fn value(
    found: &Bound<'_, PyAny>,
    class: &Bound<'_, PyType>,
    name: &Bound<'_, PyString>,
    facts: &mut Facts,
) {
    let kind = found.get_type();
    facts.add(Fact::Value(class::name(&kind)));
    if flags(&kind) & IMMUTABLE == 0 {
        facts.add(Fact::Mutable(if kind.is(class) { Mutable::Owner } else { Mutable::Yes }));
    }
    match objects(found.py()).kind_of(found) {
        Some("member") => {
            let Some((kind, flags)) = objects(found.py()).member(found) else { return };
            facts.add(Fact::Attribute(match kind {
                OBJECT => Attribute::Slot,
                OBJECT_OR_NONE => Attribute::ObjectMember,
                _ => Attribute::Member,
            }));
            let special = match () {
                () if flags & AFTER_ITEMS != 0 => Some(Member::AfterItems),
                () if flags & AUDIT_READ != 0 => Some(Member::Audited),
                () if flags & READONLY != 0 => Some(Member::ReadOnly),
                () => None,
            };
            if let Some(special) = special {
                facts.add(Fact::Member(special));
            }
        }
        Some("property") => {
            facts.add(Fact::Attribute(Attribute::Property));
            // A member of `property` itself, so nothing of the program's is called.
            match found.getattr(intern!(found.py(), "fget")) {
                Ok(getter) if !getter.is_none() => runs(&getter, 1, facts),
                _ => facts.add(Fact::Getter(Getter::None)),
            }
        }
        Some("function") => facts.add(Fact::Attribute(Attribute::Function)),
        Some("classmethod") => facts.add(Fact::Attribute(Attribute::ClassMethod)),
        Some("built-in classmethod") => {
            facts.add(Fact::Attribute(Attribute::BuiltInClassMethod));
        }
        Some("staticmethod") => facts.add(Fact::Attribute(Attribute::StaticMethod)),
        _ => facts.add(Fact::Attribute(descriptor(found, &kind, name))),
    }
}

fn descriptor(
    found: &Bound<'_, PyAny>,
    kind: &Bound<'_, PyType>,
    name: &Bound<'_, PyString>,
) -> Attribute {
    let py = found.py();
    let is_class = intern!(py, "__class__");
    if name.is(is_class)
        && look_up(&py.get_type::<PyAny>(), is_class).is_some_and(|own| own.is(found))
    {
        return Attribute::Class;
    }
    match (slot(kind, ffi::Py_tp_descr_get), slot(kind, ffi::Py_tp_descr_set)) {
        (_, set) if set != 0 => Attribute::DataDescriptor,
        (0, _) => Attribute::ClassValue,
        _ if flags(kind) & METHOD_DESCRIPTOR != 0 => Attribute::Method,
        _ => Attribute::Descriptor,
    }
}

/// The owner is a class: what it has itself, and what its metaclass has under the same name.
fn of_class(
    site: &Site<'_, '_>,
    owner: &Bound<'_, PyType>,
    name: &Bound<'_, PyString>,
    facts: &mut Facts,
) {
    let py = owner.py();
    facts.add(Fact::Owner(Owner::Class));
    facts.add(Fact::Name(class::name(owner)));
    let metaclass = owner.get_type();
    if !metaclass.is(py.get_type::<PyType>()) {
        facts.add(Fact::Metaclass(class::name(&metaclass)));
        let get = ffi::Py_tp_getattro;
        if slot(&metaclass, get) != slot(&py.get_type::<PyType>(), get) {
            facts.add(Fact::MetaclassHook(Yes));
        }
    }
    if let Some(found) = look_up(&metaclass, name) {
        facts.add(Fact::MetaclassHas(descriptor(&found, &found.get_type(), name)));
    }
    let is_mutable = flags(owner) & IMMUTABLE == 0;
    facts.add(Fact::Class(if is_mutable { Class::Mutable } else { Class::Immutable }));
    if let Some(hook) = reads(owner) {
        facts.add(Fact::Hook(hook));
    }
    versions(site, owner, facts);
    match look_up(owner, name) {
        Some(found) => value(&found, owner, name, facts),
        None => facts.add(Fact::Attribute(Attribute::Missing)),
    }
}

/// Whether a class was changed since it was looked at last, or so often that no version is left
/// for it. Its version is assigned by any look-up, also by the one that follows.
fn versions(site: &Site<'_, '_>, class: &Bound<'_, PyType>, facts: &mut Facts) {
    if super::native::has_no_version_left(class) == Some(true) {
        facts.add(Fact::Versions(Versions::UsedUp));
    }
    let version = objects(class.py()).class_version(class);
    if version.is_some_and(|version| changed(site, class.as_ptr().addr(), (0, version))) {
        facts.add(Fact::Changed(Yes));
    }
}

fn module(owner: &Bound<'_, PyAny>, name: &Bound<'_, PyString>, facts: &mut Facts) {
    facts.add(Fact::Owner(Owner::Module));
    let Ok(module) = owner.cast::<PyModule>() else { return };
    let dict = module.dict();
    if let Some(name) = globals::module(&dict) {
        facts.add(Fact::Namespace(name));
    }
    if owner.cast_exact::<PyModule>().is_err() {
        facts.add(Fact::Mutable(Mutable::Yes));
    }
    match objects(owner.py()).keys_kind(dict.as_any()) {
        Some(Kind::Text) => {}
        Some(_) => return facts.add(Fact::Strings(Strings::No)),
        None => return,
    }
    globals::lazy(&dict, name.as_any(), facts);
    let has = |name: &Bound<'_, PyString>| dict.contains(name).unwrap_or(false);
    if has(intern!(owner.py(), "__getattr__")) {
        facts.add(Fact::Hook(Hook::GetAttr));
    }
    facts.add(Fact::Attribute(if has(name) { Attribute::Module } else { Attribute::Missing }));
}
