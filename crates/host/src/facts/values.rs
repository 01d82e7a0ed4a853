//! Numbers, texts, containers, iterators: what their instructions look at.

use pyo3::prelude::*;

use super::{Facts, Site};

/// Adds what is to be said of the operands besides their classes.
pub(super) fn facts(_: &Site<'_, '_>, _: &[Bound<'_, PyAny>], _: &mut Facts) {}
