//! Where an instance keeps its attributes. Nothing here creates a dictionary, as asking for
//! `__dict__` would.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyType};
use recording::facts::Dict;

use crate::interpreter::class::{self, INLINE_VALUES, MANAGED_DICT};
use crate::observer::facts::Site;
use crate::probe::objects::{Kind, Objects, objects};

/// What is known of it.
#[derive(Default)]
pub(super) struct Instance {
    /// Where it keeps them.
    pub(super) dict: Option<Dict>,
    /// Whether instances of the class have values inside (from 3.13 on).
    pub(super) inline: bool,
    /// Whether the class shares this key among instances; `None` where it shares none.
    pub(super) shares: Option<bool>,
    /// Whether this one has the attribute, where that is told by something.
    pub(super) has: Option<bool>,
}

/// Looks for an attribute in an instance.
pub(super) fn look(
    site: &Site<'_, '_>,
    owner: &Bound<'_, PyAny>,
    name: &Bound<'_, PyString>,
) -> Instance {
    let class = owner.get_type();
    let flags = class::flags(&class);
    if flags & MANAGED_DICT == 0 {
        return unmanaged(owner, &class, name);
    }
    let known = objects(owner.py());
    let inline = site.version.has_inline_values() && flags & INLINE_VALUES != 0;
    let place = Place { site, known, owner, inline };
    let (dict, at) = place.find();
    let shares = known.shares_key(&class, name);
    let has = match dict {
        Some(Dict::Inline | Dict::InlineAndDict) => shares,
        Some(Dict::Empty) => Some(false),
        Some(Dict::Dict | Dict::Split) => at.and_then(|at| holds(owner.py(), at, name)),
        _ => None,
    };
    Instance { dict, inline, shares, has }
}

struct Place<'a, 'py> {
    site: &'a Site<'a, 'py>,
    known: &'a Objects,
    owner: &'a Bound<'py, PyAny>,
    inline: bool,
}

impl Place<'_, '_> {
    /// Where a class with a managed dictionary has this instance's attributes, and the address of
    /// its dictionary.
    fn find(&self) -> (Option<Dict>, Option<usize>) {
        let Some(word) = self.known.managed_dict(self.owner) else { return (None, None) };
        if self.inline {
            match self.known.has_valid_values(self.owner) {
                Some(true) if word == 0 => return (Some(Dict::Inline), None),
                Some(true) => return (Some(Dict::InlineAndDict), None),
                Some(false) => {}
                None => return (None, None),
            }
        }
        match word {
            0 if self.site.version.keeps_values_apart() => (Some(Dict::Inline), None),
            0 => (Some(Dict::Empty), None),
            tagged if tagged & 1 == 1 => (Some(Dict::Inline), None),
            dict => (dictionary(self.owner.py(), self.known, dict), Some(dict)),
        }
    }
}

/// What kind of dictionary stands at an address that an instance has it at.
fn dictionary(py: Python<'_>, known: &Objects, at: usize) -> Option<Dict> {
    let dict = borrowed(py, at);
    if dict.cast_exact::<PyDict>().is_err() {
        return Some(Dict::Subclass);
    }
    Some(if known.keys_kind(&dict)? == Kind::Shared { Dict::Split } else { Dict::Dict })
}

/// Whether a dictionary has a key; `None` where looking would compare objects of the program.
fn holds(py: Python<'_>, at: usize, name: &Bound<'_, PyString>) -> Option<bool> {
    let dict = borrowed(py, at);
    let dict = dict.cast_exact::<PyDict>().ok()?;
    (objects(py).keys_kind(dict)? != Kind::Any).then_some(())?;
    dict.contains(name).ok()
}

/// Classes that keep a pointer to a dictionary of their own, or none.
fn unmanaged(
    owner: &Bound<'_, PyAny>,
    class: &Bound<'_, PyType>,
    name: &Bound<'_, PyString>,
) -> Instance {
    let offset = class::ask(class, intern!(owner.py(), "__dictoffset__"));
    let (dict, has) = match offset.and_then(|offset| offset.extract::<isize>().ok()) {
        Some(0) => (Some(Dict::None), Some(false)),
        Some(offset) if offset > 0 => {
            match objects(owner.py()).own_dict(owner, offset.unsigned_abs()) {
                Some(0) => (Some(Dict::OwnEmpty), Some(false)),
                Some(at) => (Some(Dict::Own), holds(owner.py(), at, name)),
                None => (None, None),
            }
        }
        Some(_) => (Some(Dict::OwnVariable), None),
        None => (None, None),
    };
    Instance { dict, has, ..Instance::default() }
}

fn borrowed(py: Python<'_>, at: usize) -> Bound<'_, PyAny> {
    let pointer = std::ptr::with_exposed_provenance_mut(at);
    // SAFETY: the address stands where a live object of ours keeps its dictionary, by what the
    // class says or a place that was checked; the object owns a reference to it, and no other
    // thread runs Python meanwhile.
    unsafe { Bound::from_borrowed_ptr(py, pointer) }
}
