//! Where the interpreter keeps the versions that inline caches compare.
//!
//! The structures are private and differ between versions, so nothing is assumed: before the
//! program starts, a small program of ours specializes, and what its caches then hold must be found
//! in the objects they were specialized for. A place that is not found in two objects alike, or
//! not alone, is not used. Nothing is read but what belongs to live objects: the kernel, which would
//! notice a wrong address, need not be asked.

use bytecode::Version;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};

use super::memory::{known_number, known_word};
use super::{numbers, only, words};
use crate::interpreter::code;

/// Run twice, in two namespaces, so that a place found for one can be checked with the other.
/// A hundred executions are enough to specialize on every version.
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

/// What every class has, also those that are static (`PyTypeObject` of 3.11; later ones are larger).
const CLASS_SIZE: usize = 408;

/// Versions of versions, in bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Versions {
    /// In a class (`tp_version_tag`).
    pub(crate) class: Option<usize>,
    /// In a code object (`co_version`, from 3.12 on), which functions made of it have, too.
    pub(crate) code: Option<usize>,
    /// In a function.
    pub(crate) function: Option<InFunction>,
    /// Of a dictionary's keys in the dictionary, and of their version in the keys.
    pub(crate) keys: Option<(usize, usize)>,
}

/// Versions in a function, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InFunction {
    /// Of its version (`func_version`).
    pub(crate) version: usize,
    /// Of the pointer to its code.
    pub(crate) code: usize,
}

impl Versions {
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
        let function_size = size(item(&namespaces[0], "function")?.get_type())?;
        let code_size = size(code_of_function(&namespaces[0])?.get_type())?;
        let dict_size = size(py.get_type::<PyDict>())?;
        Ok(Self {
            class: class.and_then(|pair| pair.number(CLASS_SIZE)),
            code: code.and_then(|pair| pair.number(code_size)),
            function: function.zip(code).and_then(|(function, code)| {
                Some(InFunction {
                    version: function.number(function_size)?,
                    code: function.pointer_to(code, function_size)?,
                })
            }),
            keys: globals.zip(keys_pointer(py, dict_size)?).and_then(|(pair, keys)| {
                // SAFETY: dictionaries that are alive, as their keys are, which begin with a header
                // of this size.
                let version = |dict, at| unsafe { known_number(known_word(dict + keys) + at) };
                let at = only(numbers(KEYS_HEADER), |at| pair.holds(|dict| version(dict, at)));
                Some((keys, at?))
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
            let cached = code::cached(version, &code, field)?;
            Ok(cached.map(|version| (object.as_ptr().addr(), version)))
        };
        let both = (of(&namespaces[0])?, of(&namespaces[1])?);
        let (Some(one), Some(other)) = both else { return Ok(None) };
        Ok((one.1 != other.1).then_some(Self([one, other])))
    }

    /// Where objects of this size have that number.
    fn number(self, size: usize) -> Option<usize> {
        // SAFETY: inside the objects, which the namespaces of the check hold.
        only(numbers(size), |at| self.holds(|object| unsafe { known_number(object + at) }))
    }

    /// Where objects of this size have a pointer to the other's.
    fn pointer_to(self, other: Self, size: usize) -> Option<usize> {
        only(words(size), |at| {
            let mut both = self.0.iter().zip(other.0);
            // SAFETY: as above.
            both.all(|((object, _), (other, _))| unsafe { known_word(object + at) } == other)
        })
    }

    /// Whether that is what stands where `read` looks in each.
    fn holds(self, read: impl Fn(usize) -> u32) -> bool {
        self.0.iter().all(|(object, version)| read(*object) == *version)
    }
}

/// What `PyDictKeysObject` has before its indices, at least (`pycore_dict.h`).
const KEYS_HEADER: usize = 32;

/// Where a dictionary has the pointer to its keys: all that are empty have the same, others their
/// own, and what grows gets new ones. Nothing else in a dictionary is like that, so what stands there
/// can be followed.
fn keys_pointer(py: Python<'_>, size: usize) -> PyResult<Option<usize>> {
    let [empty, other, grown] = [(); 3].map(|()| PyDict::new(py));
    // SAFETY: inside dictionaries that are alive.
    let word = |dict: &Bound<'_, PyDict>, at| unsafe { known_word(dict.as_ptr().addr() + at) };
    let all = |dict| words(size).map(|at| word(dict, at)).collect::<Vec<_>>();
    let before = all(&grown);
    grown.set_item(0, 0)?;
    let small = all(&grown);
    for number in 1..100 {
        grown.set_item(number, number)?;
    }
    let fits = |at: usize| {
        let (before, small) = (before.get(at / 8), small.get(at / 8));
        let (shared, large) = (word(&empty, at), word(&grown, at));
        shared != 0
            && shared == word(&other, at)
            && before == Some(&shared)
            && small.is_some_and(|small| ![shared, large].contains(small) && is_place(*small))
            && shared != large
            && is_place(shared)
            && is_place(large)
    };
    Ok(only(words(size), fits))
}

/// Whether it may be the address of an object: aligned, and no small number.
fn is_place(word: usize) -> bool {
    word.is_multiple_of(align_of::<usize>()) && word >= 1 << 16
}
