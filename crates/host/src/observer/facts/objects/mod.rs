//! Attributes, global names, calls: what their instructions look at.

mod attributes;
mod calls;
mod globals;
mod instance;
pub(super) mod native;

use pyo3::prelude::*;
use recording::facts::Facts;

use super::Site;

/// Adds what is to be said of the operands besides their classes.
pub(super) fn facts(site: &Site<'_, '_>, operands: &[Bound<'_, PyAny>], facts: &mut Facts) {
    match (site.opcode, operands) {
        ("LOAD_GLOBAL", _) => globals::facts(site, facts),
        ("LOAD_SUPER_ATTR", [called, class, ..]) => globals::of_super(called, class, facts),
        ("LOAD_ATTR" | "LOAD_METHOD" | "STORE_ATTR", [owner, ..]) => {
            attributes::facts(site, owner, facts);
        }
        ("CALL" | "CALL_KW" | "CALL_FUNCTION_EX" | "PRECALL", _) => {
            calls::facts(site, operands, facts);
        }
        _ => {}
    }
}
