//! `CALL` and its relatives: `PRECALL` (3.11), `CALL_KW` (3.14 and later), `CALL_FUNCTION_EX`
//! (3.15).

use recording::Seen;
use recording::facts::{
    ARGUMENTS, CALLEE, CHANGED, CLASS, EXPECTS, FLAGS, FRAMES, INIT, INLINE, KEYWORDS, METACLASS,
    NAME, NEW, PARAMETERS, RECEIVER, VECTORCALL, VERSIONS,
};

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

/// `METH_` flags that say nothing of arguments.
const BESIDE: [&str; 3] = ["CLASS", "STATIC", "COEXIST"];

/// A call.
struct Call<'a> {
    site: &'a Site<'a>,
    seen: &'a Seen,
}

impl<'a> Call<'a> {
    fn is(&self, key: &str, value: &str) -> bool {
        self.seen.fact(key) == Some(value)
    }

    fn fact(&self, key: &str) -> &'a str {
        self.seen.fact(key).unwrap_or_default()
    }

    fn callee(&self) -> &'a str {
        self.fact(CALLEE)
    }

    fn arguments(&self) -> Option<usize> {
        self.fact(ARGUMENTS).parse().ok()
    }

    /// The fewest and the most positional arguments that are accepted.
    fn expects(&self) -> Option<(usize, usize)> {
        let text = self.fact(EXPECTS);
        let (least, most) = text.split_once(" to ").unwrap_or((text, text));
        Some((least.parse().ok()?, most.parse().ok()?))
    }

    /// The end of a `with` statement calls `__exit__` with the first of three `None` where others
    /// have `self`.
    fn is_beside_self(&self) -> bool {
        self.site.version.passes_none_beside_exit() && self.has_self_apart()
    }

    /// There is a value in the place of `self`.
    fn has_self_apart(&self) -> bool {
        let by_keyword = self.seen.fact(KEYWORDS).map_or(0, |names| names.split(", ").count());
        let found = self.arguments().map(|arguments| arguments + by_keyword);
        found > self.site.instruction.arg.map(|arg| arg as usize)
    }

    /// How a function in C takes its arguments: the flags that the specializer looks at.
    fn conventions(&self) -> Vec<&'a str> {
        self.fact(FLAGS).split('|').filter(|flag| !BESIDE.contains(flag)).collect()
    }

    /// It has flags that the guards compare, too.
    fn has_flags_beside(&self) -> bool {
        self.fact(FLAGS).split('|').any(|flag| BESIDE.contains(&flag))
    }

    fn has_keywords(&self) -> bool {
        self.seen.fact(KEYWORDS).is_some()
    }

    /// It is guarded by the callee, or what it is.
    fn specializes(&self, endings: &[&str]) -> Verdict {
        form(self.site, endings, self.fact(NAME))
    }

    fn fails(&self, rule: &'static Rule) -> Verdict {
        let keywords = listed(self.fact(KEYWORDS));
        let values = [
            ("callee", self.fact(NAME)),
            ("owner", self.fact(NAME)),
            ("parameters", self.fact(PARAMETERS)),
            ("arguments", self.fact(ARGUMENTS)),
            ("expects", self.fact(EXPECTS)),
            ("keywords", &*keywords),
            ("flags", self.fact(FLAGS)),
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
    match call.callee() {
        "" => Verdict::Unknown,
        "bound method" if is_precall && call.is_beside_self() => call.fails(&SPC636),
        "function" | "bound method" if is_precall => call.specializes(&["PYFUNC"]),
        "function" => function(&call, 0),
        // The object it is bound to is one more argument.
        "bound method" if call.is_beside_self() => call.fails(&SPC636),
        "bound method" => function(&call, 1),
        "bound other" => call.fails(&SPC610),
        "class" => class(&call),
        "built-in" => built_in(&call),
        "method descriptor" => method_descriptor(&call),
        _ if site.version.specializes_any_callee() => call.specializes(&["NON_PY_GENERAL"]),
        "instance" => call.fails(&SPC640),
        _ => call.fails(&SPC641),
    }
}

/// Python functions (`specialize_py_call`).
fn function(call: &Call, bound: usize) -> Verdict {
    if call.is(FRAMES, "other") {
        return call.fails(&SPC606);
    }
    if call.site.version.specializes_any_callee() {
        return general(call).unwrap_or_else(|| lasting(call, "PY_GENERAL"));
    }
    let (Some(arguments), Some((least, most))) = (call.arguments(), call.expects()) else {
        return Verdict::Unknown;
    };
    let arguments = arguments + bound;
    match call.fact(PARAMETERS) {
        _ if call.has_keywords() => call.fails(&SPC603),
        "not optimized" => call.fails(&SPC604),
        "simple" if arguments < least || arguments > most => call.fails(&SPC602),
        "simple" if arguments == most => lasting(call, "PY_EXACT_ARGS"),
        "simple" if bound > 0 => call.fails(&SPC611),
        "simple" => lasting(call, "PY_WITH_DEFAULTS"),
        _ => call.fails(&SPC601),
    }
}

/// A form that is guarded by the function's version.
fn lasting(call: &Call, form: &str) -> Verdict {
    if call.seen.fact(CHANGED).is_some() {
        return call.fails(&SPC661);
    }
    call.specializes(&[form])
}

/// What the forms for any parameters ask for.
fn general(call: &Call) -> Option<Verdict> {
    match () {
        () if call.is(FRAMES, "other") => Some(call.fails(&SPC606)),
        () if call.is(PARAMETERS, "not optimized") => Some(call.fails(&SPC604)),
        () if call.is(VERSIONS, "used up") => Some(call.fails(&SPC605)),
        () => None,
    }
}

/// Classes (`specialize_class_call`).
fn class(call: &Call) -> Verdict {
    let version = call.site.version;
    let python_class = call.is(CLASS, "mutable");
    if !python_class {
        let alone = matches!(call.fact(NAME), "str" | "type" | "tuple")
            && call.arguments() == Some(1)
            && !call.has_keywords();
        return match call.fact(VECTORCALL) {
            _ if alone => call.specializes(&["BUILTIN_CLASS"]),
            "yes" => call.specializes(&["BUILTIN_CLASS"]),
            "no" if version.specializes_slow_classes() => call.specializes(&["NON_PY_GENERAL"]),
            "no" => call.fails(&SPC622),
            _ => Verdict::Unknown,
        };
    }
    if !version.specializes_any_callee() {
        return call.fails(&SPC620);
    }
    let has_generic_new = call.seen.fact(METACLASS).is_none() && call.is(NEW, "object");
    if has_generic_new && call.is(VERSIONS, "used up") {
        return call.fails(&SPC440);
    }
    let simple = has_generic_new
        && call.is(INIT, "python")
        && call.seen.fact(INLINE).is_some()
        && call.is(PARAMETERS, "simple");
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

/// Functions in C, and methods bound to their object (`specialize_c_call`).
fn built_in(call: &Call) -> Verdict {
    match fitting(call, by_flags(call, &call.conventions(), 1)) {
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
    let verdict = match call.conventions().as_slice() {
        ["NOARGS"] if call.arguments() != Some(1) => call.fails(&SPC602),
        ["NOARGS"] => {
            call.specializes(&["METHOD_DESCRIPTOR_NOARGS", "NO_KW_METHOD_DESCRIPTOR_NOARGS"])
        }
        flags => by_flags(call, flags, 2),
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
        Verdict::Specializes(_) | Verdict::Unknown if call.seen.fact(RECEIVER).is_some() => {
            call.fails(&SPC635)
        }
        verdict => verdict,
    }
}

fn by_flags(call: &Call, flags: &[&str], one: usize) -> Verdict {
    match flags {
        ["O" | "FASTCALL"] if call.has_keywords() => call.fails(&SPC633),
        ["O"] if call.arguments() != Some(one) => call.fails(&SPC602),
        ["O"] => call.specializes(&["BUILTIN_O", "NO_KW_BUILTIN_O"]),
        ["FASTCALL"] => call.specializes(&["BUILTIN_FAST", "NO_KW_BUILTIN_FAST"]),
        ["FASTCALL", "KEYWORDS"] => call.specializes(&["BUILTIN_FAST_WITH_KEYWORDS"]),
        [""] => Verdict::Unknown,
        _ if call.site.version.specializes_any_callee() => call.specializes(&["NON_PY_GENERAL"]),
        _ => call.fails(&SPC630),
    }
}

/// `CALL_KW` (`_Py_Specialize_CallKw`).
fn with_keywords(site: &Site, seen: &Seen) -> Verdict {
    let call = Call { site, seen };
    match call.callee() {
        "" => Verdict::Unknown,
        "function" | "bound method" => general(&call).unwrap_or_else(|| lasting(&call, "PY")),
        "bound other" => call.fails(&SPC610),
        _ => call.specializes(&["NON_PY"]),
    }
}

/// `CALL_FUNCTION_EX`: a form for Python functions, and one for all others.
fn unpacked(site: &Site, seen: &Seen) -> Verdict {
    let call = Call { site, seen };
    match call.callee() {
        "" => Verdict::Unknown,
        "function" if call.is(FRAMES, "other") => call.fails(&SPC606),
        "function" => form(site, &["EX_PY"], ""),
        _ => form(site, &["EX_NON_PY_GENERAL"], ""),
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
