//! Removes what differs from run to run.

use recording::{Evidence, Recording};

/// Removes from a recording what may differ in another run of the same program, even if it does the
/// same: samples, and the changes of form that the sampler happened to see.
pub fn forget_timing(recording: &mut Recording) {
    recording.sampling = None;
    let code = recording.files.iter_mut().flat_map(|file| &mut file.code);
    for evidence in code.flat_map(|code| &mut code.instructions).filter_map(|i| i.evidence.as_mut())
    {
        forget(evidence);
    }
}

fn forget(evidence: &mut Evidence) {
    evidence.samples = None;
    evidence.history = None;
    evidence.more_changes = None;
    if evidence.reason.as_ref().is_some_and(|reason| reason.code == reasons::rules::SPC903.code) {
        evidence.reason = None;
    }
}
