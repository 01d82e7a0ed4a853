//! What became of each site between two recordings: before and after a change, or on two versions
//! of Python.
//!
//! [`diff`] matches sites by function and expression, whatever line they stand on, and instructions
//! that do the same on different versions by [`bytecode::kin`]. A site that is in one recording only
//! is told apart from one that lost its specialization.
//!
//! Deliberately absent: how a difference is shown, and why a site is as it is.

mod files;
mod lines;
mod pair;
mod sites;

use bytecode::Version;
use recording::{Engine, OpcodeName, Paths, Program, Reason, Recording, Span, State};
use serde::Serialize;
use strum::{EnumIter, IntoStaticStr};

pub use crate::lines::{Row, rows};

/// Two recordings, compared.
#[derive(Clone, Debug, Serialize)]
pub struct Diff {
    /// What was before.
    pub old: Side,
    /// What came after it.
    pub new: Side,
    /// What a reader should know before trusting the rest: a sentence each.
    pub notes: Vec<String>,
    /// The files that both have, by their path after.
    pub files: Vec<FileDiff>,
    /// The paths of files that were only before.
    pub only_old: Vec<String>,
    /// The paths of files that are only after.
    pub only_new: Vec<String>,
}

/// What a recording is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// What executed the program.
    pub engine: Engine,
    /// What was executed.
    pub program: Program,
}

/// A file that both recordings have.
#[derive(Clone, Debug, Serialize)]
pub struct FileDiff {
    /// Its path after.
    pub path: String,
    /// Its path before, where that was another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_path: Option<String>,
    /// How many sites are as they were.
    pub same: usize,
    /// Those that are not, in the order of the source after; what is no more in it comes last.
    pub sites: Vec<Site>,
    /// The source before.
    #[serde(skip)]
    pub old_source: String,
    /// The source after.
    #[serde(skip)]
    pub new_source: String,
}

/// A site that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Site {
    /// What became of it.
    pub change: Change,
    /// The qualified name of the function or class it stands in.
    pub function: String,
    /// Its expression, written in one way.
    pub expression: String,
    /// What it does, the same for all instructions that do so, see [`bytecode::kin`].
    pub kind: bytecode::Kin,
    /// How it was; `None` where it was not there.
    pub old: Option<End>,
    /// How it is; `None` where it is not there.
    pub new: Option<End>,
}

/// How a site ended in one of the recordings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct End {
    /// Where it stands.
    pub span: Span,
    /// In what state. Where several instructions are one site, the one that says most.
    pub state: State,
    /// It does not stay specialized, see [`sites::Trouble::Unstable`].
    pub unstable: bool,
    /// The forms in that state, sorted.
    pub forms: Vec<OpcodeName>,
    /// What these were for, sorted.
    pub guards: Vec<String>,
    /// Why it is not specialized, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// What became of a site, the worst first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, EnumIter, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Change {
    /// It was specialized and is not: it fails, has not tried, or has no form on that version.
    Lost,
    /// It stayed specialized and does not.
    Unstable,
    /// It had not tried to specialize, and now tries and fails.
    Fails,
    /// It was not specialized and is, or it stays so and did not.
    Gained,
    /// It is in another form, or for something else; or it was in trouble and does not try any
    /// more; or it did not stay specialized and had not tried before.
    Changed,
    /// A tracer or debugger hides it in one of the recordings.
    Hidden,
    /// It was only before.
    Removed,
    /// It is only after.
    Added,
}

impl Change {
    /// The word that reports use.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The site is worse than it was.
    pub fn is_loss(self) -> bool {
        matches!(self, Self::Lost | Self::Unstable)
    }

    /// Both recordings have the site.
    pub fn is_of_both(self) -> bool {
        !matches!(self, Self::Removed | Self::Added)
    }
}

/// Why two recordings cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Incomparable {
    /// One is of a Python whose instructions are not known.
    #[error("Python {0} is not one of the versions that can be compared, {first} to {last}",
        first = Version::ALL[0], last = Version::ALL[Version::ALL.len() - 1])]
    UnknownPython(String),
    /// Each is of other files.
    #[error(
        "they have no file in common: where the same directory has two names, say so in \
        [tool.specialist.paths] of pyproject.toml"
    )]
    NoFileInCommon,
}

impl Diff {
    /// All sites that are not as they were.
    pub fn sites(&self) -> impl Iterator<Item = &Site> {
        self.files.iter().flat_map(|file| &file.sites)
    }

    /// How many sites this became of.
    pub fn count(&self, change: Change) -> usize {
        self.sites().filter(|site| site.change == change).count()
    }

    /// Whether there was a site to compare, or nothing that could be one.
    pub fn compared(&self) -> bool {
        let apart = !self.only_old.is_empty() || !self.only_new.is_empty();
        let is_empty = self.sites().next().is_none() && !self.files.is_empty() && !apart;
        is_empty || self.same() > 0 || self.sites().any(|site| site.change.is_of_both())
    }

    /// How many sites are as they were.
    pub fn same(&self) -> usize {
        self.files.iter().map(|file| file.same).sum()
    }
}

/// Compares two recordings. Files are the same where their places are as `paths` maps them, or their
/// paths as they stand there or below the directory of installed packages, or where they are the
/// program itself.
///
/// # Errors
/// Where one is of a Python that this build does not know, or there is no file that both have.
pub fn diff(old: &Recording, new: &Recording, paths: &Paths) -> Result<Diff, Incomparable> {
    let version = |recording: &Recording| {
        let python = &recording.engine.python;
        recording.engine.version().ok_or_else(|| Incomparable::UnknownPython(python.clone()))
    };
    let versions = (version(old)?, version(new)?);
    let side = |recording: &Recording| Side {
        engine: recording.engine.clone(),
        program: recording.program.clone(),
    };
    let mut notes = Vec::new();
    for (name, recording) in [("before", old), ("after", new)] {
        notes.extend(recording.warnings.iter().map(|warning| format!("{name}: {warning}")));
    }
    let paired = files::pair(old, new, paths);
    if paired.both.is_empty() {
        return Err(Incomparable::NoFileInCommon);
    }
    let mut compared = Vec::new();
    for (before, after) in paired.both {
        match files::compare(versions, before, after) {
            Ok(file) => compared.push(file),
            Err(error) => notes.push(format!("not compared: {}: {error}", after.path)),
        }
    }
    Ok(Diff {
        old: side(old),
        new: side(new),
        notes,
        files: compared,
        only_old: paired.only_old,
        only_new: paired.only_new,
    })
}

#[cfg(test)]
mod tests;
