//! The spans of the instructions that run a loop.

use std::collections::HashMap;

use bytecode::Version;
use recording::Span;

use crate::walk::Driver;
use crate::{Loop, LoopKind};

/// The spans of one function that represent a loop in it, an index into [`Outline::loops`](crate::Outline::loops).
#[derive(Debug, Default)]
pub struct Heads {
    /// The span of `FOR_ITER`.
    pub steps: HashMap<Span, usize>,
    /// The span of `GET_ANEXT`.
    pub async_steps: HashMap<Span, usize>,
    /// Whole `while` statements, which are the span of their jumps on 3.11.
    pub whiles: HashMap<Span, usize>,
}

/// The spans that represent loops, by function.
pub(crate) fn heads(
    version: Version,
    functions: usize,
    loops: &[Loop],
    drivers: &[Driver],
) -> Vec<Heads> {
    let mut heads: Vec<Heads> = Vec::new();
    heads.resize_with(functions, Heads::default);
    for driver in drivers {
        heads[driver.function].steps.insert(driver.callee, driver.of);
    }
    for (number, this) in loops.iter().enumerate() {
        let heads = &mut heads[this.function];
        if this.kind == LoopKind::While {
            heads.whiles.insert(this.span, number);
            continue;
        }
        let on_iterable = version.places_iteration_on_iterable();
        heads.steps.insert(if on_iterable { this.header } else { this.span }, number);
        heads.async_steps.insert(this.span, number);
    }
    heads
}
