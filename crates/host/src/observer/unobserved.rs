//! 3.13: code objects as if they had never been observed.
//!
//! A code object keeps what `sys.monitoring` needs of it (`_co_monitoring`) when nothing reports any
//! more, and with it no function made of it is given to a sub-interpreter. Where no tool has events,
//! neither there nor anywhere, all that it says is 0, as it will say when it is made again: then the
//! pointer is taken out. What it pointed to stays allocated, some bytes a code object.

use std::ffi::c_int;

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::monitoring::{Monitoring, Reported};
use crate::probe::memory::{self, Kernel};

/// `_PyCoMonitoringData` begins with the tools of ten events, twice: those of this code object alone
/// and those in effect (`Include/cpython/code.h`).
const EVENTS: usize = 10;

type Tools = [u8; 2 * EVENTS];

/// Where a code object points to that, in bytes. `None` where it is not found in two alike.
pub(super) fn find(
    py: Python<'_>,
    kernel: Kernel,
    monitoring: &Monitoring,
) -> PyResult<Option<usize>> {
    let namespace = PyDict::new(py);
    py.run(c"def first(): pass\ndef second(): pass", Some(&namespace), None)?;
    let places = |name| {
        let function = namespace.as_any().get_item(name)?;
        places(&function.getattr("__code__")?, kernel, monitoring)
    };
    let (first, second) = (places("first")?, places("second")?);
    Ok(match (first.as_slice(), second.as_slice()) {
        ([first], [second]) if first == second => Some(*first),
        _ => None,
    })
}

/// The places at which a pointer appears when a code object reports for the first time, to what says
/// that it does.
fn places(
    code: &Bound<'_, PyAny>,
    kernel: Kernel,
    monitoring: &Monitoring,
) -> PyResult<Vec<usize>> {
    let size: usize = code.get_type().getattr("__basicsize__")?.extract()?;
    let address = code.as_ptr().addr();
    let mut places: Vec<_> = (0..size).step_by(8).collect();
    places.retain(|place| kernel.word(address + place) == Some(0));
    monitoring.report(code, Reported::PROGRESS)?;
    places.retain(|place| reports(kernel, address + place, monitoring.tool()) == Some(true));
    monitoring.report(code, Reported::NOTHING)?;
    places.retain(|place| reports(kernel, address + place, monitoring.tool()) == Some(false));
    Ok(places)
}

/// Whether a tool has the first event, that a function starts: of the tools of this code object alone it
/// is the only one, of those in effect one of them. `None` where neither is so.
fn reports(kernel: Kernel, place: usize, tool: c_int) -> Option<bool> {
    let (tools, tool) = (tools_at(kernel, place)?, 1 << tool);
    match (*tools.first()?, *tools.get(EVENTS)? & tool) {
        (alone, in_effect) if alone == tool && in_effect == tool => Some(true),
        (0, 0) => Some(false),
        _ => None,
    }
}

fn tools_at(kernel: Kernel, place: usize) -> Option<Tools> {
    let mut tools = Tools::default();
    kernel.read_into(kernel.pointer(place)?, &mut tools)?;
    Some(tools)
}

/// Takes the pointer out, where no tool has events.
pub(super) fn forget(code: &Bound<'_, PyAny>, kernel: Kernel, place: usize) {
    let place = code.as_ptr().addr() + place;
    if tools_at(kernel, place) == Some(Tools::default()) {
        // SAFETY: of a live code object, which has it 0 until it reports for the first time, while this
        // thread has the interpreter lock.
        unsafe { memory::write_word(place, 0) };
    }
}
