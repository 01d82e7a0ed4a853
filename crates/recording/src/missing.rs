//! What ran of the chosen files, but is not in a recording.

use serde::{Deserialize, Serialize};

/// What is known to have run but is not in a recording. If there is any, a recording without
/// findings does not mean that there is nothing to find.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Missing {
    /// Processes that could not write all of their code: the disk was full, or they were killed
    /// while writing.
    #[serde(skip_serializing_if = "is_zero")]
    pub cut_off: u64,
    /// Processes that belong to the run, but left nothing that could be read.
    #[serde(skip_serializing_if = "is_zero")]
    pub unrecorded: u64,
    /// Recordings that could not be read when it was combined.
    #[serde(skip_serializing_if = "is_zero")]
    pub unread: u64,
    /// Executions of code that was not kept, because its file was compiled too often.
    #[serde(skip_serializing_if = "is_zero")]
    pub dropped: u64,
    /// Processes that ran out of memory, so that not all of their code could be kept or written.
    #[serde(skip_serializing_if = "is_zero")]
    pub short: u64,
    /// Code objects that could not be read.
    #[serde(skip_serializing_if = "is_zero")]
    pub damaged: u64,
    /// Files whose source is not known: it could not be read when the program had ended, or is not
    /// the one that ran. Sorted by path.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<NoSource>,
}

/// A file that ran, but whose source is not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NoSource {
    /// Its path; see [`File::path`](crate::File::path).
    pub path: String,
    /// The reason.
    pub error: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Missing {
    /// Whether everything that ran is in the recording.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Of both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let mut sources = self.sources;
        sources.extend(other.sources);
        sources.sort();
        sources.dedup();
        Self {
            cut_off: self.cut_off.saturating_add(other.cut_off),
            unrecorded: self.unrecorded.saturating_add(other.unrecorded),
            unread: self.unread.saturating_add(other.unread),
            dropped: self.dropped.saturating_add(other.dropped),
            short: self.short.saturating_add(other.short),
            damaged: self.damaged.saturating_add(other.damaged),
            sources,
        }
    }

    /// What is missing, and why or what to do about it: one sentence each.
    pub fn sentences(&self) -> Vec<String> {
        let counted = |count: u64, one: &str, many: &str, says: &str| match count {
            0 => None,
            1 => Some(format!("1 {one} {says}")),
            count => Some(format!("{count} {many} {says}")),
        };
        let cut_off = "could not write all of its code: the directory for temporary files was full, \
                       or it was killed meanwhile";
        let short = "ran where memory was short, so code may be missing: raise the \
                     limit on memory (ulimit, the container's)";
        let dropped = "of code from files compiled over a thousand times left out: --targets chooses \
                       other files";
        let said = [
            counted(self.cut_off, "process", "processes", cut_off),
            counted(self.unrecorded, "process", "processes", "left no recording"),
            counted(self.unread, "recording", "recordings", "could not be read"),
            counted(self.dropped, "execution", "executions", dropped),
            counted(self.short, "process", "processes", short),
            counted(self.damaged, "code object", "code objects", "could not be read"),
            self.without_source(),
        ];
        said.into_iter().flatten().collect()
    }

    /// One sentence for all sources, which may be thousands.
    fn without_source(&self) -> Option<String> {
        let NoSource { path, error } = self.sources.first()?;
        Some(match self.sources.len() {
            1 => format!("{path} ran, but its source is not known: {error}"),
            count => {
                format!(
                    "{count} files ran, but their sources are not known, {path} among them: {error}"
                )
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_missing_is_reported() {
        assert!(Missing::default().is_nothing() && Missing::default().sentences().is_empty());
        let source = |path: &str| NoSource { path: path.into(), error: "gone".into() };
        let one = Missing {
            cut_off: 1,
            unrecorded: 1,
            unread: 1,
            dropped: 1,
            short: 1,
            damaged: 1,
            sources: vec![source("b.py")],
        };
        assert_eq!(one.sentences().len(), 7);
        assert!(one.sentences().iter().all(|said| !said.starts_with('2')));
        let other = Missing { sources: vec![source("a.py"), source("b.py")], ..one.clone() };
        let both = one.clone().and(other.clone());
        assert_eq!(both, other.and(one));
        let said = both.sentences();
        assert!(said.iter().all(|said| said.starts_with('2')), "{said:?}");
        assert!(said[6].contains("2 files ran") && said[6].contains("a.py among them: gone"));
    }
}
