//! Names for the versions that inline caches compare.
//!
//! Nothing of the program's runs here: what is asked, is asked of built-in types, and of classes
//! through the descriptors of `type`, past their metaclasses.

use std::collections::{HashMap, HashSet};

use bytecode::Version;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyDictMethods, PyList, PyModule, PyString, PyTuple, PyType};

use super::functions::Functions;
use super::wanted::Sought;
use crate::interpreter;
use crate::probe::memory::{known_number, known_word};
use crate::probe::versions::Versions;

/// What it takes to find names when the program has ended.
pub(crate) struct Names {
    pub(crate) version: Version,
    versions: Versions,
}

impl Names {
    /// With what was proved before the program started.
    pub(super) fn new(version: Version, versions: Versions) -> Self {
        Self { version, versions }
    }

    /// Names for what is alive now. `recorded` are the addresses and names of the code objects that
    /// are recorded, which are alive, too.
    pub(crate) fn find(
        &self,
        py: Python<'_>,
        sought: &Sought,
        recorded: &HashMap<usize, String>,
    ) -> handoff::Names {
        let mut names = handoff::Names::default();
        if let Some(at) = self.versions.code {
            names.functions = of_code(at, sought, recorded);
        }
        if let Some(at) = self.versions.keys {
            names.keys = modules(py, at, &sought.modules).unwrap_or_default();
        }
        let Ok(classes) = Classes::all(py) else { return names };
        // What was named before something went wrong is right.
        if let Some(at) = self.versions.class {
            let _ = classes.name(py, at, sought, &mut names);
        }
        if let Some(at) = self.versions.function {
            let known: HashSet<u32> = names.functions.iter().map(|(version, _)| *version).collect();
            let unknown = sought.functions.difference(&known).copied().collect();
            let mut functions = Functions::new(at, unknown, recorded);
            let _ =
                functions.look_in_modules(py).and_then(|()| functions.look_in_classes(&classes));
            names.functions.extend(functions.names);
        }
        names
    }

    /// What cannot be named, of what is sought.
    pub(crate) fn warning(&self, sought: &Sought) -> Option<String> {
        let Versions { class, keys, function, .. } = self.versions;
        let kinds = [
            ("classes", class.is_none() && !sought.classes.is_empty()),
            ("modules", keys.is_none() && !sought.modules.is_empty()),
            ("functions", function.is_none() && !sought.functions.is_empty()),
        ];
        let unknown: Vec<_> = kinds.iter().filter(|kind| kind.1).map(|kind| kind.0).collect();
        let (last, others) = unknown.split_last()?;
        let others = if others.is_empty() { String::new() } else { others.join(", ") + " and " };
        Some(format!(
            "the names of {others}{last} in caches are not known: where this interpreter keeps their versions was not found"
        ))
    }
}

/// Every class there is.
pub(crate) struct Classes<'py> {
    all: Vec<Bound<'py, PyAny>>,
    /// `type.__mro__` and `type.__dict__`, as they read them of a class.
    mro: Bound<'py, PyAny>,
    dict: Bound<'py, PyAny>,
}

impl<'py> Classes<'py> {
    /// Every class is a subclass of `object`.
    fn all(py: Python<'py>) -> PyResult<Self> {
        let class = py.get_type::<PyType>();
        let subclasses = class.getattr("__subclasses__")?;
        let of_type = class.getattr("__dict__")?;
        let mut all = Vec::new();
        let mut seen = HashSet::new();
        let mut left = vec![py.get_type::<PyAny>().into_any()];
        while let Some(class) = left.pop() {
            if seen.insert(class.as_ptr().addr()) {
                // Iterating any other way would import `operator`: the program may have one.
                left.extend(subclasses.call1((&class,))?.cast_into::<PyList>()?.iter());
                all.push(class);
            }
        }
        Ok(Self { all, mro: of_type.get_item("__mro__")?, dict: of_type.get_item("__dict__")? })
    }

    /// Names those that are sought, with the attributes that were found in them.
    fn name(
        &self,
        py: Python<'py>,
        version_at: usize,
        sought: &Sought,
        names: &mut handoff::Names,
    ) -> PyResult<()> {
        for class in &self.all {
            // SAFETY: a live class, and the place where classes have their version.
            let version = unsafe { known_number(class.as_ptr().addr() + version_at) };
            let Some(attributes) = sought.classes.get(&version) else { continue };
            names.types.push((version, qualname(class)?));
            for attribute in attributes {
                let key = PyString::new(py, attribute);
                if let Some(owner) = self.definer(class, &key)? {
                    let place = format!("{}.{attribute}", qualname(&owner)?);
                    names.attributes.push((version, attribute.clone(), place));
                }
            }
        }
        Ok(())
    }

    /// The class where an attribute is found.
    fn definer(
        &self,
        class: &Bound<'py, PyAny>,
        attribute: &Bound<'py, PyString>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let mro = self.mro.call_method1("__get__", (class,))?.cast_into::<PyTuple>()?;
        for class in mro {
            if self.namespace(&class)?.contains(attribute)? {
                return Ok(Some(class));
            }
        }
        Ok(None)
    }

    /// The namespace of a class, as a read-only view.
    fn namespace(&self, class: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.dict.call_method1("__get__", (class,))
    }

    /// A copy of the namespace of every class.
    pub(crate) fn namespaces(&self) -> impl Iterator<Item = PyResult<Bound<'py, PyDict>>> {
        self.all
            .iter()
            .map(|class| Ok(self.namespace(class)?.call_method0("copy")?.cast_into::<PyDict>()?))
    }
}

/// Functions of recorded code, by the version that all functions made of it have.
fn of_code(
    version_at: usize,
    sought: &Sought,
    recorded: &HashMap<usize, String>,
) -> Vec<(u32, String)> {
    let named = recorded.iter().map(|(code, name)| {
        // SAFETY: a code object that is kept, and the place where these have their version.
        (unsafe { known_number(code + version_at) }, name.clone())
    });
    named.filter(|(version, _)| sought.functions.contains(version)).collect()
}

fn qualname(class: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(class.cast::<PyType>()?.qualname()?.to_string_lossy().into_owned())
}

fn modules(
    py: Python<'_>,
    (keys_at, version_at): (usize, usize),
    sought: &HashSet<u32>,
) -> Option<Vec<(u32, String)>> {
    let mut names = Vec::new();
    for (name, module) in interpreter::modules(py)?.copy().ok()? {
        let Ok(module) = module.cast::<PyModule>() else { continue };
        // SAFETY: the dictionary of a live module has keys, and these a version.
        let version = unsafe {
            known_number(known_word(module.dict().as_ptr().addr() + keys_at) + version_at)
        };
        if let (true, Ok(name)) = (sought.contains(&version), name.cast::<PyString>()) {
            names.push((version, name.to_string_lossy().into_owned()));
        }
    }
    Some(names)
}
