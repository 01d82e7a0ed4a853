//! Baselines on disk.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use check::{BASELINE_SCHEMA, Baseline, Report};
use files::{Over, Place};

use crate::save::is_document;
use crate::say::say;
use crate::session::is_object;

/// Reads one.
///
/// # Errors
/// Where it cannot be read, or is none.
pub(crate) fn read(path: &Path) -> anyhow::Result<Baseline> {
    let shown = path.display();
    let text = files::read_named(path, files::SOURCE, is_object);
    let text = text.with_context(|| format!("{shown} cannot be read"))?;
    Baseline::from_json(&text).with_context(|| format!("{shown} cannot be used"))
}

/// One that is about to be written, with what it knows of other versions.
pub(crate) struct NewBaseline {
    place: Place,
    known: Baseline,
}

impl NewBaseline {
    /// # Errors
    /// Where it cannot be written, or what is there is no baseline.
    pub(crate) fn prepare(path: PathBuf, force: bool) -> anyhow::Result<Self> {
        let is_baseline = |beginning: &[u8]| is_document(beginning, BASELINE_SCHEMA);
        let shown = path.display().to_string();
        let place = Place::prepare(path, Over { ours: is_baseline, force });
        let place = place.with_context(|| format!("{shown} cannot be written"))?;
        let there = place.path().symlink_metadata();
        let known = if there.is_ok_and(|there| there.is_file() && there.len() > 0) {
            let known = read(place.path());
            if force { known.unwrap_or_default() } else { known? }
        } else {
            Baseline::default()
        };
        Ok(Self { place, known })
    }

    /// Puts what was found in the place of what was known of that version.
    ///
    /// # Errors
    /// When the disk is full, or recordings are of several versions.
    pub(crate) fn write(mut self, report: &Report) -> anyhow::Result<()> {
        if report.versions.len() > 1 {
            bail!(
                "the recordings are from several versions of Python; write the baseline for one version at a time"
            );
        }
        self.known.take(report);
        let text = self.known.to_json();
        let shown = self.place.path().display();
        let written = self.place.write(|out| out.write_all(text.as_bytes()));
        written.with_context(|| format!("{shown} cannot be written"))?;
        let findings = if report.findings.len() == 1 { "finding" } else { "findings" };
        say(format_args!("wrote {} {findings} to {shown}", report.findings.len()));
        Ok(())
    }
}
