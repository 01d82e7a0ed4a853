//! Attributes: what a class has under a name, and what stands in the way of it.

use std::ffi::c_int;

use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyModule, PyString, PyType};
use recording::facts::{
    ATTRIBUTE, CHANGED, CLASS, DICT, FRAMES, GETTER, HOOK, INLINE, MEMBER, METACLASS,
    METACLASS_HAS, METACLASS_HOOK, MUTABLE, NAME, NAMESPACE, OWNER, PRESENT, SHADOWED, SHARED,
    STRINGS, VALUE, VERSIONS,
};

use super::{calls, globals, instance};
use crate::interpreter::class::{self, IMMUTABLE, METHOD_DESCRIPTOR, flags, look_up, slot};
use crate::observer::facts::changes::changed;
use crate::observer::facts::{Facts, Site};
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
            facts.add(OWNER, "class");
            facts.add(NAME, class::name(class));
            of_instance(site, owner, name, facts);
        }
        Err(_) => {
            facts.add(OWNER, "instance");
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
                facts.add(SHADOWED, "yes");
            }
        }
        None if instance.has == Some(false) && site.opcode != "STORE_ATTR" => {
            facts.add(ATTRIBUTE, "missing");
        }
        None => facts.add(ATTRIBUTE, "instance"),
    }
    for (key, value) in [(DICT, instance.dict), (INLINE, instance.inline.then_some("yes"))] {
        if let Some(value) = value {
            facts.add(key, value);
        }
    }
    for (key, known) in [(SHARED, instance.shares), (PRESENT, instance.has)] {
        if let Some(known) = known {
            facts.add(key, if known { "yes" } else { "no" });
        }
    }
}

fn hook(site: &Site<'_, '_>, class: &Bound<'_, PyType>, facts: &mut Facts) {
    let stores = site.opcode == "STORE_ATTR";
    let Some(hook) = (if stores { writes(class) } else { reads(class) }) else { return };
    facts.add(HOOK, hook);
    let attribute = intern!(class.py(), "__getattribute__");
    if let Some(function) = look_up(class, attribute).filter(|_| hook == "__getattribute__") {
        runs(&function, 2, facts);
    }
}

/// What is run to get the attribute.
fn runs(getter: &Bound<'_, PyAny>, arguments: usize, facts: &mut Facts) {
    facts.add(GETTER, calls::getter(getter, arguments));
    if super::native::evaluates_elsewhere(getter.py()) == Some(true) {
        facts.add(FRAMES, "other");
    }
}

/// How a class takes reading over; `None` where it does not.
fn reads(class: &Bound<'_, PyType>) -> Option<&'static str> {
    let py = class.py();
    if is_generic(class, ffi::Py_tp_getattro) {
        return None;
    }
    let attribute = intern!(py, "__getattribute__");
    let own = look_up(class, attribute)?;
    let generic = look_up(&py.get_type::<PyAny>(), attribute).is_some_and(|it| it.is(&own));
    let fallback = look_up(class, intern!(py, "__getattr__")).is_some();
    match (generic, fallback) {
        (true, true) => Some("__getattr__"),
        (true, false) => None,
        (false, true) => Some("__getattribute__ and __getattr__"),
        (false, false) if objects(py).kind_of(&own) == Some("wrapper") => Some("built-in"),
        (false, false) => Some("__getattribute__"),
    }
}

/// How a class takes writing over.
fn writes(class: &Bound<'_, PyType>) -> Option<&'static str> {
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
        () if differs(intern!(py, "__setattr__")) => "__setattr__",
        () if differs(intern!(py, "__delattr__")) => "__delattr__",
        () => "built-in",
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
    facts.add(VALUE, class::name(&kind));
    if flags(&kind) & IMMUTABLE == 0 {
        facts.add(MUTABLE, if kind.is(class) { "owner" } else { "yes" });
    }
    match objects(found.py()).kind_of(found) {
        Some("member") => {
            let Some((kind, flags)) = objects(found.py()).member(found) else { return };
            let word = match kind {
                OBJECT => "slot",
                OBJECT_OR_NONE => "object member",
                _ => "member",
            };
            facts.add(ATTRIBUTE, word);
            if flags & AFTER_ITEMS != 0 {
                facts.add(MEMBER, "after items");
            } else if flags & AUDIT_READ != 0 {
                facts.add(MEMBER, "audited");
            } else if flags & READONLY != 0 {
                facts.add(MEMBER, "read-only");
            }
        }
        Some("property") => {
            facts.add(ATTRIBUTE, "property");
            // A member of `property` itself, so nothing of the program's is called.
            match found.getattr(intern!(found.py(), "fget")) {
                Ok(getter) if !getter.is_none() => runs(&getter, 1, facts),
                _ => facts.add(GETTER, "none"),
            }
        }
        Some(word @ ("function" | "classmethod" | "built-in classmethod" | "staticmethod")) => {
            facts.add(ATTRIBUTE, word);
        }
        _ => facts.add(ATTRIBUTE, descriptor(found, &kind, name)),
    }
}

fn descriptor(
    found: &Bound<'_, PyAny>,
    kind: &Bound<'_, PyType>,
    name: &Bound<'_, PyString>,
) -> &'static str {
    let py = found.py();
    let is_class = intern!(py, "__class__");
    if name.is(is_class)
        && look_up(&py.get_type::<PyAny>(), is_class).is_some_and(|own| own.is(found))
    {
        return "__class__";
    }
    match (slot(kind, ffi::Py_tp_descr_get), slot(kind, ffi::Py_tp_descr_set)) {
        (_, set) if set != 0 => "data descriptor",
        (0, _) => "class value",
        _ if flags(kind) & METHOD_DESCRIPTOR != 0 => "method",
        _ => "descriptor",
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
    facts.add(OWNER, "class");
    facts.add(NAME, class::name(owner));
    let metaclass = owner.get_type();
    if !metaclass.is(py.get_type::<PyType>()) {
        facts.add(METACLASS, class::name(&metaclass));
        let get = ffi::Py_tp_getattro;
        if slot(&metaclass, get) != slot(&py.get_type::<PyType>(), get) {
            facts.add(METACLASS_HOOK, "yes");
        }
    }
    if let Some(found) = look_up(&metaclass, name) {
        facts.add(METACLASS_HAS, descriptor(&found, &found.get_type(), name));
    }
    facts.add(CLASS, if flags(owner) & IMMUTABLE == 0 { "mutable" } else { "immutable" });
    if let Some(hook) = reads(owner) {
        facts.add(HOOK, hook);
    }
    versions(site, owner, facts);
    match look_up(owner, name) {
        Some(found) => value(&found, owner, name, facts),
        None => facts.add(ATTRIBUTE, "missing"),
    }
}

/// Whether a class was changed since it was looked at last, or so often that no version is left
/// for it. Its version is assigned by any look-up, also by the one that follows.
fn versions(site: &Site<'_, '_>, class: &Bound<'_, PyType>, facts: &mut Facts) {
    if super::native::has_no_version_left(class) == Some(true) {
        facts.add(VERSIONS, "used up");
    }
    let version = objects(class.py()).class_version(class);
    if version.is_some_and(|version| changed(site, class.as_ptr().addr(), (0, version))) {
        facts.add(CHANGED, "yes");
    }
}

fn module(owner: &Bound<'_, PyAny>, name: &Bound<'_, PyString>, facts: &mut Facts) {
    facts.add(OWNER, "module");
    let Ok(module) = owner.cast::<PyModule>() else { return };
    let dict = module.dict();
    if let Some(name) = globals::module(&dict) {
        facts.add(NAMESPACE, name);
    }
    if owner.cast_exact::<PyModule>().is_err() {
        facts.add(MUTABLE, "yes");
    }
    match objects(owner.py()).keys_kind(dict.as_any()) {
        Some(Kind::Text) => {}
        Some(_) => return facts.add(STRINGS, "no"),
        None => return,
    }
    globals::lazy(&dict, name.as_any(), facts);
    let has = |name: &Bound<'_, PyString>| dict.contains(name).unwrap_or(false);
    if has(intern!(owner.py(), "__getattr__")) {
        facts.add(HOOK, "__getattr__");
    }
    facts.add(ATTRIBUTE, if has(name) { "module" } else { "missing" });
}
