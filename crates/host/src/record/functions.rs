//! Functions by their versions, where their code is not recorded or, on 3.11, has no version.

use std::collections::{HashMap, HashSet};

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyModule, PyString, PyTuple};

use super::names::Classes;
use crate::interpreter::{self, Holder};
use crate::probe::memory::{known_number, known_word};
use crate::probe::versions::InFunction;

/// So many functions are looked at together.
const AT_ONCE: usize = 1000;

/// Looks for functions of the versions that are sought, until all are found.
///
/// It comes to those that a module or class holds, and to those that these hold in their closures,
/// as decorators leave them. Others have no name.
pub(crate) struct Functions<'a, 'py> {
    at: InFunction,
    sought: HashSet<u32>,
    /// The code objects that are recorded.
    recorded: &'a HashMap<usize, String>,
    seen: HashSet<usize>,
    /// Functions not looked at yet.
    waiting: Vec<Bound<'py, PyAny>>,
    pub(crate) names: Vec<(u32, String)>,
}

impl<'a, 'py> Functions<'a, 'py> {
    pub(crate) fn new(
        at: InFunction,
        sought: HashSet<u32>,
        recorded: &'a HashMap<usize, String>,
    ) -> Self {
        let (seen, waiting, names) = Default::default();
        Self { at, sought, recorded, seen, waiting, names }
    }

    pub(crate) fn look_in_modules(&mut self, py: Python<'py>) -> PyResult<()> {
        let Some(modules) = interpreter::modules(py) else { return Ok(()) };
        let modules = modules.copy()?.values();
        let modules = modules.iter().filter_map(|module| module.cast_into::<PyModule>().ok());
        self.look_in(modules.map(|module| module.dict().copy()))
    }

    pub(crate) fn look_in_classes(&mut self, classes: &Classes<'py>) -> PyResult<()> {
        self.look_in(classes.namespaces())
    }

    fn look_in(
        &mut self,
        namespaces: impl Iterator<Item = PyResult<Bound<'py, PyDict>>>,
    ) -> PyResult<()> {
        for namespace in namespaces {
            for (_, value) in namespace? {
                self.add(value)?;
            }
            if self.waiting.len() >= AT_ONCE {
                self.look()?;
            }
            if self.sought.is_empty() {
                return Ok(());
            }
        }
        self.look()
    }

    /// Adds the functions that an object is or holds.
    fn add(&mut self, object: Bound<'py, PyAny>) -> PyResult<()> {
        let mut left = vec![object];
        while let Some(object) = left.pop() {
            let Some(holder) = interpreter::holder(&object) else { continue };
            let is_function = matches!(holder, Holder::Function);
            if is_function && !self.seen.insert(object.as_ptr().addr()) {
                continue;
            }
            left.extend(held(holder, &object)?);
            self.waiting.extend(is_function.then_some(object));
        }
        Ok(())
    }

    /// Names those that wait, if their version is sought.
    fn look(&mut self) -> PyResult<()> {
        for function in std::mem::take(&mut self.waiting) {
            // SAFETY: a live function, and the place where functions have their version.
            let version = unsafe { known_number(function.as_ptr().addr() + self.at.version) };
            if self.sought.remove(&version) {
                self.names.push((version, self.name(&function)?));
            }
        }
        Ok(())
    }

    /// A function's name: that of its code, if that is recorded, else its own with its module's.
    /// It is not asked for its code: that would be an audit event.
    fn name(&self, function: &Bound<'py, PyAny>) -> PyResult<String> {
        // SAFETY: as above; what stands there is only compared.
        let code = unsafe { known_word(function.as_ptr().addr() + self.at.code) };
        if let Some(name) = self.recorded.get(&code) {
            return Ok(name.clone());
        }
        let py = function.py();
        let name = function.getattr(intern!(py, "__qualname__"))?;
        let name = name.cast::<PyString>()?.to_string_lossy().into_owned();
        let module = function.getattr(intern!(py, "__module__"))?;
        let module = module.cast_exact::<PyString>().ok().map(|module| module.to_string_lossy());
        Ok(match module {
            Some(module) if module != "__main__" => format!("{module}.{name}"),
            _ => name,
        })
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
