//! Where the interpreter keeps the versions that inline caches compare.
//!
//! The structures are private and differ between versions, so nothing is assumed: before the
//! program starts, a small program of ours specialises, and what its caches then hold must be found
//! in the objects they were specialised for. A place that is not found in two objects alike, or
//! not alone, is not used.

use bytecode::Version;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};

use crate::memory::{number, pointer};
use crate::snapshot;

/// Run twice, in two namespaces, so that a place found for one can be checked with the other.
/// A hundred executions are enough to specialise on every version.
const CHECK: &std::ffi::CStr = c"
class Class:
    def __init__(self):
        self.value = 1
instance = Class()
def function():
    return 3
def read_attribute(instance):
    return instance.value
def call(function):
    return function()
def read_global():
    return instance
for _ in range(100):
    read_attribute(instance)
    call(function)
    read_global()
";

/// Offsets of versions, in bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Offsets {
    /// In a class (`tp_version_tag`).
    pub(crate) class: Option<usize>,
    /// In a code object (`co_version`, from 3.12 on), which functions made of it have, too.
    pub(crate) code: Option<usize>,
    /// In a function.
    pub(crate) function: Option<InFunction>,
    /// Of a dictionary's keys in the dictionary, and of their version in the keys.
    pub(crate) keys: Option<(usize, usize)>,
}

/// Offsets in a function, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InFunction {
    /// Of its version (`func_version`).
    pub(crate) version: usize,
    /// Of the pointer to its code.
    pub(crate) code: usize,
}

impl Offsets {
    /// Runs the check.
    pub(crate) fn find(py: Python<'_>, version: Version) -> PyResult<Self> {
        let namespaces = [PyDict::new(py), PyDict::new(py)];
        for namespace in &namespaces {
            py.run(CHECK, Some(namespace), None)?;
        }
        let pair = |object, reader, field| Pair::of(version, &namespaces, object, reader, field);
        let class = pair(|it| item(it, "Class"), "read_attribute", "type_version")?;
        let function = pair(|it| item(it, "function"), "call", "func_version")?;
        let code = pair(code_of_function, "call", "func_version")?;
        let globals = pair(|it| Ok(it.clone().into_any()), "read_global", "module_keys_version")?;
        let size = |of: Bound<'_, PyType>| of.getattr("__basicsize__")?.extract::<usize>();
        let type_size = size(py.get_type::<PyType>())?;
        let function_size = size(item(&namespaces[0], "function")?.get_type())?;
        let code_size = size(code_of_function(&namespaces[0])?.get_type())?;
        let dict_size = size(py.get_type::<PyDict>())?;
        Ok(Self {
            class: class.and_then(|pair| pair.number(type_size)),
            code: code.and_then(|pair| pair.number(code_size)),
            function: function.zip(code).and_then(|(function, code)| {
                Some(InFunction {
                    version: function.number(function_size)?,
                    code: function.pointer_to(code, function_size)?,
                })
            }),
            keys: globals.and_then(|pair| {
                only(pointers(dict_size), |(keys, at)| {
                    pair.holds(|dict| number(pointer(dict + keys)? + at))
                })
            }),
        })
    }
}

fn code_of_function<'py>(namespace: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
    item(namespace, "function")?.getattr("__code__")
}

fn item<'py>(namespace: &Bound<'py, PyDict>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    namespace.as_any().get_item(name)
}

/// Two objects, and what a cache says their versions are.
#[derive(Clone, Copy)]
struct Pair([(usize, u32); 2]);

impl Pair {
    /// `None` where a cache says nothing, or the same of both.
    fn of<'py>(
        version: Version,
        namespaces: &[Bound<'py, PyDict>; 2],
        object: fn(&Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>>,
        reader: &str,
        field: &str,
    ) -> PyResult<Option<Self>> {
        let of = |namespace: &Bound<'py, PyDict>| -> PyResult<Option<(usize, u32)>> {
            let object = object(namespace)?;
            let code = item(namespace, reader)?.getattr("__code__")?;
            let cached = snapshot::cached(version, &code, field)?;
            Ok(cached.map(|version| (object.as_ptr().addr(), version)))
        };
        let both = (of(&namespaces[0])?, of(&namespaces[1])?);
        let (Some(one), Some(other)) = both else { return Ok(None) };
        Ok((one.1 != other.1).then_some(Self([one, other])))
    }

    /// Where objects of this size have that number.
    fn number(self, size: usize) -> Option<usize> {
        only(numbers(size), |at| self.holds(|object| number(object + at)))
    }

    /// Where objects of this size have a pointer to the other's.
    fn pointer_to(self, other: Self, size: usize) -> Option<usize> {
        only((0..size).step_by(8), |at| {
            let mut both = self.0.iter().zip(other.0);
            both.all(|((object, _), (other, _))| pointer(object + at) == Some(other))
        })
    }

    /// Whether that is what stands where `read` looks in each.
    fn holds(self, read: impl Fn(usize) -> Option<u32>) -> bool {
        self.0.iter().all(|(object, version)| read(*object) == Some(*version))
    }
}

/// Every place a 32-bit number can have in an object of this size.
fn numbers(size: usize) -> impl Iterator<Item = usize> {
    (0..size).step_by(4)
}

/// Every pointer in an object of this size, with every place near what it points at.
fn pointers(size: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..size).step_by(8).flat_map(|pointer| numbers(64).map(move |offset| (pointer, offset)))
}

/// The one place that fits; several are as bad as none.
fn only<T: Copy>(places: impl Iterator<Item = T>, fits: impl Fn(T) -> bool) -> Option<T> {
    let mut fitting = places.filter(|place| fits(*place));
    fitting.next().filter(|_| fitting.next().is_none())
}
