//! Code objects whose instructions are for the moment not what the program made of them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashSet;

use crate::fork::is_fork;

static ASIDE: Mutex<Option<FxHashSet<usize>>> = Mutex::new(None);

/// Held by whoever looks at instructions while the program runs, so that none is put aside
/// meanwhile. A fork has none: nothing is put aside there, and the thread that held the lock when it
/// was made is not there to release it.
pub(crate) struct Aside(Option<MutexGuard<'static, Option<FxHashSet<usize>>>>);

/// The code objects that are put aside.
pub(crate) fn aside() -> Aside {
    Aside((!is_fork()).then(|| ASIDE.lock().unwrap_or_else(PoisonError::into_inner)))
}

impl Aside {
    /// Whether the code object at this address is one.
    pub(crate) fn has(&self, code: usize) -> bool {
        let aside = self.0.as_ref().and_then(|held| held.as_ref());
        aside.is_some_and(|aside| aside.contains(&code))
    }

    /// Puts it aside, before anything of it is changed.
    pub(crate) fn put(&mut self, code: usize) {
        if let Some(held) = &mut self.0 {
            held.get_or_insert_default().insert(code);
        }
    }

    /// Puts it back, when it is what it would be.
    pub(crate) fn take_back(&mut self, code: usize) {
        if let Some(held) = &mut self.0 {
            held.get_or_insert_default().remove(&code);
        }
    }
}
