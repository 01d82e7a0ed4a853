//! Where the sources of code are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use bytecode::Version;
use handoff::Given;

use crate::Program;

/// Where the sources of code are: in texts that the caller has, or else in files.
#[derive(Clone, Debug)]
pub struct Sources<'a> {
    /// The directory to which file names of code are relative. A recording names files below it by
    /// their relative paths.
    pub directory: &'a Path,
    /// Texts that are in no file, by the file name of their code (`co_filename`): `<string>`, or the
    /// name of a notebook's cell.
    pub texts: BTreeMap<PathBuf, String>,
    /// Which files may be read.
    pub reads: Reads<'a>,
}

/// Which files may be read. Another process may name any file.
#[derive(Clone, Copy)]
pub enum Reads<'a> {
    /// All of them: this process has chosen what to record.
    All,
    /// Those that a function chooses.
    Chosen(&'a (dyn Fn(&Path) -> bool + Sync)),
}

impl Reads<'_> {
    pub(crate) fn allow(self, path: &Path) -> bool {
        match self {
            Self::All => true,
            Self::Chosen(is_chosen) => is_chosen(path),
        }
    }
}

impl std::fmt::Debug for Reads<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if matches!(self, Self::All) { "All" } else { "Chosen" })
    }
}

/// Where one source is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    /// In a text, by this name.
    Text(PathBuf),
    /// In a file, or in an archive that is one.
    File(PathBuf),
}

impl Source {
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Text(path) | Self::File(path) => path,
        }
    }
}

impl<'a> Sources<'a> {
    /// Those of a program that was started in this directory.
    pub(crate) fn of_program(
        program: &Program,
        version: Version,
        directory: &'a Path,
        reads: Reads<'a>,
    ) -> Self {
        let command = program.command(version).map(|text| (PathBuf::from("<string>"), text));
        Self { directory, texts: command.into_iter().collect(), reads }
    }

    /// The one that a file name of code stands for. Several names may stand for one.
    pub(crate) fn find(&self, filename: &Path) -> Source {
        if self.texts.contains_key(filename) {
            return Source::Text(filename.to_owned());
        }
        Source::File(without_parents(self.directory, &self.directory.join(filename)))
    }

    /// Those of an answer, each with the name that stands for it.
    pub(crate) fn of_answer(&self, answer: &Given) -> Vec<(PathBuf, Source)> {
        let names: BTreeSet<PathBuf> = answer.parts().0.into_iter().map(|it| it.filename).collect();
        names.into_iter().map(|name| (name.clone(), self.find(&name))).collect()
    }

    /// Whether one may be read.
    pub(crate) fn allow(&self, source: &Source) -> bool {
        match source {
            Source::Text(_) => true,
            Source::File(path) => self.reads.allow(path),
        }
    }

    /// What a recording calls it.
    pub(crate) fn shown(&self, source: &Source) -> String {
        let path = source.path();
        path.strip_prefix(self.directory).unwrap_or(path).to_string_lossy().into_owned()
    }
}

/// `/a/../b.py` is the same file as `/b.py`, unless `/a` is a link. The directory that the program was
/// started in is none, and may be gone.
fn without_parents(cwd: &Path, path: &Path) -> PathBuf {
    let (mut above, mut below) = match path.strip_prefix(cwd) {
        Ok(below) => (cwd, below),
        Err(_) => (Path::new(""), path),
    };
    while let (Some(parent), Ok(rest)) = (above.parent(), below.strip_prefix("..")) {
        (above, below) = (parent, rest);
    }
    let path = above.join(below);
    if !path.components().any(|part| part == Component::ParentDir) {
        return path;
    }
    let directory = path.parent().and_then(|directory| directory.canonicalize().ok());
    directory.zip(path.file_name()).map(|(directory, name)| directory.join(name)).unwrap_or(path)
}
