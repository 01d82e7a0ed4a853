//! Objects whose insides are known, and whether they have there what they must.

use std::collections::HashMap;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::{
    CLASS_VERSION, DICT_KEYS, KEYS_VERSION, Kernel, Kind, LAST_INVALID, MANAGED_DICT, METH_NOARGS,
    METH_O, OBJECT, READONLY, VALID, VECTORCALL, address, has_key, keys_kind, member, method,
};

/// Objects whose insides are known.
const CHECK: &std::ffi::CStr = c"
class Slots:
    __slots__ = 'first',
class Plain:
    def __init__(self):
        self.first = 1
        self.second = 2
    def method(self):
        pass
class Other:
    def __init__(self):
        self.third = 3
plain, taken, replaced, other = Plain(), Plain(), Plain(), Other()
shared, other_shared = taken.__dict__, other.__dict__
own = {'first': 1}
replaced.__dict__ = own
mixed = {1: 1}
def function(argument=1): pass
def second(argument=1): pass
def changed(argument=1): pass
changed.__defaults__ = 2,
for _ in range(50):
    function()
    second()
    plain.first, other.third
slot, size = Slots.first, type.__dict__['__basicsize__']
append, keys = list.append, dict.keys
types = {
    'function': type(function), 'bound method': type(plain.method), 'built-in': type(len),
    'method descriptor': type(list.append), 'wrapper': type(int.__add__),
    'method wrapper': type((1).__add__), 'member': type(Slots.first), 'property': property,
    'classmethod': classmethod, 'built-in classmethod': type(dict.__dict__['fromkeys']),
    'staticmethod': staticmethod,
}
list, dict, complex, type = list, dict, complex, type
Slots.late = 1
";

/// The keys of `types`.
pub(super) const KINDS: [&str; 11] = [
    "function",
    "bound method",
    "built-in",
    "method descriptor",
    "wrapper",
    "method wrapper",
    "member",
    "property",
    "classmethod",
    "built-in classmethod",
    "staticmethod",
];
/// The objects of [`CHECK`], whose memory the kernel reads.
pub(super) struct Check<'py> {
    objects: Bound<'py, PyDict>,
    kernel: Kernel,
}

impl<'py> Check<'py> {
    pub(super) fn make(py: Python<'py>, kernel: Kernel) -> PyResult<Self> {
        let objects = PyDict::new(py);
        py.run(CHECK, Some(&objects), None)?;
        Ok(Self { objects, kernel })
    }

    fn get(&self, name: &str) -> PyResult<Bound<'py, PyAny>> {
        self.objects.as_any().get_item(name)
    }

    fn at(&self, name: &str) -> PyResult<usize> {
        Ok(address(&self.get(name)?))
    }

    pub(super) fn types(&self) -> PyResult<HashMap<usize, &'static str>> {
        let types = self.get("types")?;
        KINDS.iter().map(|kind| Ok((address(&types.get_item(kind)?), *kind))).collect()
    }

    pub(super) fn keys_fit(&self) -> PyResult<bool> {
        let kinds = [("own", Kind::Text), ("mixed", Kind::Any), ("shared", Kind::Shared)];
        for (dict, kind) in kinds {
            // SAFETY: the kernel is asked, here and below.
            if unsafe { keys_kind(self.kernel, self.at(dict)?) } != Some(kind) {
                return Ok(false);
            }
        }
        let keys = self.kernel.pointer(self.at("shared")? + DICT_KEYS);
        let has = |name: &str| {
            let name = PyString::intern(self.objects.py(), name);
            // SAFETY: as above.
            unsafe { has_key(self.kernel, keys?, address(name.as_any())) }
        };
        let version = keys.and_then(|keys| self.kernel.number(keys + KEYS_VERSION));
        Ok(has("second") == Some(true) && has("third") == Some(false) && version.is_some())
    }

    /// Where both classes have the keys that their instances' dictionaries have.
    pub(super) fn shared_keys(&self) -> PyResult<Option<usize>> {
        let pairs = [
            (self.at("Plain")?, self.kernel.pointer(self.at("shared")? + DICT_KEYS)),
            (self.at("Other")?, self.kernel.pointer(self.at("other_shared")? + DICT_KEYS)),
        ];
        let size: usize = self.get("type")?.getattr("__basicsize__")?.extract()?;
        let mut places = (0..size).step_by(8).filter(|place| {
            pairs
                .iter()
                .all(|(class, keys)| keys.is_some() && self.kernel.pointer(class + place) == *keys)
        });
        Ok(places.next().filter(|_| places.next().is_none()))
    }

    pub(super) fn dictionary_fits(&self) -> PyResult<bool> {
        let of = |instance| Ok::<_, PyErr>(self.kernel.pointer(self.at(instance)? - MANAGED_DICT));
        Ok(of("taken")? == Some(self.at("shared")?) && of("replaced")? == Some(self.at("own")?))
    }

    pub(super) fn valid_fits(&self) -> PyResult<bool> {
        let size: usize = self.get("Plain")?.getattr("__basicsize__")?.extract()?;
        let of = |instance| Ok::<_, PyErr>(self.kernel.byte(self.at(instance)? + size + VALID));
        Ok(of("plain")? == Some(1) && of("replaced")? == Some(0))
    }

    pub(super) fn members_fit(&self) -> PyResult<bool> {
        // SAFETY: as above.
        let of = |name| Ok::<_, PyErr>(unsafe { member(self.kernel, self.at(name)?) });
        let is_other = |(kind, flags)| kind != OBJECT && flags == READONLY;
        Ok(of("slot")? == Some((OBJECT, 0)) && of("size")?.is_some_and(is_other))
    }

    pub(super) fn methods_fit(&self) -> PyResult<bool> {
        // SAFETY: as above.
        let of = |name| Ok::<_, PyErr>(unsafe { method(self.kernel, self.at(name)?) });
        Ok(of("append")? == Some(METH_O) && of("keys")? == Some(METH_NOARGS))
    }

    pub(super) fn vectorcall_fits(&self) -> PyResult<bool> {
        let of =
            |class| Ok::<_, PyErr>(self.kernel.pointer(self.at(class)? + VECTORCALL).is_some());
        Ok(of("list")? && of("dict")? && !of("complex")? && !of("Plain")?)
    }

    pub(super) fn class_versions_fit(&self) -> PyResult<bool> {
        let of = |class| Ok::<_, PyErr>(self.kernel.number(self.at(class)? + CLASS_VERSION));
        let (one, two) = (of("Plain")?, of("Other")?);
        Ok(one != two && ![one, two].contains(&Some(0)) && of("Slots")? == Some(0))
    }

    /// Where two functions that were called have different small numbers, and one that was changed
    /// has none.
    pub(super) fn function_versions(&self) -> PyResult<Option<usize>> {
        let functions = [self.at("function")?, self.at("second")?, self.at("changed")?];
        let size: usize = self.get("function")?.get_type().getattr("__basicsize__")?.extract()?;
        let is_version = |version: u32| (LAST_INVALID + 1..1 << 24).contains(&version);
        let mut places = (0..size).step_by(4).filter(|place| {
            let [one, two, changed] =
                functions.map(|function| self.kernel.number(function + place));
            one != two
                && [one, two].into_iter().all(|version| version.is_some_and(is_version))
                && changed.is_some_and(|version| version <= LAST_INVALID)
        });
        Ok(places.next().filter(|_| places.next().is_none()))
    }
}
