//! Names for the versions that inline caches compare.

use std::collections::HashSet;

use bytecode::Version;
use pyo3::prelude::*;
use pyo3::types::{PyDictMethods, PyModule, PyString, PyType};

use crate::memory::{number, pointer};
use crate::offsets::Offsets;
use crate::python;

/// What it takes to find names when the program has ended.
pub(crate) struct Names {
    offsets: Offsets,
}

impl Names {
    /// To be called before the program starts; `None` for a version that is not known.
    pub(crate) fn prepare(py: Python<'_>) -> PyResult<Option<Self>> {
        let info = py.version_info();
        let Some(version) = Version::from_parts(info.major.into(), info.minor.into()) else {
            return Ok(None);
        };
        Ok(Some(Self { offsets: Offsets::find(py, version)? }))
    }

    /// The version that functions of this code have, if one was needed.
    pub(crate) fn of_code(&self, code: &Bound<'_, PyAny>) -> Option<u32> {
        version(code.as_ptr().addr() + self.offsets.code?)
    }

    /// Names of the classes and modules that are alive now and have a version.
    pub(crate) fn find(&self, py: Python<'_>, functions: Vec<(u32, String)>) -> handoff::Names {
        let Offsets { class, keys, .. } = self.offsets;
        handoff::Names {
            types: class.and_then(|at| types(py, at).ok()).unwrap_or_default(),
            keys: keys.and_then(|at| modules(py, at)).unwrap_or_default(),
            functions,
        }
    }
}

/// Every class is a subclass of `object`.
fn types(py: Python<'_>, version_at: usize) -> PyResult<Vec<(u32, String)>> {
    let subclasses = py.get_type::<PyType>().getattr("__subclasses__")?;
    let mut names = Vec::new();
    let mut seen = HashSet::new();
    let mut left = vec![py.get_type::<PyAny>().into_any()];
    while let Some(class) = left.pop() {
        let address = class.as_ptr().addr();
        if !seen.insert(address) {
            continue;
        }
        if let Some(version) = version(address + version_at) {
            let name = class.cast::<PyType>()?.qualname()?;
            names.push((version, name.to_string_lossy().into_owned()));
        }
        left.extend(subclasses.call1((&class,))?.try_iter()?.flatten());
    }
    Ok(names)
}

fn modules(py: Python<'_>, (keys_at, version_at): (usize, usize)) -> Option<Vec<(u32, String)>> {
    let mut names = Vec::new();
    for (name, module) in python::modules(py)?.copy().ok()? {
        let Ok(module) = module.cast::<PyModule>() else { continue };
        let keys = pointer(module.dict().as_ptr().addr() + keys_at);
        let version = keys.and_then(|keys| version(keys + version_at));
        if let (Some(version), Ok(name)) = (version, name.cast::<PyString>()) {
            names.push((version, name.to_string_lossy().into_owned()));
        }
    }
    Some(names)
}

/// 0 says that there is none.
fn version(address: usize) -> Option<u32> {
    number(address).filter(|version| *version != 0)
}
