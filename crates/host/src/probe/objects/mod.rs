//! What the interpreter keeps privately of classes, instances and functions, and where.
//!
//! The places are those of the sources named; none is used before known objects were found to
//! have there what they must. Until then memory is read through the kernel; then it is read directly,
//! of objects that are alive and of the type that each function asks for itself.

mod check;

use std::collections::HashMap;

use bytecode::Version;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyType};

use self::check::Check;
use super::memory::{Direct, Kernel, Reader, word_in};
use crate::interpreter::class::{self, INLINE_VALUES};

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

/// `Py_T_OBJECT_EX` and `Py_READONLY` (`Include/descrobject.h`).
pub(crate) const OBJECT: u32 = 16;
pub(crate) const READONLY: u32 = 1;
/// `METH_NOARGS` and `METH_O` (`Include/methodobject.h`).
const METH_NOARGS: u32 = 4;
const METH_O: u32 = 8;
/// `Py_TPFLAGS_HEAPTYPE`.
const HEAP_TYPE: std::ffi::c_ulong = 1 << 9;
/// Instances of a class share 30 keys (`SHARED_KEYS_MAX_SIZE`).
const MOST_SHARED: u32 = 30;

/// What can be read here.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each says whether one thing was found")]
pub(crate) struct Objects {
    kernel: Option<Kernel>,
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

static OBJECTS: PyOnceLock<Objects> = PyOnceLock::new();

/// Looks what can be read. To be called before the program starts.
pub(super) fn prepare(py: Python<'_>, version: Version, kernel: Kernel) -> PyResult<()> {
    let objects = Objects::find(py, version, kernel)?;
    let _ = OBJECTS.set(py, objects);
    Ok(())
}

/// What [`prepare`] found; without it nothing can be read.
pub(crate) fn objects(py: Python<'_>) -> &Objects {
    static NOTHING: PyOnceLock<Objects> = PyOnceLock::new();
    OBJECTS.get(py).unwrap_or_else(|| NOTHING.get_or_init(py, Objects::default))
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

impl Objects {
    fn find(py: Python<'_>, version: Version, kernel: Kernel) -> PyResult<Self> {
        let check = Check::make(py, kernel)?;
        let types = check.types()?;
        let keys = types.len() == check::KINDS.len() && check.keys_fit()?;
        Ok(Self {
            kernel: Some(kernel),
            types,
            keys,
            shared: if keys { check.shared_keys()? } else { None },
            managed: check.dictionary_fits()?,
            valid: version.has_inline_values() && check.valid_fits()?,
            members: check.members_fit()?,
            methods: check.methods_fit()?,
            vectorcall: check.vectorcall_fits()?,
            classes: check.class_versions_fit()?,
            functions: check.function_versions()?,
        })
    }

    /// What this object is, if it is of one of the types that specializers ask for.
    pub(crate) fn kind_of(&self, object: &Bound<'_, PyAny>) -> Option<&'static str> {
        self.types.get(&address(object.get_type().as_any())).copied()
    }

    /// The address of an object, if it is exactly a dictionary, and what these hold is known.
    fn dictionary(&self, object: &Bound<'_, PyAny>) -> Option<usize> {
        (self.keys && object.is_exact_instance_of::<PyDict>()).then(|| address(object))
    }

    /// How an exact dictionary keeps its keys.
    pub(crate) fn keys_kind(&self, dict: &Bound<'_, PyAny>) -> Option<Kind> {
        let dict = self.dictionary(dict)?;
        // SAFETY: of a live dictionary, whose keys live as long.
        unsafe { keys_kind(Direct, dict) }
    }

    /// The version of an exact dictionary's keys, 0 where none was needed yet.
    pub(crate) fn keys_version(&self, dict: &Bound<'_, PyAny>) -> Option<u32> {
        let dict = self.dictionary(dict)?;
        // SAFETY: as above.
        unsafe { Direct.number_at(Direct.pointer_at(dict + DICT_KEYS)? + KEYS_VERSION) }
    }

    /// What changes when a dictionary gets a key or loses one: where its keys are, and how many
    /// entries were used.
    pub(crate) fn keys_state(&self, dict: &Bound<'_, PyAny>) -> Option<(usize, u32)> {
        let dict = self.dictionary(dict)?;
        // SAFETY: as above.
        unsafe {
            let keys = Direct.pointer_at(dict + DICT_KEYS)?;
            Some((keys, Direct.number_at(keys + ENTRIES)?))
        }
    }

    /// Whether instances of this class share a key.
    pub(crate) fn shares_key(
        &self,
        class: &Bound<'_, PyType>,
        name: &Bound<'_, PyString>,
    ) -> Option<bool> {
        let place = self.shared.filter(|_| class::flags(class) & HEAP_TYPE != 0)?;
        // SAFETY: of a live class that was made at run time, whose shared keys live as long.
        unsafe {
            match Direct.pointer_at(address(class.as_any()) + place) {
                Some(keys) => has_key(Direct, keys, address(name.as_any())),
                None => Some(false),
            }
        }
    }

    /// What stands where an instance has its dictionary: 0 for nothing. Only for classes with
    /// `Py_TPFLAGS_MANAGED_DICT`.
    pub(crate) fn managed_dict(&self, instance: &Bound<'_, PyAny>) -> Option<usize> {
        let has_place = class::flags(&instance.get_type()) & class::MANAGED_DICT != 0;
        (self.managed && has_place).then_some(())?;
        // SAFETY: instances of such classes have the place before them.
        unsafe { Some(Direct.pointer_at(address(instance) - MANAGED_DICT).unwrap_or(0)) }
    }

    /// Whether the values inside an instance are in use. Only for classes with
    /// `Py_TPFLAGS_INLINE_VALUES`.
    pub(crate) fn has_valid_values(&self, instance: &Bound<'_, PyAny>) -> Option<bool> {
        let class = instance.get_type();
        (self.valid && class::flags(&class) & INLINE_VALUES != 0).then_some(())?;
        let size = class::ask(&class, intern!(instance.py(), "__basicsize__"))?;
        let size: usize = size.extract().ok()?;
        // SAFETY: instances of such classes are followed by their values.
        unsafe { Some(Direct.byte_at(address(instance) + size + VALID)? == 1) }
    }

    /// What stands in an instance where its class says that there is a dictionary: 0 for nothing.
    pub(crate) fn own_dict(&self, instance: &Bound<'_, PyAny>, offset: usize) -> Option<usize> {
        self.kernel?.word(address(instance) + offset)
    }

    /// Type and flags of a member descriptor.
    pub(crate) fn member(&self, descriptor: &Bound<'_, PyAny>) -> Option<(u32, u32)> {
        let is_member = self.kind_of(descriptor) == Some("member");
        // SAFETY: of a live descriptor of a member, which describes a static or as long-lived one.
        (self.members && is_member).then(|| unsafe { member(Direct, address(descriptor)) })?
    }

    /// The `METH_` flags of a method descriptor.
    pub(crate) fn method(&self, descriptor: &Bound<'_, PyAny>) -> Option<u32> {
        let is_method = self.kind_of(descriptor) == Some("method descriptor");
        // SAFETY: as above, of a method.
        (self.methods && is_method).then(|| unsafe { method(Direct, address(descriptor)) })?
    }

    /// Whether a class has a fast way to be called.
    pub(crate) fn has_vectorcall(&self, class: &Bound<'_, PyType>) -> Option<bool> {
        let at = address(class.as_any()) + VECTORCALL;
        // SAFETY: of a live class, static ones included.
        self.vectorcall.then(|| unsafe { Direct.pointer_at(at) }.is_some())
    }

    /// The version of a class, 0 where it has none.
    pub(crate) fn class_version(&self, class: &Bound<'_, PyType>) -> Option<u32> {
        let at = address(class.as_any()) + CLASS_VERSION;
        // SAFETY: as above.
        self.classes.then(|| unsafe { Direct.number_at(at) })?
    }

    /// The version of a function, 0 where it has none; `None` also where it is no function.
    pub(crate) fn function_version(&self, function: &Bound<'_, PyAny>) -> Option<u32> {
        self.kind_of(function).filter(|kind| *kind == "function")?;
        let at = address(function) + self.functions?;
        // SAFETY: of a live function.
        let version = unsafe { Direct.number_at(at) }?;
        Some(if version > LAST_INVALID { version } else { 0 })
    }
}

fn address(object: &Bound<'_, PyAny>) -> usize {
    object.as_ptr().addr()
}

/// # Safety
/// The address is that of a live dictionary, or the reader asks the kernel; so below, of what each is
/// named for.
unsafe fn keys_kind(reader: impl Reader, dict: usize) -> Option<Kind> {
    // SAFETY: the caller's promise.
    match unsafe { reader.byte_at(reader.pointer_at(dict + DICT_KEYS)? + KEYS_KIND)? } {
        0 => Some(Kind::Any),
        1 => Some(Kind::Text),
        2 => Some(Kind::Shared),
        _ => None,
    }
}

/// Whether keys, all strings, have this one. Attribute names are interned, so they are the same
/// object or different.
///
/// # Safety
/// As above, of the keys of a dictionary or of a class.
unsafe fn has_key(reader: impl Reader, keys: usize, name: usize) -> Option<bool> {
    let mut head = [0; INDICES];
    // SAFETY: the caller's promise.
    unsafe { reader.fill(keys, &mut head) }?;
    // The entries of others are larger.
    (head[KEYS_KIND] != 0).then_some(())?;
    let entries = keys + INDICES + (1 << head[INDEX_BYTES].min(16));
    let count = u32::from_ne_bytes(*head.get(ENTRIES..)?.first_chunk()?).min(MOST_SHARED) as usize;
    let mut bytes = [0; 16 * MOST_SHARED as usize];
    let bytes = bytes.get_mut(..16 * count)?;
    // SAFETY: as above; the keys say how many entries they have.
    unsafe { reader.fill(entries, bytes) }?;
    Some((0..count).any(|entry| word_in(bytes, 16 * entry) == name))
}

/// # Safety
/// As above, of the descriptor of a member.
unsafe fn member(reader: impl Reader, descriptor: usize) -> Option<(u32, u32)> {
    // SAFETY: the caller's promise.
    unsafe {
        let member = reader.pointer_at(descriptor + DESCRIBED)?;
        Some((reader.number_at(member + MEMBER_TYPE)?, reader.number_at(member + MEMBER_FLAGS)?))
    }
}

/// # Safety
/// As above, of the descriptor of a method.
unsafe fn method(reader: impl Reader, descriptor: usize) -> Option<u32> {
    // SAFETY: the caller's promise.
    unsafe { reader.number_at(reader.pointer_at(descriptor + DESCRIBED)? + METHOD_FLAGS) }
}
