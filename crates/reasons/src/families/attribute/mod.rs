//! `LOAD_ATTR`, `LOAD_METHOD` and `STORE_ATTR`: attributes of instances, classes and modules.
//!
//! The names of the functions are those of `Python/specialize.c`, where it has them.

mod class;
mod dict;
mod load;
mod store;

use arcstr::ArcStr;
use recording::Seen;
use recording::facts::{Attribute, Dict, Facts, Owner};

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
    fn facts(&self) -> &'a Facts {
        &self.seen.facts
    }

    /// What the owner's class has under the name.
    fn kind(&self) -> Option<Attribute> {
        self.facts().attribute().copied()
    }

    /// Where the instance keeps its attributes.
    fn dict(&self) -> Option<Dict> {
        self.facts().dict().copied()
    }

    /// Whether instances of the class share the name as a key.
    fn is_shared(&self) -> bool {
        self.facts().shared() == Some(&true)
    }

    /// Whether this instance has the attribute itself.
    fn is_present(&self) -> bool {
        self.facts().present() == Some(&true)
    }

    /// Whether what is read is called at once, by the instruction's own account.
    fn is_called(&self) -> bool {
        let instruction = self.site.instruction;
        let marked = self.site.version.marks_called_attributes();
        &*instruction.base == "LOAD_METHOD" || marked && instruction.arg.unwrap_or(0) & 1 == 1
    }

    fn fails(&self, rule: &'static Rule) -> Verdict {
        let facts = self.facts();
        let values = [
            ("owner", self.owner()),
            ("name", name(self.site)),
            ("value", facts.value().map_or("", ArcStr::as_str)),
            ("hook", facts.hook().map_or("", Into::into)),
            ("metaclass", facts.metaclass().map_or("type", ArcStr::as_str)),
        ];
        Finding::new(rule, values).into()
    }

    /// The owner's class; the owner itself where it is a class or a module.
    fn owner(&self) -> &'a str {
        let named = self.facts().name().or_else(|| self.facts().namespace());
        named.or_else(|| self.seen.types.first()).map_or("?", ArcStr::as_str)
    }

    /// It is guarded by the owner's class.
    fn specializes(&self, endings: &[&str]) -> Verdict {
        if self.facts().changed().is_some() {
            return self.fails(&SPC461);
        }
        form(self.site, endings, self.owner())
    }

    /// Whether instances hide what the class has, so that the one at hand is asked first.
    fn is_shadowed(&self) -> bool {
        match self.facts().inline() {
            Some(_) => self.is_shared(),
            None => self.dict() == Some(Dict::Dict) && self.is_present(),
        }
    }

    /// Fields of named tuples have a class of their own.
    fn is_named_tuple_field(&self) -> bool {
        self.facts().value().is_some_and(|value| value.ends_with("._tuplegetter"))
    }

    fn has_no_version(&self) -> bool {
        self.facts().versions().is_some()
    }

    /// Something else than the interpreter runs Python code.
    fn runs_elsewhere(&self) -> bool {
        self.facts().frames().is_some()
    }

    /// The class of what the class has can be changed.
    fn is_mutable(&self) -> bool {
        self.facts().mutable().is_some()
    }
}

/// Modules (`specialize_module_load_attr`).
fn module(access: &Access) -> Option<Verdict> {
    let (facts, version) = (access.facts(), access.site.version);
    (facts.owner() == Some(&Owner::Module)).then_some(())?;
    Some(match access.kind() {
        _ if access.is_mutable() && !version.specializes_subclasses_of_modules() => {
            access.fails(&SPC442)
        }
        _ if facts.strings().is_some() => access.fails(&SPC443),
        _ if facts.hook().is_some() && !version.specializes_modules_with_getattr() => {
            access.fails(&SPC441)
        }
        Some(Attribute::Module) if facts.lazy().is_some() => access.fails(&SPC511),
        Some(Attribute::Module) => access.specializes(&["MODULE"]),
        Some(Attribute::Missing) => access.fails(&SPC438),
        _ => Verdict::Unknown,
    })
}
