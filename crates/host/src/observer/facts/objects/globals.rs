//! Global names and `super()`.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PySuper, PyType};
use recording::facts::{
    CHANGED, FOUND, LAZY, MAPPING, NAMESPACE, OWNER, SHADOWED, STRINGS, VERSIONS,
};

use crate::interpreter::class;
use crate::observer::facts::changes::changed;
use crate::observer::facts::{Facts, Site};
use crate::probe::objects::{Kind, objects};

/// What is to be said of looking up a global name.
pub(super) fn facts(site: &Site<'_, '_>, facts: &mut Facts) {
    let (Some(name), Some(globals)) = (site.name, site.globals) else { return };
    if let Some(module) = module(globals) {
        facts.add(NAMESPACE, module);
    }
    let Some(builtins) = site.builtins else {
        return facts.add(MAPPING, "builtins");
    };
    for (dict, word) in [(globals, "globals"), (builtins, "builtins")] {
        if dict.cast_exact::<PyDict>().is_err() {
            return facts.add(MAPPING, word);
        }
        match objects(dict.py()).keys_kind(dict.as_any()) {
            Some(Kind::Text) => {}
            Some(Kind::Shared) => facts.add(STRINGS, "shared"),
            Some(Kind::Any) => {
                facts.add(STRINGS, "no");
                return facts.add(FOUND, word);
            }
            None => return,
        }
        let version = objects(dict.py()).keys_version(dict.as_any());
        if version.is_some_and(|version| version > u16::MAX.into()) {
            facts.add(VERSIONS, "used up");
        }
        let state = objects(dict.py()).keys_state(dict.as_any());
        if state.is_some_and(|state| changed(site, dict.as_ptr().addr(), state)) {
            facts.add(CHANGED, "yes");
        }
        if dict.contains(name).unwrap_or(false) {
            lazy(dict, name, facts);
            return facts.add(FOUND, word);
        }
    }
    facts.add(FOUND, "missing");
}

/// Whether a name will be imported when it is read. Looking into the dictionary imports nothing.
pub(super) fn lazy(dict: &Bound<'_, PyDict>, name: &Bound<'_, PyAny>, facts: &mut Facts) {
    let Ok(Some(found)) = dict.get_item(name) else { return };
    let class = found.get_type();
    // The program cannot make an immutable class.
    if class::flags(&class) & class::IMMUTABLE != 0 && class::name(&class) == "lazy_import" {
        facts.add(LAZY, "yes");
    }
}

/// What `__name__` says there.
pub(super) fn module(globals: &Bound<'_, PyDict>) -> Option<String> {
    globals.cast_exact::<PyDict>().ok()?;
    (objects(globals.py()).keys_kind(globals.as_any())? != Kind::Any).then_some(())?;
    let name = globals.get_item(intern!(globals.py(), "__name__")).ok()??;
    Some(name.cast_exact::<PyString>().ok()?.to_string_lossy().into_owned())
}

/// What is to be said of `super().name`.
pub(super) fn of_super(called: &Bound<'_, PyAny>, class: &Bound<'_, PyAny>, facts: &mut Facts) {
    if !called.is(called.py().get_type::<PySuper>()) {
        facts.add(SHADOWED, "yes");
    }
    if class.cast::<PyType>().is_err() {
        facts.add(OWNER, "instance");
    }
}
