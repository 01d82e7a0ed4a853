//! Maps the paths that a file has on several machines or in several checkouts to one.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use path_clean::clean;

/// Which directories stand for the same directory, as in `[tool.coverage.paths]`.
#[derive(Clone, Debug, Default)]
pub struct Paths(Vec<(GlobMatcher, PathBuf)>);

/// An invalid pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{pattern:?} cannot be a pattern of directories: {reason}")]
pub struct BadPath {
    /// The pattern as given.
    pub pattern: String,
    /// What is wrong with it.
    pub reason: String,
}

impl Paths {
    /// Maps the directories that match one of `patterns` to `directory`. Relative patterns are
    /// relative to `base`, unless they begin with `*`: these may match anywhere. `*` and `?` don't
    /// match `/`, `**` does, and case is ignored. If several patterns match, the one added first
    /// wins; if a pattern matches several directories above a file, the longest wins.
    ///
    /// # Errors
    /// The first pattern that is invalid, or ends with a wildcard.
    pub fn add<'a>(
        &mut self,
        base: &Path,
        directory: &str,
        patterns: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), BadPath> {
        let directory = clean(base.join(directory));
        for pattern in patterns {
            self.0.push((compile(base, pattern)?, directory.clone()));
        }
        Ok(())
    }

    /// The path of a file of a recording whose program was started in `directory`, and whether one
    /// of its directories is mapped. The made-up file name of a command stays as it is.
    pub fn place(&self, directory: &Path, path: &str) -> (PathBuf, bool) {
        if is_no_file(path) {
            return (path.into(), false);
        }
        let place = clean(directory.join(path));
        match self.map(&place) {
            Some(mapped) => (mapped, true),
            None => (place, false),
        }
    }

    /// The mapped path of a file or directory; `None` if none of its directories is mapped.
    pub fn map(&self, path: &Path) -> Option<PathBuf> {
        self.0.iter().find_map(|(pattern, directory)| {
            let above = path.ancestors().find(|above| pattern.is_match(above))?;
            let below = path.strip_prefix(above).ok()?;
            Some(clean(directory.join(below)))
        })
    }
}

fn compile(base: &Path, pattern: &str) -> Result<GlobMatcher, BadPath> {
    let bad = |reason: String| BadPath { pattern: pattern.to_owned(), reason };
    let plain = pattern.trim_end_matches('/');
    if plain.is_empty() || plain.ends_with('*') {
        return Err(bad("it must end with the name of a directory".into()));
    }
    let whole = match plain.strip_prefix("*/") {
        Some(rest) => format!("**/{rest}"),
        None if plain.starts_with('*') || Path::new(plain).is_absolute() => plain.to_owned(),
        None => {
            let base = PathBuf::from(globset::escape(&base.to_string_lossy()));
            clean(base.join(plain)).to_string_lossy().into_owned()
        }
    };
    let mut glob = GlobBuilder::new(&whole);
    let glob = glob.literal_separator(true).case_insensitive(true).build();
    glob.map(|glob| glob.compile_matcher()).map_err(|error| bad(error.kind().to_string()))
}

/// Code of a command has a made-up file name.
pub(super) fn is_no_file(path: &str) -> bool {
    path.starts_with('<')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(patterns: &[&str], path: &str) -> Option<String> {
        let mut paths = Paths::default();
        paths.add(Path::new("/home/ada"), "src", patterns.iter().copied()).unwrap();
        paths.map(Path::new(path)).map(|path| path.to_string_lossy().into_owned())
    }

    #[test]
    fn a_relative_path_keeps_where_it_leads() {
        let place = Paths::default().place(Path::new("."), "../lib/./x/../a.py");
        assert_eq!(place, (PathBuf::from("../lib/a.py"), false));
    }

    /// Like coverage.py 7, but without Windows.
    #[test]
    fn directories_are_taken_for_others() {
        let is = |patterns: &[&str], path, expected: Option<&str>| {
            assert_eq!(mapped(patterns, path).as_deref(), expected, "{patterns:?} {path}");
        };
        is(&["/ci/*/src"], "/ci/1/src/a/b.py", Some("/home/ada/src/a/b.py"));
        is(&["/ci/*/src/"], "/ci/1/src/b.py", Some("/home/ada/src/b.py"));
        is(&["/ci/*/src"], "/ci/1/2/src/b.py", None);
        is(&["/ci/*/src"], "/ci/1/src2/b.py", None);
        is(&["/ci/src"], "/CI/Src/b.py", Some("/home/ada/src/b.py"));
        is(&["*/src"], "/x/src/src/b.py", Some("/home/ada/src/b.py"));
        is(&["*/src"], "src/b.py", Some("/home/ada/src/b.py"));
        is(&["**/src"], "/x/y/src/b.py", Some("/home/ada/src/b.py"));
        is(&["build/lib"], "/home/ada/build/lib/b.py", Some("/home/ada/src/b.py"));
        is(&["../lib"], "/home/lib/b.py", Some("/home/ada/src/b.py"));
        is(&["/none", "/ci"], "/ci/b.py", Some("/home/ada/src/b.py"));
        is(&["/ci/src"], "/ci/src", Some("/home/ada/src"));
        is(&["[/ci]"], "/c/b.py", None);
    }

    #[test]
    fn the_first_pattern_that_matches_counts() {
        let mut paths = Paths::default();
        let base = Path::new("/");
        paths.add(base, "/one", ["/ci/a"]).unwrap();
        paths.add(base, "/two", ["/ci"]).unwrap();
        assert_eq!(paths.map(Path::new("/ci/a/x.py")), Some("/one/x.py".into()));
        assert_eq!(paths.map(Path::new("/ci/b/x.py")), Some("/two/b/x.py".into()));
        assert_eq!(paths.map(Path::new("/x.py")), None);
    }

    #[test]
    fn invalid_patterns_are_named() {
        let refused = |pattern| {
            let error = Paths::default().add(Path::new("/"), "/src", [pattern]).unwrap_err();
            error.to_string()
        };
        assert!(refused("/ci/*").contains("\"/ci/*\" cannot be"), "{}", refused("/ci/*"));
        assert!(refused("").contains("the name of a directory"));
        assert!(refused("/a{b").contains("\"/a{b\""));
    }
}
