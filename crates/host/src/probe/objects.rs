//! What the interpreter keeps privately of classes, instances and functions, and where.
//!
//! The places are those of the sources named; none is used before known objects were found to
//! have there what they must. Until then memory is read through the kernel; then it is read directly.

use std::collections::HashMap;

use bytecode::Version;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString};

use crate::probe::memory::{Access, number, pointer, word_in};

/// `PyDictObject.ma_keys` (`Include/cpython/dictobject.h`).
const DICT_KEYS: usize = 32;
/// Fields of `PyDictKeysObject` (`Include/internal/pycore_dict.h`).
const INDEX_BYTES: usize = 9;
const KEYS_KIND: usize = 10;
const KEYS_VERSION: usize = 12;
const ENTRIES: usize = 24;
const INDICES: usize = 32;
/// `PyDescrObject` and the pointer after it: `d_member` or `d_method` (`Include/descrobject.h`).
const DESCRIBED: usize = 40;
/// `PyMemberDef.type` and `.flags`, `PyMethodDef.ml_flags`.
const MEMBER_TYPE: usize = 8;
const MEMBER_FLAGS: usize = 24;
const METHOD_FLAGS: usize = 16;
/// `PyTypeObject.tp_vectorcall` (`Include/cpython/object.h`).
const VECTORCALL: usize = 400;
/// `PyTypeObject.tp_version_tag`.
const CLASS_VERSION: usize = 384;
/// Versions that are none (`FUNC_VERSION_CLEARED` in `Include/internal/pycore_function.h`).
const LAST_INVALID: u32 = 1;
/// How far before an instance the pointer to its dictionary is (`Include/internal/pycore_object.h`).
const MANAGED_DICT: usize = 24;
/// `PyDictValues.valid`, which follows the instance from 3.13 on.
const VALID: usize = 3;

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
const KINDS: [&str; 11] = [
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
/// `Py_T_OBJECT_EX` and `Py_READONLY` (`Include/descrobject.h`).
pub(crate) const OBJECT: u32 = 16;
pub(crate) const READONLY: u32 = 1;
/// `METH_NOARGS` and `METH_O` (`Include/methodobject.h`).
const METH_NOARGS: u32 = 4;
const METH_O: u32 = 8;
/// Instances of a class share 30 keys (`SHARED_KEYS_MAX_SIZE`).
const MOST_SHARED: u32 = 30;

/// What can be read here.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each says whether one thing was found")]
pub(crate) struct Layout {
    access: Access,
    types: HashMap<usize, &'static str>,
    keys: bool,
    /// Of the keys that instances share, in their class (`ht_cached_keys`).
    shared: Option<usize>,
    managed: bool,
    valid: bool,
    members: bool,
    methods: bool,
    vectorcall: bool,
    classes: bool,
    /// Of the version in a function (`func_version`).
    functions: Option<usize>,
}

static LAYOUT: PyOnceLock<Layout> = PyOnceLock::new();

/// Looks what can be read. To be called before the program starts.
pub(crate) fn prepare(py: Python<'_>, version: Version) -> PyResult<()> {
    let layout = Layout::find(py, version)?;
    let _ = LAYOUT.set(py, layout);
    Ok(())
}

/// What [`prepare`] found; without it nothing can be read.
pub(crate) fn layout(py: Python<'_>) -> &Layout {
    static NOTHING: PyOnceLock<Layout> = PyOnceLock::new();
    LAYOUT.get(py).unwrap_or_else(|| NOTHING.get_or_init(py, Layout::default))
}

/// How a dictionary's keys are kept (`dk_kind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Not only exact strings.
    Any,
    /// Strings.
    Text,
    /// Strings, shared among the instances of a class.
    Shared,
}

impl Layout {
    fn find(py: Python<'_>, version: Version) -> PyResult<Self> {
        let known = Known::make(py)?;
        let mut layout = Self { types: known.types()?, ..Self::default() };
        layout.keys = known.keys_fit(&layout)?;
        layout.shared = if layout.keys { known.shared_keys()? } else { None };
        layout.managed = known.dictionary_fits()?;
        layout.valid = version.has_inline_values() && known.valid_fits()?;
        layout.members = known.members_fit()?;
        layout.methods = known.methods_fit()?;
        layout.vectorcall = known.vectorcall_fits()?;
        layout.classes = known.class_versions_fit()?;
        layout.functions = known.function_versions()?;
        // SAFETY: what is read from now on belongs to objects that callers hold, or to what those
        // hold, of the types that each function asks for; and each reads only if the places it
        // knows were just found to be right.
        layout.access = unsafe { Access::trusting() };
        Ok(layout)
    }

    /// What this object is, if it is of one of the types that specialisers ask for.
    pub(crate) fn kind_of(&self, object: &Bound<'_, PyAny>) -> Option<&'static str> {
        self.types.get(&address(object.get_type().as_any())).copied()
    }

    /// How an exact dictionary keeps its keys.
    pub(crate) fn keys_kind(&self, dict: &Bound<'_, PyAny>) -> Option<Kind> {
        self.keys.then(|| keys_kind(self.access, address(dict))).flatten()
    }

    /// The version of an exact dictionary's keys, 0 where none was needed yet.
    pub(crate) fn keys_version(&self, dict: &Bound<'_, PyAny>) -> Option<u32> {
        self.keys
            .then(|| {
                self.access.number(self.access.pointer(address(dict) + DICT_KEYS)? + KEYS_VERSION)
            })
            .flatten()
    }

    /// Whether instances of this class share a key.
    pub(crate) fn shares_key(
        &self,
        class: &Bound<'_, PyAny>,
        name: &Bound<'_, PyAny>,
    ) -> Option<bool> {
        match self.access.pointer(address(class) + self.shared?) {
            Some(keys) => has_key(self.access, keys, address(name)),
            None => Some(false),
        }
    }

    /// What stands where an instance has its dictionary: 0 for nothing. Only for classes with
    /// `Py_TPFLAGS_MANAGED_DICT`.
    pub(crate) fn managed_dict(&self, instance: &Bound<'_, PyAny>) -> Option<usize> {
        self.managed.then(|| self.access.word(address(instance) - MANAGED_DICT)).flatten()
    }

    /// Whether the values inside an instance are in use. Only for classes with
    /// `Py_TPFLAGS_INLINE_VALUES`, of this size.
    pub(crate) fn has_valid_values(
        &self,
        instance: &Bound<'_, PyAny>,
        size: usize,
    ) -> Option<bool> {
        self.valid
            .then(|| self.access.byte(address(instance) + size + VALID))
            .flatten()
            .map(|valid| valid == 1)
    }

    /// Type and flags of a member descriptor.
    pub(crate) fn member(&self, descriptor: &Bound<'_, PyAny>) -> Option<(u32, u32)> {
        self.members.then(|| member(self.access, address(descriptor))).flatten()
    }

    /// The `METH_` flags of a method descriptor.
    pub(crate) fn method(&self, descriptor: &Bound<'_, PyAny>) -> Option<u32> {
        self.methods.then(|| method(self.access, address(descriptor))).flatten()
    }

    /// Whether a class has a fast way to be called.
    pub(crate) fn has_vectorcall(&self, class: &Bound<'_, PyAny>) -> Option<bool> {
        self.vectorcall.then(|| self.access.pointer(address(class) + VECTORCALL).is_some())
    }

    /// The version of a class, 0 where it has none.
    pub(crate) fn class_version(&self, class: &Bound<'_, PyAny>) -> Option<u32> {
        self.classes.then(|| self.access.number(address(class) + CLASS_VERSION)).flatten()
    }

    /// The version of a function, 0 where it has none; `None` also where it is no function.
    pub(crate) fn function_version(&self, function: &Bound<'_, PyAny>) -> Option<u32> {
        self.kind_of(function).filter(|kind| *kind == "function")?;
        let version = self.access.number(address(function) + self.functions?)?;
        Some(if version > LAST_INVALID { version } else { 0 })
    }

    /// What changes when a dictionary gets a key or loses one: where its keys are, and how many
    /// entries were used.
    pub(crate) fn keys_state(&self, dict: &Bound<'_, PyAny>) -> Option<(usize, u32)> {
        let keys = self.keys.then(|| self.access.pointer(address(dict) + DICT_KEYS)).flatten()?;
        Some((keys, self.access.number(keys + ENTRIES)?))
    }
}

pub(crate) fn address(object: &Bound<'_, PyAny>) -> usize {
    object.as_ptr().addr()
}

fn keys_kind(access: Access, dict: usize) -> Option<Kind> {
    match access.byte(access.pointer(dict + DICT_KEYS)? + KEYS_KIND)? {
        0 => Some(Kind::Any),
        1 => Some(Kind::Text),
        2 => Some(Kind::Shared),
        _ => None,
    }
}

/// Whether keys, all strings, have this one. Attribute names are interned, so they are the same
/// object or different.
fn has_key(access: Access, keys: usize, name: usize) -> Option<bool> {
    let mut head = [0; INDICES];
    access.read_into(keys, &mut head)?;
    // The entries of others are larger.
    (head[KEYS_KIND] != 0).then_some(())?;
    let entries = keys + INDICES + (1 << head[INDEX_BYTES].min(16));
    let count = u32::from_ne_bytes(*head.get(ENTRIES..)?.first_chunk()?).min(MOST_SHARED) as usize;
    let mut bytes = [0; 16 * MOST_SHARED as usize];
    let bytes = bytes.get_mut(..16 * count)?;
    access.read_into(entries, bytes)?;
    Some((0..count).any(|entry| word_in(bytes, 16 * entry) == name))
}

fn member(access: Access, descriptor: usize) -> Option<(u32, u32)> {
    let member = access.pointer(descriptor + DESCRIBED)?;
    Some((access.number(member + MEMBER_TYPE)?, access.number(member + MEMBER_FLAGS)?))
}

fn method(access: Access, descriptor: usize) -> Option<u32> {
    access.number(access.pointer(descriptor + DESCRIBED)? + METHOD_FLAGS)
}

/// The objects of [`CHECK`].
struct Known<'py>(Bound<'py, PyDict>);

impl<'py> Known<'py> {
    fn make(py: Python<'py>) -> PyResult<Self> {
        let objects = PyDict::new(py);
        py.run(CHECK, Some(&objects), None)?;
        Ok(Self(objects))
    }

    fn get(&self, name: &str) -> PyResult<Bound<'py, PyAny>> {
        self.0.as_any().get_item(name)
    }

    fn at(&self, name: &str) -> PyResult<usize> {
        Ok(address(&self.get(name)?))
    }

    fn types(&self) -> PyResult<HashMap<usize, &'static str>> {
        let types = self.get("types")?;
        KINDS.iter().map(|kind| Ok((address(&types.get_item(kind)?), *kind))).collect()
    }

    fn keys_fit(&self, layout: &Layout) -> PyResult<bool> {
        let kinds = [("own", Kind::Text), ("mixed", Kind::Any), ("shared", Kind::Shared)];
        for (dict, kind) in kinds {
            if keys_kind(Access::CHECKED, self.at(dict)?) != Some(kind) {
                return Ok(false);
            }
        }
        let keys = pointer(self.at("shared")? + DICT_KEYS);
        let has = |name: &str| {
            let name = PyString::intern(self.0.py(), name);
            has_key(Access::CHECKED, keys?, address(name.as_any()))
        };
        let version = keys.and_then(|keys| number(keys + KEYS_VERSION));
        Ok(has("second") == Some(true)
            && has("third") == Some(false)
            && version.is_some()
            && layout.types.len() == KINDS.len())
    }

    /// Where both classes have the keys that their instances' dictionaries have.
    fn shared_keys(&self) -> PyResult<Option<usize>> {
        let pairs = [
            (self.at("Plain")?, pointer(self.at("shared")? + DICT_KEYS)),
            (self.at("Other")?, pointer(self.at("other_shared")? + DICT_KEYS)),
        ];
        let size: usize = self.get("type")?.getattr("__basicsize__")?.extract()?;
        let mut places = (0..size).step_by(8).filter(|place| {
            pairs.iter().all(|(class, keys)| keys.is_some() && pointer(class + place) == *keys)
        });
        Ok(places.next().filter(|_| places.next().is_none()))
    }

    fn dictionary_fits(&self) -> PyResult<bool> {
        let of = |instance| Ok::<_, PyErr>(pointer(self.at(instance)? - MANAGED_DICT));
        Ok(of("taken")? == Some(self.at("shared")?) && of("replaced")? == Some(self.at("own")?))
    }

    fn valid_fits(&self) -> PyResult<bool> {
        let size: usize = self.get("Plain")?.getattr("__basicsize__")?.extract()?;
        let of = |instance| Ok::<_, PyErr>(Access::CHECKED.byte(self.at(instance)? + size + VALID));
        Ok(of("plain")? == Some(1) && of("replaced")? == Some(0))
    }

    fn members_fit(&self) -> PyResult<bool> {
        Ok(member(Access::CHECKED, self.at("slot")?) == Some((OBJECT, 0))
            && member(Access::CHECKED, self.at("size")?)
                .is_some_and(|(kind, flags)| kind != OBJECT && flags == READONLY))
    }

    fn methods_fit(&self) -> PyResult<bool> {
        Ok(method(Access::CHECKED, self.at("append")?) == Some(METH_O)
            && method(Access::CHECKED, self.at("keys")?) == Some(METH_NOARGS))
    }

    fn vectorcall_fits(&self) -> PyResult<bool> {
        let of = |class| Ok::<_, PyErr>(pointer(self.at(class)? + VECTORCALL).is_some());
        Ok(of("list")? && of("dict")? && !of("complex")? && !of("Plain")?)
    }

    fn class_versions_fit(&self) -> PyResult<bool> {
        let of = |class| Ok::<_, PyErr>(number(self.at(class)? + CLASS_VERSION));
        let (one, two) = (of("Plain")?, of("Other")?);
        Ok(one != two && ![one, two].contains(&Some(0)) && of("Slots")? == Some(0))
    }

    /// Where two functions that were called have different small numbers, and one that was changed
    /// has none.
    fn function_versions(&self) -> PyResult<Option<usize>> {
        let functions = [self.at("function")?, self.at("second")?, self.at("changed")?];
        let size: usize = self.get("function")?.get_type().getattr("__basicsize__")?.extract()?;
        let is_version = |version: u32| (LAST_INVALID + 1..1 << 24).contains(&version);
        let mut places = (0..size).step_by(4).filter(|place| {
            let [one, two, changed] = functions.map(|function| number(function + place));
            one != two
                && [one, two].into_iter().all(|version| version.is_some_and(is_version))
                && changed.is_some_and(|version| version <= LAST_INVALID)
        });
        Ok(places.next().filter(|_| places.next().is_none()))
    }
}
