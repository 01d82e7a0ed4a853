//! The families: for each, what its specializer checks, in its order.
//!
//! A family is a file. Sources: `Python/specialize.c` and the guards in `Python/bytecodes.c` of
//! each version, and what the interpreters do (`fixtures/rules`).

mod attribute;
mod binary_op;
mod call;
mod compare_op;
mod contains_op;
mod iteration;
mod load_global;
mod load_super_attr;
mod subscript;
mod to_bool;
mod unpack_sequence;

use arcstr::ArcStr;
use recording::Seen;
use recording::facts::{Big, Fact, Subclasses};

use crate::{Finding, Form, Site, Verdict};

/// What is known of a family's specializer.
pub(crate) struct Family {
    /// The base opcode, as `BINARY_OP`.
    pub(crate) base: &'static str,
    /// What becomes of operands of one shape.
    pub(crate) verdict: fn(&Site, &Seen) -> Verdict,
    /// Why it fails whatever the operands are; `None` where that depends on them.
    pub(crate) always_fails: fn(&Site) -> Option<Finding>,
}

/// Those whose rules are known.
pub(crate) static FAMILIES: &[Family] = &[
    attribute::LOAD_ATTR,
    attribute::LOAD_METHOD,
    attribute::STORE_ATTR,
    binary_op::FAMILY,
    call::CALL,
    call::CALL_FUNCTION_EX,
    call::CALL_KW,
    call::PRECALL,
    compare_op::FAMILY,
    contains_op::FAMILY,
    iteration::FOR_ITER,
    iteration::GET_ITER,
    iteration::SEND,
    load_global::FAMILY,
    load_super_attr::FAMILY,
    subscript::BINARY_SUBSCR,
    subscript::STORE_SUBSCR,
    to_bool::FAMILY,
    unpack_sequence::FAMILY,
];

impl Family {
    pub(crate) fn of(site: &Site) -> Option<&'static Self> {
        FAMILIES.iter().find(|family| family.base == site.family())
    }
}

/// For families whose failures all depend on operands.
pub(crate) fn depends(_: &Site) -> Option<Finding> {
    None
}

/// What was seen, with the built-in classes that the operands' classes derive from in place of
/// them; `None` where none does.
pub(crate) fn as_base_classes(seen: &Seen) -> Option<Seen> {
    let mut exact = seen.clone();
    for class in &mut exact.types {
        if let Some((_, base)) = subclasses(seen).find(|(name, _)| name == class) {
            *class = ArcStr::from(base);
        }
    }
    exact.facts.retain(|fact| !matches!(fact, Fact::Subclass(_)));
    (exact != *seen).then_some(exact)
}

/// The classes among the operands that derive from a built-in one, and which that is.
pub(crate) fn subclasses(seen: &Seen) -> impl Iterator<Item = (&str, &str)> {
    seen.facts.subclasses().into_iter().flat_map(Subclasses::pairs)
}

/// An operand, and not only the result, is a large integer.
fn has_big_operand(seen: &Seen) -> bool {
    match seen.facts.big() {
        Some(Big::Left | Big::Right | Big::Both) => true,
        Some(Big::Result) | None => false,
    }
}

/// The attribute or global variable that an instruction names: what `dis` prints without what it
/// says of calls.
fn name<'a>(site: &Site<'a>) -> &'a str {
    let parts = site.word().split(" + ");
    parts.into_iter().find(|part| !part.starts_with("NULL")).unwrap_or_default()
}

/// The first of the forms with these endings that the version has.
fn form(site: &Site, endings: &[&str], guard: &str) -> Verdict {
    let Some(found) = endings.iter().find_map(|ending| site.form(ending)) else {
        return Verdict::Unknown;
    };
    match found {
        Verdict::Specializes(form) => Form { guard: guard.to_owned(), ..form }.into(),
        verdict => verdict,
    }
}
