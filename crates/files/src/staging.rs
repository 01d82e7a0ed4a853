//! Files that take their places when all of them are there.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::{TempDir, TempPath};

use crate::write::{Over, file_at, take_place};

/// A directory inside another. Files are written into it and leave it for their places in the other; what
/// is still in it when it goes is removed.
#[derive(Debug)]
pub struct Staging<'a> {
    directory: &'a Path,
    over: Over,
    staged: TempDir,
}

impl<'a> Staging<'a> {
    /// # Errors
    /// When nothing can be written to the directory.
    pub fn new(directory: &'a Path, over: Over) -> io::Result<Self> {
        let staged = tempfile::Builder::new().prefix(".specialist-").tempdir_in(directory)?;
        Ok(Self { directory, over, staged })
    }

    /// Writes a file that takes no place yet.
    ///
    /// # Errors
    /// When the disk is full, or the directory is gone.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        fs::write(self.staged.path().join(name), bytes)
    }

    /// Puts a file that has been written in its place.
    ///
    /// # Errors
    /// When what is there may not be replaced, or the directory is gone.
    pub fn put(&self, name: &str) -> io::Result<()> {
        let path = self.directory.join(name);
        self.over.allows(&path)?;
        let new = TempPath::try_from_path(self.staged.path().join(name))?;
        if let Some(old) = file_at(&path) {
            // Nobody else can have put anything there.
            fs::set_permissions(&new, old.permissions())?;
        }
        take_place(new, &path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: Over = Over { ours: |head| head.starts_with(b"ours"), force: false };

    #[test]
    fn files_take_their_places_when_they_are_told_to() {
        let directory = TempDir::new().unwrap();
        let path = |name: &str| directory.path().join(name);
        fs::write(path("old"), "ours and old").unwrap();
        fs::write(path("theirs"), "theirs").unwrap();
        let staging = Staging::new(directory.path(), OURS).unwrap();
        for name in ["old", "new", "theirs", "never"] {
            staging.write(name, b"ours, too").unwrap();
        }
        assert_eq!(fs::read(path("old")).unwrap(), b"ours and old");
        assert!(!path("new").exists());
        staging.put("old").unwrap();
        staging.put("new").unwrap();
        assert!(staging.put("theirs").unwrap_err().to_string().contains("did not write"));
        drop(staging);
        for name in ["old", "new"] {
            assert_eq!(fs::read(path(name)).unwrap(), b"ours, too");
        }
        assert_eq!(fs::read(path("theirs")).unwrap(), b"theirs");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 3);
    }
}
