//! What is begun when the interpreter turns to the program.

use std::sync::{Arc, OnceLock};

use handoff::Observe;
use pyo3::prelude::*;

use crate::probe::memory::Kernel;
use crate::probe::{ForSamples, Layout, Needs};
use crate::process::beside::Beside;
use crate::process::{at_exit, family, forks, sigterm};
use crate::record::Wanted;
use crate::{interpreter, observer, record, sampler};

/// The interpreter runs `__main__`, which may happen several times in a process.
pub(super) fn run(py: Python<'_>) {
    static BEGUN: OnceLock<()> = OnceLock::new();
    let samples = if BEGUN.set(()).is_ok() { prepare(py) } else { None };
    record::with(record::Recorder::program_starts);
    follow(py);
    if let Some(samples) = samples {
        sample(py, samples);
    }
    at_exit::register(py);
}

/// Finds out what can be read, and starts to look at operands if that was asked for. Gives what samples
/// need, or why they cannot be taken, where they are asked for.
fn prepare(py: Python<'_>) -> Option<Result<ForSamples, String>> {
    let Wanted { sample, observe } = record::with(record::Recorder::wanted).unwrap_or_default();
    let mut needs = Needs { samples: sample, operands: observe != Observe::Nothing };
    let kernel = (needs.samples || needs.operands).then(Kernel::check);
    if let Some(Err(reason)) = &kernel {
        warn(format!("{} is not known: {reason}", lacking(needs)));
        needs = Needs { samples: false, operands: false };
    }
    // Runs code, which comes back to this hook: the recorder must not be held.
    let version = interpreter::version(py);
    let kernel = kernel.and_then(Result::ok);
    let layout = version.map(|version| Layout::prove(py, version, kernel, needs));
    let mut names = None;
    let mut samples = needs.samples.then(|| Err("this version of Python is not known".to_owned()));
    if let Some(layout) = layout {
        names = Some((layout.version, layout.versions));
        samples = layout.samples.map(|samples| samples.map_err(|reason| reason.to_string()));
        let started = layout.operands.map(|places| observer::start(py, places, observe));
        if let Some(Err(warning)) = started {
            warn(warning);
        }
    }
    let described = interpreter::described(py);
    record::with(|recorder| recorder.prepared(names, described));
    samples
}

/// What cannot be known where memory cannot be read.
fn lacking(needs: Needs) -> &'static str {
    match (needs.samples, needs.operands) {
        (true, false) => "where the program spends its time and how its code changes",
        (true, true) => {
            "where the program spends its time, how its code changes and what operands it has"
        }
        (false, _) => "what operands the program has",
    }
}

fn warn(warning: String) {
    record::with(|recorder| recorder.warn(warning));
}

/// Has children recorded, once.
fn follow(py: Python<'_>) {
    static FOLLOWED: OnceLock<()> = OnceLock::new();
    let is_in_family = record::with(|recorder| recorder.place.is_in_family()) == Some(true);
    if is_in_family && FOLLOWED.set(()).is_ok() {
        // Where it fails, forks are not recorded.
        let _ = family::follow(py);
    }
}

/// Starts to sample.
fn sample(py: Python<'_>, samples: Result<ForSamples, String>) {
    match samples {
        Ok(places) => {
            let kept = record::with(|recorder| recorder.kept(py)).unwrap_or_default();
            let code = kept.into_iter().map(|(code, _)| code);
            // SAFETY: what is kept lives until it is taken and written, before which sampling is
            // finished.
            unsafe { sampler::start(places, Arc::new(Beside::default()), code) };
            sigterm::listen();
        }
        Err(reason) => warn(format!(
            "where the program spends its time and how its code changes is not known: {reason}"
        )),
    }
    // Where it fails, forks may warn of one thread more.
    let _ = forks::pause_around_forks(py);
}
