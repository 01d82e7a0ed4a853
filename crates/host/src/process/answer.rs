//! Handing over what was recorded, once.

use std::thread;

use pyo3::prelude::*;

use super::sigterm;
use crate::resources::limits;
use crate::sampler::Finished;
use crate::{interpreter, observer, record, sampler};

const NO_THREAD: &str = "where the program spends its time and how its code changes is not known: the \
    system let no thread be started beside it (ulimit -u, or a limit of its container)";

/// Threads that write have this name.
const WRITER: &str = "specialist-end";

/// Writes the answer, once, and only in the process that recorded: a fork is not the program,
/// unless it has joined the family.
pub(crate) fn hand_over(py: Python<'_>) {
    sigterm::write_first(py, || write(py));
}

/// The same, where nothing can come between.
fn write(py: Python<'_>) {
    if !record::is_there() || !interpreter::is_whole() {
        return;
    }
    let observed = observer::finish(py);
    let Some(mut taken) = record::take() else { return };
    taken.warnings.extend(observed.ended);
    taken.observed = observed.seen;
    match sampler::finish() {
        Finished::Not => {}
        Finished::NoThread => taken.warnings.push(NO_THREAD.to_owned()),
        Finished::Sampled(sampled) => taken.sampled = Some(sampled),
    }
    // Nobody is left to tell; the engine sees an answer without its end.
    let _lifted = limits::Lifted::new();
    let _ = taken.write(py);
}

/// The interpreter is being cleared. If it did not come by its exit callbacks, what was to be read of
/// it is gone, or may be: nothing of it is touched, references are not given back, and no answer is
/// written.
pub(crate) fn abandon() {
    let Some(Some(taken)) = record::with(record::Recorder::take) else { return };
    std::mem::forget((sampler::finish(), taken));
}

/// Has a thread of its own wait for the interpreter's lock, write, and let SIGTERM take effect. Says
/// whether it could be started.
pub(super) fn write_for_sigterm() -> bool {
    let write = || {
        // Where the interpreter is about to end it cannot be attached to, and has written already.
        sigterm::write_after_others(|| {
            Python::try_attach(|py| {
                write(py);
                // Before the program goes on.
                sigterm::take_effect();
            });
        });
        sigterm::die();
    };
    thread::Builder::new().name(WRITER.into()).spawn(write).is_ok()
}

/// The program's last thread has ended, and with it the process would: a thread of its own writes
/// before. No thread of the program is left that could let go of the interpreter's lock.
pub(super) fn write_at_last() {
    let write = || {
        Python::try_attach(hand_over);
    };
    // Where it cannot be started, the process ends without having written.
    let _ = thread::Builder::new().name(WRITER.into()).spawn(write);
}
