//! Functions by their versions, where their code is not recorded or, on 3.11, has no version.

use std::collections::HashSet;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyModule, PyString, PyTuple};

use crate::memory::pointer;
use crate::names::{Classes, version};
use crate::offsets::InFunction;
use crate::python::{self, Holder};

/// Looks for functions of the versions that are sought, until all are found.
///
/// It comes to those that a module or class holds, and to those that these hold in their closures,
/// as decorators leave them. Others have no name.
pub(crate) struct Functions<'a> {
    at: InFunction,
    sought: HashSet<u32>,
    /// The addresses of code objects that are recorded.
    recorded: &'a HashSet<usize>,
    seen: HashSet<usize>,
    pub(crate) names: Vec<(u32, String)>,
}

impl<'a> Functions<'a> {
    pub(crate) fn new(at: InFunction, sought: HashSet<u32>, recorded: &'a HashSet<usize>) -> Self {
        Self { at, sought, recorded, seen: HashSet::new(), names: Vec::new() }
    }

    pub(crate) fn look_in_modules(&mut self, py: Python<'_>) -> PyResult<()> {
        let Some(modules) = python::modules(py) else { return Ok(()) };
        for module in modules.copy()?.values() {
            if self.sought.is_empty() {
                break;
            }
            if let Ok(module) = module.cast::<PyModule>() {
                self.look_in(&module.dict().copy()?)?;
            }
        }
        Ok(())
    }

    pub(crate) fn look_in_classes(&mut self, classes: &Classes<'_>) -> PyResult<()> {
        for namespace in classes.namespaces() {
            if self.sought.is_empty() {
                break;
            }
            self.look_in(&namespace?)?;
        }
        Ok(())
    }

    fn look_in(&mut self, namespace: &Bound<'_, PyDict>) -> PyResult<()> {
        let mut left = Vec::new();
        for (_, value) in namespace {
            left.push(value);
            while let Some(value) = left.pop() {
                let Some(holder) = python::holder(&value) else { continue };
                if matches!(holder, Holder::Function) {
                    if !self.seen.insert(value.as_ptr().addr()) {
                        continue;
                    }
                    self.name(&value)?;
                }
                left.extend(held(holder, &value)?);
            }
        }
        Ok(())
    }

    /// Takes a function's name, if its version is sought. Its code is not asked of it: that would
    /// be an audit event.
    fn name(&mut self, function: &Bound<'_, PyAny>) -> PyResult<()> {
        let address = function.as_ptr().addr();
        let found =
            version(address + self.at.version).filter(|version| self.sought.remove(version));
        let Some(version) = found else { return Ok(()) };
        let py = function.py();
        let name = function.getattr(intern!(py, "__qualname__"))?;
        let name = name.cast::<PyString>()?.to_string_lossy().into_owned();
        let is_recorded =
            pointer(address + self.at.code).is_some_and(|code| self.recorded.contains(&code));
        let module = function.getattr(intern!(py, "__module__"))?;
        let module = module.cast_exact::<PyString>().ok().filter(|_| !is_recorded);
        let name = match module.map(|module| module.to_string_lossy()) {
            Some(module) if module != "__main__" => format!("{module}.{name}"),
            _ => name,
        };
        self.names.push((version, name));
        Ok(())
    }
}

/// What such an object holds.
fn held<'py>(holder: Holder, object: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let py = object.py();
    Ok(match holder {
        Holder::Function => {
            let closure = object.getattr(intern!(py, "__closure__"))?;
            closure.cast_into::<PyTuple>().map(|cells| cells.iter().collect()).unwrap_or_default()
        }
        // An empty one has nothing to give.
        Holder::Cell => object.getattr(intern!(py, "cell_contents")).into_iter().collect(),
        Holder::Method => vec![object.getattr(intern!(py, "__func__"))?],
        Holder::Property => {
            vec![object.getattr(intern!(py, "fget"))?, object.getattr(intern!(py, "fset"))?]
        }
    })
}
