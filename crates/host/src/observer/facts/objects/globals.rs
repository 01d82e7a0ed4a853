//! Global names and `super()`.

use arcstr::ArcStr;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PySuper, PyType};
use recording::facts::{Fact, Facts, Found, Mapping, Owner, Strings, Versions, Yes};

use crate::interpreter::class;
use crate::observer::facts::Site;
use crate::observer::facts::changes::changed;
use crate::probe::objects::{Kind, objects};

/// What is to be said of looking up a global name.
pub(super) fn facts(site: &Site<'_, '_>, facts: &mut Facts) {
    let (Some(name), Some(globals)) = (site.name, site.globals) else { return };
    if let Some(module) = module(globals) {
        facts.add(Fact::Namespace(module));
    }
    let Some(builtins) = site.builtins else {
        return facts.add(Fact::Mapping(Mapping::Builtins));
    };
    let places = [
        (globals, Mapping::Globals, Found::Globals),
        (builtins, Mapping::Builtins, Found::Builtins),
    ];
    for (dict, mapping, found) in places {
        if dict.cast_exact::<PyDict>().is_err() {
            return facts.add(Fact::Mapping(mapping));
        }
        match objects(dict.py()).keys_kind(dict.as_any()) {
            Some(Kind::Text) => {}
            Some(Kind::Shared) => facts.add(Fact::Strings(Strings::Shared)),
            Some(Kind::Any) => {
                facts.add(Fact::Strings(Strings::No));
                return facts.add(Fact::Found(found));
            }
            None => return,
        }
        let version = objects(dict.py()).keys_version(dict.as_any());
        if version.is_some_and(|version| version > u16::MAX.into()) {
            facts.add(Fact::Versions(Versions::UsedUp));
        }
        let state = objects(dict.py()).keys_state(dict.as_any());
        if state.is_some_and(|state| changed(site, dict.as_ptr().addr(), state)) {
            facts.add(Fact::Changed(Yes));
        }
        if dict.contains(name).unwrap_or(false) {
            lazy(dict, name, facts);
            return facts.add(Fact::Found(found));
        }
    }
    facts.add(Fact::Found(Found::Missing));
}

/// Whether a name will be imported when it is read. Looking into the dictionary imports nothing.
pub(super) fn lazy(dict: &Bound<'_, PyDict>, name: &Bound<'_, PyAny>, facts: &mut Facts) {
    let Ok(Some(found)) = dict.get_item(name) else { return };
    let class = found.get_type();
    // The program cannot make an immutable class.
    if class::flags(&class) & class::IMMUTABLE != 0 && class::name(&class) == "lazy_import" {
        facts.add(Fact::Lazy(Yes));
    }
}

/// What `__name__` says there.
pub(super) fn module(globals: &Bound<'_, PyDict>) -> Option<ArcStr> {
    globals.cast_exact::<PyDict>().ok()?;
    (objects(globals.py()).keys_kind(globals.as_any())? != Kind::Any).then_some(())?;
    let name = globals.get_item(intern!(globals.py(), "__name__")).ok()??;
    Some(name.cast_exact::<PyString>().ok()?.to_string_lossy().as_ref().into())
}

/// What is to be said of `super().name`.
pub(super) fn of_super(called: &Bound<'_, PyAny>, class: &Bound<'_, PyAny>, facts: &mut Facts) {
    if !called.is(called.py().get_type::<PySuper>()) {
        facts.add(Fact::Shadowed(Yes));
    }
    if class.cast::<PyType>().is_err() {
        facts.add(Fact::Owner(Owner::Instance));
    }
}
