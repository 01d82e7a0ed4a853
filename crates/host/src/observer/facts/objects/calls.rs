//! Calls: what is called, and how it takes its arguments.

use arcstr::ArcStr;
use bytecode::Version;
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple, PyTupleMethods, PyType};
use recording::facts::{
    ARGUMENTS, CALLEE, CHANGED, CLASS, EXPECTS, FLAGS, FRAMES, INIT, INLINE, KEYWORDS, METACLASS,
    NAME, NEW, PARAMETERS, RECEIVER, VECTORCALL, VERSIONS,
};

use super::native;
use crate::interpreter::class::{self, IMMUTABLE, INLINE_VALUES, flags, look_up, slot};
use crate::observer::facts::changes::changed;
use crate::observer::facts::{Facts, Site};
use crate::probe::objects::objects;

/// Code flags (`Include/cpython/code.h`).
const OPTIMIZED: u32 = 1;
const VARARGS: u32 = 4;
const VARKEYWORDS: u32 = 8;
/// `METH_` flags (`Include/methodobject.h`), in the order they are named.
const METHODS: [(u32, &str); 9] = [
    (0x01, "VARARGS"),
    (0x80, "FASTCALL"),
    (0x02, "KEYWORDS"),
    (0x04, "NOARGS"),
    (0x08, "O"),
    (0x200, "METHOD"),
    (0x10, "CLASS"),
    (0x20, "STATIC"),
    (0x40, "COEXIST"),
];

/// What is to be said of a call.
pub(super) fn facts(site: &Site<'_, '_>, operands: &[Bound<'_, PyAny>], facts: &mut Facts) {
    let Some((callee, arguments)) = operands.split_first() else { return };
    let keywords = site.keywords.map_or(0, PyTupleMethods::len);
    if site.opcode != "CALL_FUNCTION_EX" {
        facts.add(ARGUMENTS, text(arguments.len().saturating_sub(keywords)));
    }
    if let Some(names) = site.keywords.filter(|names| !names.is_empty()) {
        facts.add(KEYWORDS, joined(names));
    }
    if native::evaluates_elsewhere(callee.py()) == Some(true) {
        facts.add(FRAMES, "other");
    }
    self::callee(site.version, callee, facts);
    is_another(site, callee, facts);
    if objects(callee.py()).kind_of(callee) == Some("method descriptor") {
        receiver(callee, arguments, facts);
    }
}

/// Whether another function is called here than at the last look: one of this name that was made
/// anew, or has changed.
fn is_another(site: &Site<'_, '_>, callee: &Bound<'_, PyAny>, facts: &mut Facts) {
    let function = match objects(callee.py()).kind_of(callee) {
        Some("function") => Some(callee.clone()),
        Some("bound method") => native::function(callee),
        _ => None,
    };
    let version = function.and_then(|function| objects(callee.py()).function_version(&function));
    let Some(version) = version else { return };
    if changed(site, facts.get(NAME), (0, version)) {
        facts.add(CHANGED, "yes");
    }
}

/// Whether a method in C is called for an instance of a class derived from its own.
fn receiver(callee: &Bound<'_, PyAny>, arguments: &[Bound<'_, PyAny>], facts: &mut Facts) {
    // A member of the descriptor in C.
    let Ok(class) = callee.getattr(intern!(callee.py(), "__objclass__")) else { return };
    if arguments.first().is_some_and(|receiver| !receiver.get_type().is(&class)) {
        facts.add(RECEIVER, "derived");
    }
}

fn joined(names: &Bound<'_, PyTuple>) -> String {
    let text = |name: Bound<'_, PyAny>| -> Option<String> {
        Some(name.cast_exact::<PyString>().ok()?.to_string_lossy().into_owned())
    };
    names.iter().filter_map(text).collect::<Vec<_>>().join(", ")
}

fn callee(version: Version, callee: &Bound<'_, PyAny>, facts: &mut Facts) {
    let known = objects(callee.py());
    if let Ok(called) = callee.cast::<PyType>() {
        facts.add(CALLEE, "class");
        return self::class(version, called, facts);
    }
    match known.kind_of(callee) {
        Some("function") => {
            facts.add(CALLEE, "function");
            function(version, callee, facts);
        }
        Some("bound method") => match native::function(callee) {
            Some(of) if known.kind_of(&of) == Some("function") => {
                facts.add(CALLEE, "bound method");
                function(version, &of, facts);
            }
            Some(of) => {
                facts.add(CALLEE, "bound other");
                facts.add(NAME, class::name(&of.get_type()));
            }
            None => {}
        },
        Some("built-in") => {
            facts.add(CALLEE, "built-in");
            // SAFETY: it is exactly a built-in function.
            let flags = unsafe { ffi::PyCFunction_GetFlags(callee.as_ptr()) };
            facts.add(FLAGS, flag_names(flags.cast_unsigned()));
            name(callee, facts);
        }
        Some("method descriptor") => {
            facts.add(CALLEE, "method descriptor");
            if let Some(flags) = known.method(callee) {
                facts.add(FLAGS, flag_names(flags));
            }
            name(callee, facts);
        }
        Some("wrapper" | "method wrapper") => {
            facts.add(CALLEE, "method wrapper");
            name(callee, facts);
        }
        _ => instance(callee, facts),
    }
}

/// An object of any other class.
fn instance(callee: &Bound<'_, PyAny>, facts: &mut Facts) {
    let class = callee.get_type();
    let call = look_up(&class, intern!(callee.py(), "__call__"));
    let is_python =
        call.is_some_and(|call| objects(callee.py()).kind_of(&call) == Some("function"));
    facts.add(CALLEE, if is_python { "instance" } else { "other" });
    facts.add(NAME, class::name(&class));
}

/// The qualified name of a built-in, which is computed in C from names in C and the class's.
fn name(callee: &Bound<'_, PyAny>, facts: &mut Facts) {
    let name = callee.getattr(intern!(callee.py(), "__name__"));
    if let Some(name) = name.ok().and_then(|name| name.cast_into_exact::<PyString>().ok()) {
        facts.add(NAME, &*name.to_string_lossy());
    }
}

fn flag_names(flags: u32) -> ArcStr {
    let names: Vec<_> =
        METHODS.iter().filter(|(bit, _)| flags & bit != 0).map(|(_, name)| *name).collect();
    names.join("|").into()
}

fn text(number: usize) -> ArcStr {
    arcstr::format!("{number}")
}

/// Parameters of a function as its code object has them.
struct Parameters {
    positional: usize,
    optional: usize,
    keyword_only: usize,
    flags: u32,
    name: Option<String>,
}

impl Parameters {
    fn of(function: &Bound<'_, PyAny>) -> Option<Self> {
        let py = function.py();
        let code = native::code(function)?;
        let number = |name| -> Option<usize> { code.getattr(name).ok()?.extract().ok() };
        let qualname = code.getattr(intern!(py, "co_qualname")).ok()?;
        let qualname = qualname.cast_exact::<PyString>().ok();
        Some(Self {
            positional: number(intern!(py, "co_argcount"))?,
            optional: native::defaults(function)
                .and_then(|defaults| Some(defaults.cast_exact::<PyTuple>().ok()?.len()))
                .unwrap_or(0),
            keyword_only: number(intern!(py, "co_kwonlyargcount"))?,
            flags: number(intern!(py, "co_flags"))? as u32,
            name: qualname.map(|name| name.to_string_lossy().into_owned()),
        })
    }

    /// What it has besides positional ones.
    fn kind(&self) -> Option<&'static str> {
        match self.flags {
            flags if flags & VARARGS != 0 && flags & VARKEYWORDS != 0 => Some("*args, **kwargs"),
            flags if flags & VARARGS != 0 => Some("*args"),
            flags if flags & VARKEYWORDS != 0 => Some("**kwargs"),
            _ if self.keyword_only > 0 => Some("keyword-only"),
            flags if flags & OPTIMIZED == 0 => Some("not optimized"),
            _ => None,
        }
    }
}

fn function(version: Version, function: &Bound<'_, PyAny>, facts: &mut Facts) {
    let Some(parameters) = Parameters::of(function) else { return };
    facts.add(PARAMETERS, parameters.kind().unwrap_or("simple"));
    facts.add(EXPECTS, expects(parameters.positional, parameters.optional));
    if version.gives_up_changed_functions()
        && objects(function.py()).function_version(function) == Some(0)
    {
        facts.add(VERSIONS, "used up");
    }
    if let Some(name) = parameters.name {
        facts.add(NAME, name);
    }
}

fn expects(positional: usize, optional: usize) -> ArcStr {
    match positional.saturating_sub(optional) {
        least if least == positional => text(positional),
        least => arcstr::format!("{least} to {positional}"),
    }
}

/// What a property calls, or `__getattribute__` is, that gets so many arguments.
pub(super) fn getter(getter: &Bound<'_, PyAny>, arguments: usize) -> &'static str {
    let known = objects(getter.py());
    if known.kind_of(getter) != Some("function") {
        return "other";
    }
    match Parameters::of(getter) {
        Some(of) if of.kind().is_some() || of.positional != arguments => "python, more parameters",
        _ if known.function_version(getter) == Some(0) => "python, changed",
        _ => "python",
    }
}

fn class(version: Version, class: &Bound<'_, PyType>, facts: &mut Facts) {
    let py = class.py();
    facts.add(NAME, class::name(class));
    let is_mutable = flags(class) & IMMUTABLE == 0;
    facts.add(CLASS, if is_mutable { "mutable" } else { "immutable" });
    if is_mutable
        && version.limits_class_versions()
        && native::has_no_version_left(class) == Some(true)
    {
        facts.add(VERSIONS, "used up");
    }
    let metaclass = class.get_type();
    if !metaclass.is(py.get_type::<PyType>()) {
        facts.add(METACLASS, class::name(&metaclass));
    }
    if let Some(has) = objects(py).has_vectorcall(class) {
        facts.add(VECTORCALL, if has { "yes" } else { "no" });
    }
    if flags(class) & INLINE_VALUES != 0 {
        facts.add(INLINE, "yes");
    }
    let new = slot(class, ffi::Py_tp_new) == slot(&py.get_type::<PyAny>(), ffi::Py_tp_new);
    facts.add(NEW, if new { "object" } else { "other" });
    let Some(init) = look_up(class, intern!(py, "__init__")) else { return };
    let generic = look_up(&py.get_type::<PyAny>(), intern!(py, "__init__"));
    if objects(py).kind_of(&init) == Some("function") {
        facts.add(INIT, "python");
        if let Some(parameters) = Parameters::of(&init) {
            facts.add(PARAMETERS, parameters.kind().unwrap_or("simple"));
            let expected = parameters.positional.saturating_sub(1);
            facts.add(EXPECTS, expects(expected, parameters.optional.min(expected)));
        }
    } else {
        facts.add(INIT, if generic.is_some_and(|it| it.is(&init)) { "none" } else { "built-in" });
    }
}
