//! The code objects that are watched, and what was seen of each.

use std::collections::hash_map::Entry;
use std::mem;
use std::sync::atomic::{AtomicU8, Ordering};

use pyo3::prelude::*;
use rustc_hash::FxHashMap;

use super::forms::Forms;
use crate::probe::units::UnitsAt;

/// The code units of a code object, caches included, as they stand in memory.
///
/// There is one only of an object that lives as long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Array {
    /// Of the first unit.
    address: usize,
    /// How many there are.
    pub(super) units: usize,
}

impl Array {
    /// That of a live object.
    ///
    /// # Safety
    /// The object lives as long as this is used.
    pub(super) unsafe fn of(code: &Bound<'_, PyAny>, at: UnitsAt) -> Self {
        let place = at.place(code);
        Self { address: place.start, units: place.len() / 2 }
    }

    /// The code unit that a frame's instruction pointer points at. Before its first instruction, a
    /// frame of 3.11 and 3.12 points before the start.
    pub(super) fn unit(self, pointer: usize) -> Option<usize> {
        let unit = (pointer + 2).checked_sub(self.address)?.saturating_sub(2) / 2;
        (unit < self.units).then_some(unit)
    }

    /// The opcode in a code unit.
    pub(super) fn opcode(self, unit: usize) -> u8 {
        assert!(unit < self.units);
        let address = std::ptr::with_exposed_provenance_mut(self.address + 2 * unit);
        // SAFETY: inside the code units of an object that is alive (`of`). The interpreter writes them
        // while we look, but never a part of this byte.
        unsafe { AtomicU8::from_ptr(address) }.load(Ordering::Relaxed)
    }
}

/// A code object that is watched.
pub(super) struct Known {
    /// Its address.
    pub(super) code: usize,
    pub(super) array: Array,
    /// How often a thread was found at a code unit.
    pub(super) samples: FxHashMap<u32, u32>,
    pub(super) forms: Forms,
}

/// All of them.
#[derive(Default)]
pub(super) struct Table {
    pub(super) known: Vec<Known>,
    by_code: FxHashMap<usize, usize>,
}

impl Table {
    /// Adds one, unless it is there already, or there is no memory for it.
    pub(super) fn add(&mut self, code: usize, array: Array) {
        if self.known.try_reserve(1).is_err() || self.by_code.try_reserve(1).is_err() {
            return;
        }
        if let Entry::Vacant(entry) = self.by_code.entry(code) {
            entry.insert(self.known.len());
            let (samples, forms) = Default::default();
            self.known.push(Known { code, array, samples, forms });
        }
    }

    /// Takes out what was seen of the code object at this address.
    pub(super) fn take(&mut self, code: usize) -> Option<(FxHashMap<u32, u32>, Forms)> {
        let index = self.index(code)?;
        let known = self.known.get_mut(index)?;
        Some((mem::take(&mut known.samples), mem::take(&mut known.forms)))
    }

    /// Where in `known` the code object at this address is.
    pub(super) fn index(&self, code: usize) -> Option<usize> {
        self.by_code.get(&code).copied()
    }
}
