//! Where a recording is saved.

use std::path::{Path, PathBuf};

use anyhow::Context;
use files::{Over, Place};
use recording::{Recording, SCHEMA};
use reporter::json;

/// The place for a recording, unchanged until there is one.
pub(crate) struct Saving(Place);

impl Saving {
    /// # Errors
    /// The reason why nothing can be saved there.
    pub(crate) fn prepare(path: PathBuf, force: bool) -> anyhow::Result<Self> {
        let failed = failed(&path);
        let is_recording = |beginning: &[u8]| is_document(beginning, SCHEMA);
        let place = Place::prepare(path, Over { ours: is_recording, force });
        Ok(Self(place.context(failed)?))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes the recording. If that fails, an older one is still in its place.
    ///
    /// # Errors
    /// If the disk is full, or the directory is gone.
    pub(crate) fn write(&self, recording: &Recording) -> anyhow::Result<()> {
        let written = self.0.write(|out| json::write(recording, out));
        written.with_context(|| failed(self.path()))
    }
}

fn failed(path: &Path) -> String {
    format!("the recording cannot be saved to {}", path.display())
}

/// Whether a text with this beginning is a recording, however it is formatted.
pub(crate) fn is_document(beginning: &[u8], schema: &str) -> bool {
    let start = format!("{{\"schema\":\"{schema}\"");
    let shown = beginning.iter().filter(|byte| !byte.is_ascii_whitespace());
    shown.take(start.len()).eq(start.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_recognized_by_their_beginning() {
        let ours: [&[u8]; 2] = [
            br#"{"schema":"specialist/recording","version":1"#,
            b"{\n  \"schema\": \"specialist/recording\",\n",
        ];
        for text in ours {
            assert!(is_document(text, SCHEMA));
        }
        let others: [&[u8]; 4] = [
            b"",
            b"{",
            br#"{"schema":"specialist/record"#,
            br#"{"version":1,"schema":"specialist/recording"}"#,
        ];
        for text in others {
            assert!(!is_document(text, SCHEMA));
        }
    }
}
