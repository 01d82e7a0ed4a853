//! Finds the directories of a project.

use std::env;
use std::fs::Metadata;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// The current directory.
///
/// # Errors
/// If it was removed, or may not be read.
pub(crate) fn here() -> anyhow::Result<PathBuf> {
    env::current_dir().context("the current directory no longer exists; change to one that does")
}

/// The names that mark the root of a repository, and those that mark a project without one.
const REPOSITORY: [&str; 4] = [".git", ".hg", ".jj", ".svn"];
const PROJECT: [&str; 4] = ["pyproject.toml", "specialist.toml", "setup.cfg", "setup.py"];

/// The directories of the project of a directory, from that one up to the project's root: the root
/// of the repository; without one, the nearest directory with a project file; otherwise this
/// directory alone. What is above the home directory, on another file system, or in a directory
/// that everybody may write to belongs to no project below.
pub(crate) fn directories(of: &Path) -> Vec<PathBuf> {
    let home = env::home_dir().and_then(|home| home.canonicalize().ok());
    let mut within: Vec<&Path> = Vec::new();
    for directory in of.ancestors() {
        if !within.is_empty() && !is_reached(of, directory) {
            break;
        }
        within.push(directory);
        if home.as_deref() == Some(directory) {
            break;
        }
    }
    let with = |names: &[&str]| {
        let has = |directory: &&Path| names.iter().any(|name| directory.join(name).exists());
        within.iter().position(has)
    };
    let last = with(&REPOSITORY).or_else(|| with(&PROJECT)).unwrap_or_default();
    within.into_iter().take(last + 1).map(Path::to_owned).collect()
}

fn is_reached(from: &Path, above: &Path) -> bool {
    let both = from.metadata().and_then(|from| Ok((from, above.metadata()?)));
    both.is_ok_and(|(from, above)| is_same_system(&from, &above) && !is_everybodys(&above))
}

#[cfg(unix)]
fn is_same_system(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    a.dev() == b.dev()
}

/// As in `/tmp`, everyone may write there, but can remove only their own files.
#[cfg(unix)]
fn is_everybodys(directory: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    const STICKY: u32 = 0o1000;
    directory.mode() & STICKY != 0
}

#[cfg(not(unix))]
fn is_same_system(_: &Metadata, _: &Metadata) -> bool {
    true
}

#[cfg(not(unix))]
fn is_everybodys(_: &Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_project_ends_where_its_repository_begins() {
        let above = tempfile::TempDir::new().unwrap();
        let root = above.path().canonicalize().unwrap();
        let here = root.join("a/b/c");
        fs::create_dir_all(&here).unwrap();
        let last = || directories(&here).pop().unwrap();
        assert_eq!(last(), here);
        fs::write(root.join("setup.py"), "").unwrap();
        assert_eq!(last(), root);
        fs::write(root.join("a/b/pyproject.toml"), "").unwrap();
        assert_eq!(last(), root.join("a/b"));
        fs::create_dir(root.join("a/.git")).unwrap();
        assert_eq!(last(), root.join("a"));
        assert_eq!(directories(&here), [here.clone(), root.join("a/b"), root.join("a")]);
    }

    #[cfg(unix)]
    #[test]
    fn what_everybody_may_write_to_is_no_project() {
        use std::os::unix::fs::PermissionsExt;
        let above = tempfile::TempDir::new().unwrap();
        let root = above.path().canonicalize().unwrap();
        let here = root.join("mine");
        fs::create_dir(&here).unwrap();
        fs::create_dir(root.join(".git")).unwrap();
        assert_eq!(directories(&here).len(), 2);
        fs::set_permissions(&root, fs::Permissions::from_mode(0o1777)).unwrap();
        assert_eq!(directories(&here), [here]);
        // A process that is in a directory could enter it.
        assert_eq!(directories(&root), [root]);
    }
}
