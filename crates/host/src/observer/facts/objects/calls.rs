//! Calls: what is called, and how it takes its arguments.

use arcstr::ArcStr;
use bytecode::Version;
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple, PyTupleMethods, PyType};
use recording::facts::{
    Callee, Class, Expects, Fact, Facts, Frames, Getter, Init, Keywords, MethodFlags, New,
    Parameters, Receiver, Versions, Yes,
};

use super::native;
use crate::interpreter::class::{self, IMMUTABLE, INLINE_VALUES, flags, look_up, slot};
use crate::observer::facts::Site;
use crate::observer::facts::changes::changed;
use crate::probe::objects::objects;

/// Code flags (`Include/cpython/code.h`).
const OPTIMIZED: u32 = 1;
const VARARGS: u32 = 4;
const VARKEYWORDS: u32 = 8;

/// What is to be said of a call.
pub(super) fn facts(site: &Site<'_, '_>, operands: &[Bound<'_, PyAny>], facts: &mut Facts) {
    let Some((callee, arguments)) = operands.split_first() else { return };
    let keywords = site.keywords.map_or(0, PyTupleMethods::len);
    if site.opcode != "CALL_FUNCTION_EX" {
        facts.add(Fact::Arguments(arguments.len().saturating_sub(keywords) as u64));
    }
    if let Some(names) = site.keywords.filter(|names| !names.is_empty()) {
        facts.add(Fact::Keywords(keywords_of(names)));
    }
    if native::evaluates_elsewhere(callee.py()) == Some(true) {
        facts.add(Fact::Frames(Frames::Other));
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
    if changed(site, facts.name().map(ArcStr::as_str), (0, version)) {
        facts.add(Fact::Changed(Yes));
    }
}

/// Whether a method in C is called for an instance of a class derived from its own.
fn receiver(callee: &Bound<'_, PyAny>, arguments: &[Bound<'_, PyAny>], facts: &mut Facts) {
    // A member of the descriptor in C.
    let Ok(class) = callee.getattr(intern!(callee.py(), "__objclass__")) else { return };
    if arguments.first().is_some_and(|receiver| !receiver.get_type().is(&class)) {
        facts.add(Fact::Receiver(Receiver::Derived));
    }
}

fn keywords_of(names: &Bound<'_, PyTuple>) -> Keywords {
    let text = |name: Bound<'_, PyAny>| -> Option<String> {
        Some(name.cast_exact::<PyString>().ok()?.to_string_lossy().into_owned())
    };
    Keywords::new(&names.iter().filter_map(text).collect::<Vec<_>>())
}

fn callee(version: Version, callee: &Bound<'_, PyAny>, facts: &mut Facts) {
    let known = objects(callee.py());
    if let Ok(called) = callee.cast::<PyType>() {
        facts.add(Fact::Callee(Callee::Class));
        return self::class(version, called, facts);
    }
    match known.kind_of(callee) {
        Some("function") => {
            facts.add(Fact::Callee(Callee::Function));
            function(version, callee, facts);
        }
        Some("bound method") => match native::function(callee) {
            Some(of) if known.kind_of(&of) == Some("function") => {
                facts.add(Fact::Callee(Callee::BoundMethod));
                function(version, &of, facts);
            }
            Some(of) => {
                facts.add(Fact::Callee(Callee::BoundOther));
                facts.add(Fact::Name(class::name(&of.get_type())));
            }
            None => {}
        },
        Some("built-in") => {
            facts.add(Fact::Callee(Callee::BuiltIn));
            // SAFETY: it is exactly a built-in function.
            let flags = unsafe { ffi::PyCFunction_GetFlags(callee.as_ptr()) };
            facts.add(flags_of(flags.cast_unsigned()));
            name(callee, facts);
        }
        Some("method descriptor") => {
            facts.add(Fact::Callee(Callee::MethodDescriptor));
            if let Some(flags) = known.method(callee) {
                facts.add(flags_of(flags));
            }
            name(callee, facts);
        }
        Some("wrapper" | "method wrapper") => {
            facts.add(Fact::Callee(Callee::MethodWrapper));
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
    facts.add(Fact::Callee(if is_python { Callee::Instance } else { Callee::Other }));
    facts.add(Fact::Name(class::name(&class)));
}

/// The qualified name of a built-in, which is computed in C from names in C and the class's.
fn name(callee: &Bound<'_, PyAny>, facts: &mut Facts) {
    let name = callee.getattr(intern!(callee.py(), "__name__"));
    if let Some(name) = name.ok().and_then(|name| name.cast_into_exact::<PyString>().ok()) {
        facts.add(Fact::Name(name.to_string_lossy().as_ref().into()));
    }
}

fn flags_of(flags: u32) -> Fact {
    Fact::Flags(MethodFlags::from_bits_truncate(flags))
}

/// Parameters of a function as its code object has them.
struct Signature {
    positional: u32,
    optional: u32,
    keyword_only: u32,
    flags: u32,
    name: Option<ArcStr>,
}

impl Signature {
    fn of(function: &Bound<'_, PyAny>) -> Option<Self> {
        let py = function.py();
        let code = native::code(function)?;
        let number = |name| -> Option<u32> { code.getattr(name).ok()?.extract().ok() };
        let qualname = code.getattr(intern!(py, "co_qualname")).ok()?;
        let qualname = qualname.cast_exact::<PyString>().ok();
        Some(Self {
            positional: number(intern!(py, "co_argcount"))?,
            optional: native::defaults(function)
                .and_then(|defaults| Some(defaults.cast_exact::<PyTuple>().ok()?.len()))
                .map_or(0, |count| u32::try_from(count).unwrap_or(u32::MAX)),
            keyword_only: number(intern!(py, "co_kwonlyargcount"))?,
            flags: number(intern!(py, "co_flags"))?,
            name: qualname.map(|name| name.to_string_lossy().as_ref().into()),
        })
    }

    /// What it has besides positional ones.
    fn parameters(&self) -> Parameters {
        match self.flags {
            flags if flags & VARARGS != 0 && flags & VARKEYWORDS != 0 => Parameters::ArgsAndKwargs,
            flags if flags & VARARGS != 0 => Parameters::Args,
            flags if flags & VARKEYWORDS != 0 => Parameters::Kwargs,
            _ if self.keyword_only > 0 => Parameters::KeywordOnly,
            flags if flags & OPTIMIZED == 0 => Parameters::NotOptimized,
            _ => Parameters::Simple,
        }
    }

    /// How many positional arguments it accepts, of which some have been `passed`.
    fn expects(&self, passed: u32) -> Expects {
        let most = self.positional.saturating_sub(passed);
        Expects { least: most.saturating_sub(self.optional), most }
    }
}

fn function(version: Version, function: &Bound<'_, PyAny>, facts: &mut Facts) {
    let Some(signature) = Signature::of(function) else { return };
    facts.add(Fact::Parameters(signature.parameters()));
    facts.add(Fact::Expects(signature.expects(0)));
    if version.gives_up_changed_functions()
        && objects(function.py()).function_version(function) == Some(0)
    {
        facts.add(Fact::Versions(Versions::UsedUp));
    }
    if let Some(name) = signature.name {
        facts.add(Fact::Name(name));
    }
}

/// What a property calls, or `__getattribute__` is, that gets so many arguments.
pub(super) fn getter(getter: &Bound<'_, PyAny>, arguments: u32) -> Getter {
    let known = objects(getter.py());
    if known.kind_of(getter) != Some("function") {
        return Getter::Other;
    }
    let takes_others =
        |of: Signature| of.parameters() != Parameters::Simple || of.positional != arguments;
    match () {
        () if Signature::of(getter).is_some_and(takes_others) => Getter::PythonMoreParameters,
        () if known.function_version(getter) == Some(0) => Getter::PythonChanged,
        () => Getter::Python,
    }
}

fn class(version: Version, class: &Bound<'_, PyType>, facts: &mut Facts) {
    let py = class.py();
    facts.add(Fact::Name(class::name(class)));
    let is_mutable = flags(class) & IMMUTABLE == 0;
    facts.add(Fact::Class(if is_mutable { Class::Mutable } else { Class::Immutable }));
    if is_mutable
        && version.limits_class_versions()
        && native::has_no_version_left(class) == Some(true)
    {
        facts.add(Fact::Versions(Versions::UsedUp));
    }
    let metaclass = class.get_type();
    if !metaclass.is(py.get_type::<PyType>()) {
        facts.add(Fact::Metaclass(class::name(&metaclass)));
    }
    if let Some(has) = objects(py).has_vectorcall(class) {
        facts.add(Fact::Vectorcall(has));
    }
    if flags(class) & INLINE_VALUES != 0 {
        facts.add(Fact::Inline(Yes));
    }
    let new = slot(class, ffi::Py_tp_new) == slot(&py.get_type::<PyAny>(), ffi::Py_tp_new);
    facts.add(Fact::New(if new { New::Object } else { New::Other }));
    let Some(init) = look_up(class, intern!(py, "__init__")) else { return };
    let generic = look_up(&py.get_type::<PyAny>(), intern!(py, "__init__"));
    if objects(py).kind_of(&init) == Some("function") {
        facts.add(Fact::Init(Init::Python));
        if let Some(signature) = Signature::of(&init) {
            facts.add(Fact::Parameters(signature.parameters()));
            facts.add(Fact::Expects(signature.expects(1)));
        }
    } else {
        let is_generic = generic.is_some_and(|it| it.is(&init));
        facts.add(Fact::Init(if is_generic { Init::None } else { Init::BuiltIn }));
    }
}
