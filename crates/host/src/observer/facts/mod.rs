//! Operands → what the specializer looks at in them, as [`recording::facts`].
//!
//! Everything here happens between two instructions of the program and may run none of its code:
//! no attribute look-up on its objects, no `isinstance`, `repr`, hash or comparison of theirs. Only
//! types, exact built-in types and the dictionaries of classes are looked at.

mod changes;
mod objects;
mod values;

use bytecode::Version;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use recording::Seen;
use recording::facts::Facts;

use crate::interpreter::class;

/// An instruction that is about to execute.
pub(crate) struct Site<'a, 'py> {
    pub(crate) version: Version,
    /// The code object it is in.
    pub(crate) code: &'a Bound<'py, PyAny>,
    /// Where in that, in bytes.
    pub(crate) offset: u32,
    /// The opcode the compiler wrote, as `LOAD_ATTR`.
    pub(crate) opcode: &'static str,
    /// What it computes of its operands, as `+` or `[]`, where there is a choice.
    pub(crate) operator: Option<&'static str>,
    /// The attribute or the global variable that it names.
    pub(crate) name: Option<&'a Bound<'py, PyAny>>,
    /// The names of the last arguments of a call, those passed by keyword.
    pub(crate) keywords: Option<&'a Bound<'py, PyTuple>>,
    /// The globals of the function that executes.
    pub(crate) globals: Option<&'a Bound<'py, PyDict>>,
    /// Its built-ins.
    pub(crate) builtins: Option<&'a Bound<'py, PyDict>>,
}

/// What an execution is like, for `operands` in the order [`Seen::types`] says. What a call
/// has no use for (no `self`) is not among them.
pub(crate) fn look(site: &Site<'_, '_>, operands: &[Bound<'_, PyAny>]) -> Seen {
    let mut facts = Facts::default();
    match site.opcode {
        "LOAD_ATTR" | "STORE_ATTR" | "LOAD_METHOD" | "LOAD_GLOBAL" | "LOAD_SUPER_ATTR" | "CALL"
        | "CALL_KW" | "CALL_FUNCTION_EX" | "PRECALL" => objects::facts(site, operands, &mut facts),
        _ => values::facts(site, operands, &mut facts),
    }
    let types = operands.iter().map(|operand| class::name(&operand.get_type())).collect();
    Seen { count: 1, types, facts }
}
