//! `LOAD_ATTR`, `LOAD_METHOD` and `STORE_ATTR`: attributes of instances, classes and modules.
//!
//! The names of the functions are those of `Python/specialize.c`, where it has them.

mod class;
mod dict;
mod load;
mod store;

use recording::Seen;
use recording::facts::{
    ATTRIBUTE, CHANGED, DICT, GETTER, HOOK, INLINE, LAZY, METACLASS, MUTABLE, NAME, NAMESPACE,
    OWNER, PRESENT, SHARED, STRINGS, VALUE, VERSIONS,
};

use super::{Family, depends, form, name};
use crate::rules::{SPC438, SPC441, SPC442, SPC443, SPC461, SPC511};
use crate::{Finding, Rule, Site, Verdict};

pub(super) const LOAD_ATTR: Family =
    Family { base: "LOAD_ATTR", verdict: load::verdict, always_fails: depends };
pub(super) const LOAD_METHOD: Family =
    Family { base: "LOAD_METHOD", verdict: load::verdict, always_fails: depends };
pub(super) const STORE_ATTR: Family =
    Family { base: "STORE_ATTR", verdict: store::verdict, always_fails: depends };

/// An access to an attribute.
struct Access<'a> {
    site: &'a Site<'a>,
    seen: &'a Seen,
}

impl<'a> Access<'a> {
    fn is(&self, key: &str, value: &str) -> bool {
        self.seen.fact(key) == Some(value)
    }

    fn has(&self, key: &str) -> bool {
        self.seen.fact(key).is_some()
    }

    /// What the owner's class has under the name.
    fn kind(&self) -> &'a str {
        self.seen.fact(ATTRIBUTE).unwrap_or_default()
    }

    /// Where the instance keeps its attributes.
    fn dict(&self) -> &'a str {
        self.seen.fact(DICT).unwrap_or_default()
    }

    /// Whether what is read is called at once, by the instruction's own account.
    fn is_called(&self) -> bool {
        let instruction = self.site.instruction;
        let marked = self.site.version.marks_called_attributes();
        &*instruction.base == "LOAD_METHOD" || marked && instruction.arg.unwrap_or(0) & 1 == 1
    }

    fn fails(&self, rule: &'static Rule) -> Verdict {
        let fact = |key| self.seen.fact(key).unwrap_or_default();
        let values = [
            ("owner", self.owner()),
            ("name", name(self.site)),
            ("value", fact(VALUE)),
            ("hook", fact(HOOK)),
            ("metaclass", if self.has(METACLASS) { fact(METACLASS) } else { "type" }),
        ];
        Finding::new(rule, values).into()
    }

    /// The owner's class; the owner itself where it is a class or a module.
    fn owner(&self) -> &'a str {
        let owner = self.seen.types.first().map_or("?", |owner| owner);
        self.seen.fact(NAME).or_else(|| self.seen.fact(NAMESPACE)).unwrap_or(owner)
    }

    /// It is guarded by the owner's class.
    fn specializes(&self, endings: &[&str]) -> Verdict {
        if self.has(CHANGED) {
            return self.fails(&SPC461);
        }
        form(self.site, endings, self.owner())
    }

    /// Whether instances hide what the class has, so that the one at hand is asked first.
    fn is_shadowed(&self) -> bool {
        match self.seen.fact(INLINE) {
            Some(_) => self.is(SHARED, "yes"),
            None => self.dict() == "dict" && self.is(PRESENT, "yes"),
        }
    }

    /// Fields of named tuples have a class of their own.
    fn is_named_tuple_field(&self) -> bool {
        self.seen.fact(VALUE).is_some_and(|value| value.ends_with("._tuplegetter"))
    }

    fn has_no_version(&self) -> bool {
        self.is(VERSIONS, "used up")
    }

    fn getter_is(&self, text: &str) -> bool {
        self.is(GETTER, text)
    }

    /// The class of what the class has can be changed.
    fn is_mutable(&self) -> bool {
        self.has(MUTABLE)
    }
}

/// Modules (`specialize_module_load_attr`).
fn module(access: &Access) -> Option<Verdict> {
    access.is(OWNER, "module").then_some(())?;
    let version = access.site.version;
    Some(match access.kind() {
        _ if access.is_mutable() && !version.specializes_subclasses_of_modules() => {
            access.fails(&SPC442)
        }
        _ if access.has(STRINGS) => access.fails(&SPC443),
        _ if access.has(HOOK) && !version.specializes_modules_with_getattr() => {
            access.fails(&SPC441)
        }
        "module" if access.has(LAZY) => access.fails(&SPC511),
        "module" => access.specializes(&["MODULE"]),
        "missing" => access.fails(&SPC438),
        _ => Verdict::Unknown,
    })
}
