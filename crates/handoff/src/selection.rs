//! Which files are recorded.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use path_clean::clean;
use serde::{Deserialize, Serialize};

/// Which files are recorded. Paths are strings of the operating system, so that any bytes reach the
/// other process; serde would require a `PathBuf` to be text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// The directory the program was started in.
    pub directory: OsString,
    /// The user's patterns, relative to `directory` or absolute. A file is recorded if it, or a
    /// directory above it, matches one. Without patterns, every file below `directory` is recorded
    /// that is neither `excluded` nor installed.
    pub patterns: Vec<String>,
    /// The program itself: without patterns, it is recorded wherever it is. If it is a directory or
    /// an archive, files in it are treated like those below `directory`.
    pub program: Option<OsString>,
    /// Directories that are left out if there are no patterns: the standard library, a virtual
    /// environment.
    pub excluded: Vec<OsString>,
}

/// An invalid glob pattern.
#[derive(Debug, thiserror::Error)]
#[error("{pattern:?} is not a file pattern: {reason}")]
pub struct SelectionError {
    /// The pattern as given.
    pub pattern: String,
    /// What is wrong with it.
    pub reason: String,
}

impl Selection {
    /// Compiles the patterns.
    ///
    /// # Errors
    /// The first invalid pattern.
    pub fn matcher(&self) -> Result<Matcher, SelectionError> {
        let mut globs = GlobSetBuilder::new();
        for pattern in &self.patterns {
            let whole = clean(escaped(Path::new(&self.directory)).join(pattern));
            // The pattern itself, and everything below what it matches.
            for tail in [None, Some("**")] {
                let glob = tail.map_or_else(|| whole.clone(), |tail| whole.join(tail));
                globs.add(compile(&glob.to_string_lossy(), pattern)?);
            }
        }
        let globs = globs.build().map_err(|error| bad(&self.patterns.join(" "), &error))?;
        let program = self.program.as_ref().map(|program| clean(Path::new(program)).into());
        Ok(Matcher { selection: Self { program, ..self.clone() }, globs })
    }
}

fn compile(glob: &str, pattern: &str) -> Result<globset::Glob, SelectionError> {
    GlobBuilder::new(glob).literal_separator(true).build().map_err(|error| bad(pattern, &error))
}

fn bad(pattern: &str, error: &globset::Error) -> SelectionError {
    SelectionError { pattern: pattern.to_owned(), reason: error.kind().to_string() }
}

/// The directory, as a pattern that matches only itself.
fn escaped(directory: &Path) -> PathBuf {
    PathBuf::from(globset::escape(&directory.to_string_lossy()))
}

/// A compiled selection.
#[derive(Debug)]
pub struct Matcher {
    selection: Selection,
    globs: GlobSet,
}

/// The names of directories with installed packages, in any environment.
const INSTALLED: [&str; 2] = ["site-packages", "dist-packages"];

impl Matcher {
    /// Whether the code of this file is recorded. `path` is as in the code object; a relative one
    /// is relative to the directory in which the program was started.
    pub fn wants(&self, path: &Path) -> bool {
        let directory = Path::new(&self.selection.directory);
        let path = clean(directory.join(path));
        if !self.selection.patterns.is_empty() {
            return self.globs.is_match(&path);
        }
        let program = self.selection.program.as_deref().map(Path::new);
        let mut roots = program.into_iter().chain([directory]);
        let Some(below) = roots.find_map(|root| path.strip_prefix(root).ok()) else {
            return false;
        };
        !below.components().any(|part| INSTALLED.iter().any(|name| part.as_os_str() == *name))
            && !self.selection.excluded.iter().any(|excluded| path.starts_with(excluded))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(selection: &Selection, path: &str) -> bool {
        selection.matcher().unwrap().wants(Path::new(path))
    }

    fn below_work() -> Selection {
        Selection {
            directory: "/work".into(),
            excluded: vec!["/work/env".into()],
            ..Selection::default()
        }
    }

    #[test]
    fn without_patterns_files_below_the_directory_are_recorded() {
        let selection = below_work();
        assert!(wanted(&selection, "/work/a.py"));
        assert!(wanted(&selection, "pkg/a.py"));
        assert!(wanted(&selection, "/work/pkg/../a.py"));
        assert!(!wanted(&selection, "/elsewhere/a.py"));
        assert!(!wanted(&selection, "/work/../a.py"));
        assert!(!wanted(&selection, "/work/env/lib/a.py"));
        assert!(!wanted(&selection, "/work/x/lib/python3.12/site-packages/six.py"));
    }

    #[test]
    fn the_program_itself_is_always_wanted() {
        let selection = Selection { program: Some("/tmp/./app.pyz".into()), ..below_work() };
        assert!(wanted(&selection, "/tmp/app.pyz/__main__.py"));
        assert!(!wanted(&selection, "/tmp/app.py"));
    }

    #[test]
    fn installed_packages_below_the_program_are_left_out() {
        let selection = Selection { program: Some("/app".into()), ..below_work() };
        assert!(wanted(&selection, "/app/__main__.py"));
        assert!(!wanted(&selection, "/app/.venv/lib/python3.12/site-packages/six.py"));
    }

    #[test]
    fn patterns_replace_the_defaults() {
        let mut selection = below_work();
        selection.patterns = vec!["src/**/*.py".into(), "/lib/site-packages/sympy".into()];
        assert!(wanted(&selection, "/work/src/a.py"));
        assert!(wanted(&selection, "/work/src/deep/er/a.py"));
        assert!(!wanted(&selection, "/work/a.py"));
        assert!(wanted(&selection, "/lib/site-packages/sympy/core/add.py"));
        assert!(!wanted(&selection, "/lib/site-packages/sympy_extra.py"));
    }

    #[test]
    fn a_star_stays_in_its_directory() {
        let mut selection = below_work();
        selection.patterns = vec!["*.py".into()];
        assert!(wanted(&selection, "/work/a.py"));
        assert!(!wanted(&selection, "/work/sub/a.py"));
    }

    #[test]
    fn a_directory_with_special_characters_means_itself() {
        let mut selection = below_work();
        selection.directory = "/work/[x]".into();
        selection.patterns = vec!["*.py".into()];
        assert!(wanted(&selection, "/work/[x]/a.py"));
        assert!(!wanted(&selection, "/work/x/a.py"));
    }

    #[test]
    fn a_bad_pattern_is_named() {
        let selection = Selection { patterns: vec!["a[".into()], ..below_work() };
        let error = selection.matcher().unwrap_err().to_string();
        assert!(error.starts_with("\"a[\" is not a file pattern"), "{error}");
    }
}
