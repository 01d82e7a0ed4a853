//! `CALL` and its relatives: `PRECALL` (3.11), `CALL_KW` (3.14 and later), `CALL_FUNCTION_EX`
//! (3.15).

use arcstr::ArcStr;
use recording::Seen;
use recording::facts::{Callee, Class, Facts, Init, Keywords, MethodFlags, New, Parameters, Value};

use super::{Family, depends, form};
use crate::rules::{
    SPC440, SPC601, SPC602, SPC603, SPC604, SPC605, SPC606, SPC610, SPC611, SPC620, SPC621, SPC622,
    SPC630, SPC633, SPC634, SPC635, SPC636, SPC640, SPC641, SPC661,
};
use crate::{Finding, Rule, Site, Verdict};

pub(super) const CALL: Family = Family { base: "CALL", verdict, always_fails: depends };
pub(super) const PRECALL: Family = Family { base: "PRECALL", verdict, always_fails: depends };
pub(super) const CALL_KW: Family =
    Family { base: "CALL_KW", verdict: with_keywords, always_fails: depends };
pub(super) const CALL_FUNCTION_EX: Family =
    Family { base: "CALL_FUNCTION_EX", verdict: unpacked, always_fails: depends };

/// A call.
struct Call<'a> {
    site: &'a Site<'a>,
    seen: &'a Seen,
}

impl<'a> Call<'a> {
    fn facts(&self) -> &'a Facts {
        &self.seen.facts
    }

    /// What the callee is called, or its class.
    fn name(&self) -> &'a str {
        self.facts().name().map_or("", ArcStr::as_str)
    }

    /// How many positional arguments are passed.
    fn arguments(&self) -> Option<u64> {
        self.facts().arguments().copied()
    }

    /// The fewest and the most positional arguments that are accepted.
    fn expects(&self) -> Option<(u64, u64)> {
        self.facts().expects().map(|expects| (expects.least.into(), expects.most.into()))
    }

    /// The end of a `with` statement calls `__exit__` with the first of three `None` where others
    /// have `self`.
    fn is_beside_self(&self) -> bool {
        self.site.version.passes_none_beside_exit() && self.has_self_apart()
    }

    /// There is a value in the place of `self`.
    fn has_self_apart(&self) -> bool {
        let by_keyword = self.facts().keywords().map_or(0, Keywords::count);
        let found = self.arguments().map(|arguments| arguments.saturating_add(by_keyword));
        found > self.site.instruction.arg.map(u64::from)
    }

    /// How a function in C takes its arguments: the flags that the specializer looks at.
    fn convention(&self) -> Option<MethodFlags> {
        self.facts().flags().map(|flags| flags.convention())
    }

    /// It has flags that the guards compare, too.
    fn has_flags_beside(&self) -> bool {
        self.facts().flags().is_some_and(|flags| *flags != flags.convention())
    }

    fn has_keywords(&self) -> bool {
        self.facts().keywords().is_some()
    }

    /// Something else than the interpreter runs Python code.
    fn runs_elsewhere(&self) -> bool {
        self.facts().frames().is_some()
    }

    fn has_no_version(&self) -> bool {
        self.facts().versions().is_some()
    }

    /// It is guarded by the callee, or what it is.
    fn specializes(&self, endings: &[&str]) -> Verdict {
        form(self.site, endings, self.name())
    }

    fn fails(&self, rule: &'static Rule) -> Verdict {
        let facts = self.facts();
        let [arguments, expects, keywords, flags] = [
            facts.arguments().map(Value::text),
            facts.expects().map(Value::text),
            facts.keywords().map(Value::text),
            facts.flags().map(Value::text),
        ]
        .map(Option::unwrap_or_default);
        let keywords = listed(&keywords);
        let values = [
            ("callee", self.name()),
            ("owner", self.name()),
            ("parameters", facts.parameters().map_or("", Into::into)),
            ("arguments", &*arguments),
            ("expects", &*expects),
            ("keywords", &*keywords),
            ("flags", &*flags),
        ];
        Finding::new(rule, values).into()
    }
}

/// `qty, price, side` as "`qty`, `price` and `side`".
fn listed(names: &str) -> String {
    let quoted: Vec<String> = names.split(", ").map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

fn verdict(site: &Site, seen: &Seen) -> Verdict {
    let call = Call { site, seen };
    let is_precall = site.family() == "PRECALL";
    let Some(callee) = seen.facts.callee() else { return Verdict::Unknown };
    match callee {
        Callee::BoundMethod if is_precall && call.is_beside_self() => call.fails(&SPC636),
        Callee::Function | Callee::BoundMethod if is_precall => call.specializes(&["PYFUNC"]),
        Callee::Function => function(&call, 0),
        // The object it is bound to is one more argument.
        Callee::BoundMethod if call.is_beside_self() => call.fails(&SPC636),
        Callee::BoundMethod => function(&call, 1),
        Callee::BoundOther => call.fails(&SPC610),
        Callee::Class => class(&call),
        Callee::BuiltIn => built_in(&call),
        Callee::MethodDescriptor => method_descriptor(&call),
        Callee::Instance | Callee::MethodWrapper | Callee::Other
            if site.version.specializes_any_callee() =>
        {
            call.specializes(&["NON_PY_GENERAL"])
        }
        Callee::Instance => call.fails(&SPC640),
        Callee::MethodWrapper | Callee::Other => call.fails(&SPC641),
    }
}

/// Python functions (`specialize_py_call`).
fn function(call: &Call, bound: u64) -> Verdict {
    if call.runs_elsewhere() {
        return call.fails(&SPC606);
    }
    if call.site.version.specializes_any_callee() {
        return general(call).unwrap_or_else(|| lasting(call, "PY_GENERAL"));
    }
    let (Some(arguments), Some((least, most))) = (call.arguments(), call.expects()) else {
        return Verdict::Unknown;
    };
    let arguments = arguments.saturating_add(bound);
    if call.has_keywords() {
        return call.fails(&SPC603);
    }
    match call.facts().parameters() {
        Some(Parameters::NotOptimized) => call.fails(&SPC604),
        Some(Parameters::Simple) if arguments < least || arguments > most => call.fails(&SPC602),
        Some(Parameters::Simple) if arguments == most => lasting(call, "PY_EXACT_ARGS"),
        Some(Parameters::Simple) if bound > 0 => call.fails(&SPC611),
        Some(Parameters::Simple) => lasting(call, "PY_WITH_DEFAULTS"),
        Some(
            Parameters::Args
            | Parameters::Kwargs
            | Parameters::ArgsAndKwargs
            | Parameters::KeywordOnly,
        )
        | None => call.fails(&SPC601),
    }
}

/// A form that is guarded by the function's version.
fn lasting(call: &Call, form: &str) -> Verdict {
    if call.facts().changed().is_some() {
        return call.fails(&SPC661);
    }
    call.specializes(&[form])
}

/// What the forms for any parameters ask for.
fn general(call: &Call) -> Option<Verdict> {
    match () {
        () if call.runs_elsewhere() => Some(call.fails(&SPC606)),
        () if call.facts().parameters() == Some(&Parameters::NotOptimized) => {
            Some(call.fails(&SPC604))
        }
        () if call.has_no_version() => Some(call.fails(&SPC605)),
        () => None,
    }
}

/// Classes (`specialize_class_call`).
fn class(call: &Call) -> Verdict {
    let (facts, version) = (call.facts(), call.site.version);
    match facts.class() {
        Some(Class::Immutable) | None => return immutable_class(call),
        Some(Class::Mutable) => {}
    }
    if !version.specializes_any_callee() {
        return call.fails(&SPC620);
    }
    let has_generic_new = facts.metaclass().is_none() && facts.new_method() == Some(&New::Object);
    if has_generic_new && call.has_no_version() {
        return call.fails(&SPC440);
    }
    let simple = has_generic_new
        && facts.init() == Some(&Init::Python)
        && facts.inline().is_some()
        && facts.parameters() == Some(&Parameters::Simple);
    if simple && !version.specializes_any_arguments_of_init() {
        let (Some(arguments), Some((least, most))) = (call.arguments(), call.expects()) else {
            return Verdict::Unknown;
        };
        if !(least..=most).contains(&arguments) {
            return call.fails(&SPC602);
        }
        if arguments != most {
            return call.fails(&SPC621);
        }
    }
    call.specializes(&[if simple { "ALLOC_AND_ENTER_INIT" } else { "NON_PY_GENERAL" }])
}

/// Classes that are written in C.
fn immutable_class(call: &Call) -> Verdict {
    let alone = matches!(call.name(), "str" | "type" | "tuple")
        && call.arguments() == Some(1)
        && !call.has_keywords();
    match call.facts().vectorcall() {
        _ if alone => call.specializes(&["BUILTIN_CLASS"]),
        Some(true) => call.specializes(&["BUILTIN_CLASS"]),
        Some(false) if call.site.version.specializes_slow_classes() => {
            call.specializes(&["NON_PY_GENERAL"])
        }
        Some(false) => call.fails(&SPC622),
        None => Verdict::Unknown,
    }
}

/// Functions in C, and methods bound to their object (`specialize_c_call`).
fn built_in(call: &Call) -> Verdict {
    match fitting(call, by_convention(call, 1)) {
        // The first step of 3.11's calls took a method object apart; the second wants a function.
        Verdict::Unknown if call.has_self_apart() => call.fails(&SPC610),
        verdict => verdict,
    }
}

/// Methods in C, taken from their class (`specialize_method_descriptor`). The object is among the
/// arguments.
fn method_descriptor(call: &Call) -> Verdict {
    if call.has_keywords() {
        return call.fails(&SPC633);
    }
    let verdict = match call.convention() {
        Some(MethodFlags::NOARGS) if call.arguments() != Some(1) => call.fails(&SPC602),
        Some(MethodFlags::NOARGS) => {
            call.specializes(&["METHOD_DESCRIPTOR_NOARGS", "NO_KW_METHOD_DESCRIPTOR_NOARGS"])
        }
        _ => by_convention(call, 2),
    };
    fitting(call, verdict)
}

/// Forms whose guards look at more than the specializer does.
fn fitting(call: &Call, verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Specializes(form) if form.opcode.ends_with("GENERAL") => form.into(),
        Verdict::Specializes(_) | Verdict::Unknown if call.has_flags_beside() => {
            call.fails(&SPC634)
        }
        Verdict::Specializes(_) | Verdict::Unknown if call.facts().receiver().is_some() => {
            call.fails(&SPC635)
        }
        verdict => verdict,
    }
}

/// By how C code takes its arguments, where that is one is passed as `one`.
fn by_convention(call: &Call, one: u64) -> Verdict {
    const FASTCALL_KEYWORDS: MethodFlags = MethodFlags::FASTCALL.union(MethodFlags::KEYWORDS);
    let Some(convention) = call.convention() else { return Verdict::Unknown };
    match convention {
        MethodFlags::O | MethodFlags::FASTCALL if call.has_keywords() => call.fails(&SPC633),
        MethodFlags::O if call.arguments() != Some(one) => call.fails(&SPC602),
        MethodFlags::O => call.specializes(&["BUILTIN_O", "NO_KW_BUILTIN_O"]),
        MethodFlags::FASTCALL => call.specializes(&["BUILTIN_FAST", "NO_KW_BUILTIN_FAST"]),
        FASTCALL_KEYWORDS => call.specializes(&["BUILTIN_FAST_WITH_KEYWORDS"]),
        _ if call.site.version.specializes_any_callee() => call.specializes(&["NON_PY_GENERAL"]),
        _ => call.fails(&SPC630),
    }
}

/// `CALL_KW` (`_Py_Specialize_CallKw`).
fn with_keywords(site: &Site, seen: &Seen) -> Verdict {
    let call = Call { site, seen };
    let Some(callee) = seen.facts.callee() else { return Verdict::Unknown };
    match callee {
        Callee::Function | Callee::BoundMethod => {
            general(&call).unwrap_or_else(|| lasting(&call, "PY"))
        }
        Callee::BoundOther => call.fails(&SPC610),
        Callee::Class
        | Callee::BuiltIn
        | Callee::MethodDescriptor
        | Callee::MethodWrapper
        | Callee::Instance
        | Callee::Other => call.specializes(&["NON_PY"]),
    }
}

/// `CALL_FUNCTION_EX`: a form for Python functions, and one for all others.
fn unpacked(site: &Site, seen: &Seen) -> Verdict {
    let call = Call { site, seen };
    let Some(callee) = seen.facts.callee() else { return Verdict::Unknown };
    match callee {
        Callee::Function if call.runs_elsewhere() => call.fails(&SPC606),
        Callee::Function => form(site, &["EX_PY"], ""),
        Callee::BoundMethod
        | Callee::BoundOther
        | Callee::Class
        | Callee::BuiltIn
        | Callee::MethodDescriptor
        | Callee::MethodWrapper
        | Callee::Instance
        | Callee::Other => form(site, &["EX_NON_PY_GENERAL"], ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed_as_in_a_sentence() {
        assert_eq!(listed("qty"), "`qty`");
        assert_eq!(listed("qty, price, side"), "`qty`, `price` and `side`");
    }
}
