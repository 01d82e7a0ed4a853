//! Code objects whose instructions are for the moment not what the program made of them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashSet;

use crate::fork::is_fork;

static ALTERED: Mutex<Option<FxHashSet<usize>>> = Mutex::new(None);

/// Held by whoever looks at instructions while the program runs, so that none are altered meanwhile. A
/// fork has no such code objects: nothing is altered there, and the thread that held the lock when it
/// was made is not there to release it.
pub(crate) struct Altered(Option<MutexGuard<'static, Option<FxHashSet<usize>>>>);

/// The code objects that are altered.
pub(crate) fn altered() -> Altered {
    Altered((!is_fork()).then(|| ALTERED.lock().unwrap_or_else(PoisonError::into_inner)))
}

impl Altered {
    /// Whether the code object at this address is one.
    pub(crate) fn has(&self, code: usize) -> bool {
        let altered = self.0.as_ref().and_then(|held| held.as_ref());
        altered.is_some_and(|altered| altered.contains(&code))
    }

    /// Adds it, before anything of it is changed.
    pub(crate) fn add(&mut self, code: usize) {
        if let Some(held) = &mut self.0 {
            held.get_or_insert_default().insert(code);
        }
    }

    /// Takes it out, when it is what it would be.
    pub(crate) fn remove(&mut self, code: usize) {
        if let Some(held) = &mut self.0 {
            held.get_or_insert_default().remove(&code);
        }
    }
}
