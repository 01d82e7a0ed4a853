//! Numbers, texts, containers, iterators: what their instructions look at.

use pyo3::prelude::*;
use pyo3::types::{
    PyBytes, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyString, PyTuple, PyType,
};
use pyo3::{ffi, intern};
use recording::facts::{
    Big, Comparison, Delegate, Fact, Facts, Frames, Index, Iteration, Nan, Subclasses, Subscript,
    Text, Truth, Versions, Zero,
};

use super::Site;
use super::objects::native;
use crate::interpreter::class;
use crate::probe::objects::objects;

/// The least `int` that takes two digits (`PyLong_SHIFT`).
const TWO_DIGITS: i64 = 1 << 30;
/// `Py_TPFLAGS_HEAPTYPE`
const HEAP: std::ffi::c_ulong = 1 << 9;

/// Adds what is to be said of the operands besides their classes.
pub(super) fn facts(site: &Site<'_, '_>, operands: &[Bound<'_, PyAny>], facts: &mut Facts) {
    match (site.opcode, operands) {
        ("BINARY_OP", [container, index]) if site.operator == Some("[]") => {
            subscript(site, container, index, facts);
        }
        ("BINARY_SUBSCR", [container, index]) => subscript(site, container, index, facts),
        ("STORE_SUBSCR", [container, index, ..]) => {
            place(container, index, facts);
            derived(&operands[..1], facts);
            if is_derived_dict(container, ffi::Py_mp_ass_subscript) {
                facts.add(Fact::Subscript(Subscript::Dict));
            }
        }
        ("BINARY_OP", [left, right]) => {
            numbers(left, right, exact_result(site.operator, left, right), facts);
            if is_zero(right) {
                facts.add(Fact::Zero(Zero::Right));
            }
            derived(operands, facts);
        }
        ("COMPARE_OP", [left, right]) => {
            numbers(left, right, None, facts);
            derived(operands, facts);
            if [left, right].iter().all(|operand| compares_by_identity(operand)) {
                facts.add(Fact::Comparison(Comparison::Identity));
            }
        }
        ("CONTAINS_OP", [_, container]) => derived(std::slice::from_ref(container), facts),
        ("TO_BOOL", [tested]) => truth(site, tested, facts),
        ("UNPACK_SEQUENCE", [sequence]) => {
            length(sequence, facts);
            derived(operands, facts);
        }
        ("GET_ITER", [iterable, ..]) => {
            let itself = ffi::PyObject_SelfIter as *const () as usize;
            if class::slot(&iterable.get_type(), ffi::Py_tp_iter) == itself {
                facts.add(Fact::Iterator(Iteration::Itself));
            }
        }
        ("FOR_ITER" | "SEND", [iterator, ..]) => {
            let delegate = delegate(iterator);
            facts.add(Fact::Delegate(delegate));
            if matches!(delegate, Delegate::Generator | Delegate::Coroutine) {
                frames(iterator.py(), facts);
            }
        }
        _ => {}
    }
}

/// Which of two numbers is large or no number.
fn numbers(
    left: &Bound<'_, PyAny>,
    right: &Bound<'_, PyAny>,
    result: Option<i64>,
    facts: &mut Facts,
) {
    let is_number = |operand: &Bound<'_, PyAny>| {
        operand.is_exact_instance_of::<PyInt>() || operand.is_exact_instance_of::<PyFloat>()
    };
    if !is_number(left) || !is_number(right) {
        return;
    }
    match (is_big(left), is_big(right)) {
        (true, true) => facts.add(Fact::Big(Big::Both)),
        (true, false) => facts.add(Fact::Big(Big::Left)),
        (false, true) => facts.add(Fact::Big(Big::Right)),
        (false, false) if result.is_some_and(|result| result.abs() >= TWO_DIGITS) => {
            facts.add(Fact::Big(Big::Result));
        }
        (false, false) => {}
    }
    match (is_nan(left), is_nan(right)) {
        (true, true) => facts.add(Fact::Nan(Nan::Both)),
        (true, false) => facts.add(Fact::Nan(Nan::Left)),
        (false, true) => facts.add(Fact::Nan(Nan::Right)),
        (false, false) => {}
    }
}

fn is_big(operand: &Bound<'_, PyAny>) -> bool {
    operand.is_exact_instance_of::<PyInt>()
        && small(operand).is_none_or(|value| value.abs() >= TWO_DIGITS)
}

fn is_nan(operand: &Bound<'_, PyAny>) -> bool {
    operand.cast_exact::<PyFloat>().is_ok_and(|float| float.value().is_nan())
}

fn is_zero(operand: &Bound<'_, PyAny>) -> bool {
    operand.cast_exact::<PyFloat>().map_or(small(operand) == Some(0), |float| float.value() == 0.0)
}

/// The value of an exact `int`, if it fits into half a word: sums and products of two then fit
/// into a whole one.
fn small(operand: &Bound<'_, PyAny>) -> Option<i64> {
    let value = operand.cast_exact::<PyInt>().ok()?.extract::<i32>().ok()?;
    Some(value.into())
}

/// What `+`, `-` or `*` of two small integers gives.
fn exact_result(
    operator: Option<&str>,
    left: &Bound<'_, PyAny>,
    right: &Bound<'_, PyAny>,
) -> Option<i64> {
    let (left, right) = (small(left)?, small(right)?);
    match operator? {
        "+" | "+=" => Some(left + right),
        "-" | "-=" => Some(left - right),
        "*" | "*=" => Some(left * right),
        _ => None,
    }
}

/// Which operands are of classes derived from built-in ones.
fn derived(operands: &[Bound<'_, PyAny>], facts: &mut Facts) {
    let mut pairs = Vec::new();
    for operand in operands {
        if let Some(base) = base(operand) {
            let pair = (class::name(&operand.get_type()), base);
            if !pairs.contains(&pair) {
                pairs.push(pair);
            }
        }
    }
    if !pairs.is_empty() {
        facts.add(Fact::Subclass(Subclasses::new(&pairs)));
    }
}

/// The built-in class with forms that an object's class derives from, if it is not that itself.
fn base(object: &Bound<'_, PyAny>) -> Option<&'static str> {
    macro_rules! derived {
        ($($class:ty: $name:literal),*) => {
            $(if object.is_instance_of::<$class>() {
                return (!object.is_exact_instance_of::<$class>()).then_some($name);
            })*
        };
    }
    derived!(PyInt: "int", PyFloat: "float", PyString: "str", PyList: "list", PyTuple: "tuple",
        PyDict: "dict", PySet: "set", PyFrozenSet: "frozenset", PyBytes: "bytes");
    None
}

/// The class does not compare: `object` does.
fn compares_by_identity(operand: &Bound<'_, PyAny>) -> bool {
    let object = operand.py().get_type::<PyAny>();
    class::slot(&operand.get_type(), ffi::Py_tp_richcompare)
        == class::slot(&object, ffi::Py_tp_richcompare)
}

/// Who evaluates the frames of Python code that is run.
fn frames(py: Python<'_>, facts: &mut Facts) {
    if native::evaluates_elsewhere(py) == Some(true) {
        facts.add(Fact::Frames(Frames::Other));
    }
}

/// Whether a class was changed so often that no version is left for it. Its specializer assigns
/// one, too.
fn versions(site: &Site<'_, '_>, class: &Bound<'_, PyType>, facts: &mut Facts) {
    if site.version.limits_class_versions() && native::has_no_version_left(class) == Some(true) {
        facts.add(Fact::Versions(Versions::UsedUp));
    }
}

fn subscript(
    site: &Site<'_, '_>,
    container: &Bound<'_, PyAny>,
    index: &Bound<'_, PyAny>,
    facts: &mut Facts,
) {
    place(container, index, facts);
    derived(std::slice::from_ref(container), facts);
    let class = container.get_type();
    if is_derived_dict(container, ffi::Py_mp_subscript) {
        facts.add(Fact::Subscript(Subscript::Dict));
    } else if let Some(function) = class::look_up(&class, intern!(class.py(), "__getitem__"))
        && let Some(simple) = takes_two_positional(&function)
    {
        let is_changed = site.version.gives_up_changed_functions()
            && objects(class.py()).function_version(&function) == Some(0);
        facts.add(Fact::Subscript(match simple {
            false => Subscript::PythonOtherParameters,
            true if is_changed => Subscript::PythonChanged,
            true => Subscript::Python,
        }));
        frames(class.py(), facts);
        versions(site, &class, facts);
    }
}

/// An `int` index into an exact list, tuple or string: where it points.
fn place(container: &Bound<'_, PyAny>, index: &Bound<'_, PyAny>, facts: &mut Facts) {
    let Ok(number) = index.cast_exact::<PyInt>() else { return };
    let length = if let Ok(list) = container.cast_exact::<PyList>() {
        list.len()
    } else if let Ok(tuple) = container.cast_exact::<PyTuple>() {
        tuple.len()
    } else if let Ok(text) = container.cast_exact::<PyString>() {
        text.len().unwrap_or(0)
    } else {
        return;
    };
    let within = small(number).filter(|index| index.abs() < TWO_DIGITS);
    match within.map(usize::try_from) {
        None => facts.add(Fact::Index(Index::Big)),
        Some(Err(_)) => facts.add(Fact::Index(Index::Negative)),
        Some(Ok(index)) if index >= length => facts.add(Fact::Index(Index::OutOfRange)),
        Some(Ok(index)) => {
            if let Ok(text) = container.cast_exact::<PyString>() {
                character(text, index, facts);
            }
        }
    }
}

fn character(text: &Bound<'_, PyString>, index: usize, facts: &mut Facts) {
    let ascii = text.call_method0(intern!(text.py(), "isascii"));
    if ascii.is_ok_and(|ascii| ascii.is_truthy().unwrap_or(true)) {
        return;
    }
    // SAFETY: an exact string and an index into it.
    let picked = unsafe { ffi::PyUnicode_ReadChar(text.as_ptr(), index.cast_signed()) };
    facts.add(Fact::Text(if picked < 128 { Text::NotAscii } else { Text::CharacterNotAscii }));
}

/// It is a dictionary of a derived class that has a slot from `dict`.
fn is_derived_dict(container: &Bound<'_, PyAny>, slot: std::ffi::c_int) -> bool {
    let dict = container.py().get_type::<PyDict>();
    container.is_instance_of::<PyDict>()
        && !container.is_exact_instance_of::<PyDict>()
        && class::slot(&container.get_type(), slot) == class::slot(&dict, slot)
}

/// Whether a function in Python takes two positional parameters and no others; `None` where it is
/// none.
fn takes_two_positional(function: &Bound<'_, PyAny>) -> Option<bool> {
    if objects(function.py()).kind_of(function) != Some("function") {
        return None;
    }
    let py = function.py();
    let code = native::code(function)?;
    let number = |name| code.getattr(name).ok()?.extract::<u32>().ok();
    let others = number(intern!(py, "co_flags"))? & (CO_VARARGS | CO_VARKEYWORDS);
    let named_only = number(intern!(py, "co_kwonlyargcount"))?;
    Some(number(intern!(py, "co_argcount"))? == 2 && others == 0 && named_only == 0)
}

const CO_VARARGS: u32 = 4;
const CO_VARKEYWORDS: u32 = 8;

/// What decides the truth of an object, where its class has no form of its own.
fn truth(site: &Site<'_, '_>, tested: &Bound<'_, PyAny>, facts: &mut Facts) {
    let class = tested.get_type();
    let has = |slot| class::slot(&class, slot) != 0;
    let is_heap = class::flags(&class) & HEAP != 0;
    let by_number = has(ffi::Py_nb_bool);
    let by_length = has(ffi::Py_mp_length) || has(ffi::Py_sq_length);
    match (is_heap, by_number, by_length) {
        (true, true, _) => facts.add(Fact::Truth(Truth::Bool)),
        (true, false, true) => facts.add(Fact::Truth(Truth::Len)),
        (true, false, false) => {
            facts.add(Fact::Truth(Truth::AlwaysTrue));
            versions(site, &class, facts);
        }
        (false, false, false) => facts.add(Fact::Truth(Truth::AlwaysTrueBuiltIn)),
        (false, _, _) => {}
    }
}

fn length(sequence: &Bound<'_, PyAny>, facts: &mut Facts) {
    let length = match (sequence.cast_exact::<PyTuple>(), sequence.cast_exact::<PyList>()) {
        (Ok(tuple), _) => tuple.len(),
        (_, Ok(list)) => list.len(),
        _ => return,
    };
    facts.add(Fact::Length(length as u64));
}

/// What kind of iterator is advanced.
fn delegate(iterator: &Bound<'_, PyAny>) -> Delegate {
    let class: Bound<'_, PyType> = iterator.get_type();
    match &*class::name(&class) {
        "generator" => Delegate::Generator,
        "coroutine" => Delegate::Coroutine,
        _ => {
            let next = class::look_up(&class, intern!(class.py(), "__next__"));
            let in_python =
                next.is_some_and(|next| objects(next.py()).kind_of(&next) == Some("function"));
            if in_python { Delegate::Python } else { Delegate::Iterator }
        }
    }
}
