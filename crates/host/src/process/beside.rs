//! What the sampler's thread does beside sampling: it looks whether SIGTERM has come, and asks for
//! operands to be looked at again.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{answer, sigterm};
use crate::observer::Clock;
use crate::sampler::Errands;

/// How long to wait for the interpreter's lock. Whoever ended the process may be waiting.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Default)]
pub(crate) struct Beside {
    clock: Clock,
    /// When SIGTERM was seen.
    seen: Mutex<Option<Instant>>,
}

impl Errands for Beside {
    fn begin(&self) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = None;
        sigterm::watch();
    }

    fn turn(&self) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match *seen {
            None if sigterm::is_asked() => {
                *seen = Some(Instant::now());
                if !answer::write_for_sigterm() {
                    sigterm::die();
                }
            }
            Some(seen) if seen.elapsed() > PATIENCE => sigterm::die(),
            _ => {}
        }
    }

    fn tick(&self, now: u64) {
        self.clock.tick(now);
    }

    fn last(&self) {
        answer::write_at_last();
    }

    fn end(&self) {
        sigterm::stop_watching();
    }
}
