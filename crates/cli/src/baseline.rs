//! Baselines on disk.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use check::{BASELINE_SCHEMA, Baseline, Report};
use files::{Over, Place};

use crate::save::is_document;
use crate::say::say;
use crate::session::is_object;

/// Reads a baseline.
///
/// # Errors
/// If it can't be read, or is not a baseline.
pub(crate) fn read(path: &Path) -> anyhow::Result<Baseline> {
    let shown = path.display();
    let text = files::read_named(path, files::SOURCE, is_object);
    let text = text.with_context(|| format!("{shown} cannot be read"))?;
    Baseline::from_json(&text).with_context(|| format!("{shown} cannot be used"))
}

/// A baseline that is about to be written, with its entries for other versions.
pub(crate) struct NewBaseline {
    place: Place,
    known: Baseline,
}

impl NewBaseline {
    /// # Errors
    /// If it can't be written, or the existing file is not a baseline.
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

    /// Replaces the entries of that version with the findings.
    ///
    /// # Errors
    /// If the disk is full, or the recordings are from several versions.
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
