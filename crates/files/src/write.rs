//! Replaces files of our own, and nobody else's.
//!
//! A finished file is renamed over an older one. So we never write to the target of a link, or to a
//! file that also has another name, and if writing fails, the older file is still there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, PathPersistError, TempPath};

use crate::kind::{Kind, is_given};
use crate::read::{BEGINNING, open, without_waiting};

/// What may be replaced.
#[derive(Clone, Copy, Debug)]
pub struct Over {
    /// Whether a file with this beginning is one of ours.
    pub ours: fn(&[u8]) -> bool,
    /// Whether the user wants to replace whatever is there.
    pub force: bool,
}

/// A path that was found to be writable, and is left as it is until there is something to write.
#[derive(Debug)]
pub struct Place {
    path: PathBuf,
    over: Over,
    /// The pipe, terminal or descriptor, which is written to as it is: nothing in it is replaced.
    stream: Option<File>,
}

impl Place {
    /// # Errors
    /// The reason why nothing can be written there.
    pub fn prepare(path: PathBuf, over: Over) -> io::Result<Self> {
        let stream = stream(&path)?;
        if stream.is_some() {
            return Ok(Self { path, over, stream });
        }
        over.allows(&path)?;
        let directory = directory_of(&path);
        if !directory.exists() {
            let directory = directory.display();
            let words = format!("there is no directory {directory}; create it, or name another");
            return Err(io::Error::other(words));
        }
        if fs::symlink_metadata(&path).is_ok_and(|there| there.is_file()) {
            // Don't replace what could not be written to.
            in_place(&path)?;
        } else {
            tempfile::tempfile_in(directory)?;
        }
        Ok(Self { path, over, stream })
    }

    /// The path as given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file. If that fails, an older one is still in its place.
    ///
    /// # Errors
    /// If the disk is full, the directory is gone, or the file that is there now is not ours.
    pub fn write(&self, text: impl Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        match &self.stream {
            Some(stream) => written(stream, text),
            None => replace(&self.path, self.over, text),
        }
    }
}

impl Over {
    /// Checks that the file at a path may be replaced.
    ///
    /// # Errors
    /// The reason why not.
    pub fn allows(self, path: &Path) -> io::Result<()> {
        let what = match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
            Ok(there) => match Kind::of(&there) {
                Kind::Directory => {
                    return Err(io::Error::other("it is a directory; name a file"));
                }
                _ if self.force => return Ok(()),
                Kind::Regular if there.len() == 0 || (self.ours)(&beginning(path)?) => {
                    return Ok(());
                }
                Kind::Regular => "a file that specialist did not write",
                kind => kind.words(),
            },
        };
        Err(io::Error::other(format!("it is {what}; name another, or replace it with --force")))
    }
}

/// Renames a finished file into its place, if the file there may be replaced.
///
/// # Errors
/// If it may not, the disk is full, or the directory is gone.
pub fn replace(
    path: &Path,
    over: Over,
    text: impl Fn(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    over.allows(path)?;
    let new = match new_beside(path) {
        Ok(new) => new,
        // A file may be writable where its directory is not.
        Err(error) if is_forbidden(&error) && file_at(path).is_some() => {
            return write_in_place(path, text);
        }
        Err(error) => return Err(error),
    };
    written(new.as_file(), &text)?;
    if let Some(old) = file_at(path) {
        new.as_file().set_permissions(old.permissions())?;
    }
    take_place(new.into_temp_path(), path)
}

/// Has a finished file take a place.
pub(crate) fn take_place(new: TempPath, path: &Path) -> io::Result<()> {
    match new.persist(path) {
        // It is a mount point: a container was given only this file.
        Err(PathPersistError { path: new, error })
            if error.kind() == io::ErrorKind::ResourceBusy && file_at(path).is_some() =>
        {
            write_in_place(path, |out| io::copy(&mut File::open(&new)?, out).map(drop))
        }
        persisted => persisted.map_err(|error| error.error),
    }
}

/// What is known of the file that is there, if one is.
pub(crate) fn file_at(path: &Path) -> Option<fs::Metadata> {
    fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)
}

/// Writes a new file. An existing one stays as it is.
///
/// # Errors
/// If the disk is full, or the directory is gone.
pub fn create_new(path: &Path, text: impl Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let new = new_beside(path)?;
    written(new.as_file(), text)?;
    match new.persist_noclobber(path) {
        Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => Err(error.error),
        _ => Ok(()),
    }
}

fn is_forbidden(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// The permissions of any new file; a temporary one would be readable only by its owner.
fn new_beside(path: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().make_in(directory_of(path), |path| File::create_new(path))
}

fn written(file: &File, text: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, file);
    text(&mut out)?;
    out.flush()
}

fn write_in_place(
    path: &Path,
    text: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let file = in_place(path)?;
    file.set_len(0)?;
    written(&file, text)
}

/// Opens a file for writing, but does not follow a link.
fn in_place(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true);
    without_waiting(&mut options, false);
    let file = options.open(path)?;
    match Kind::of(&file.metadata()?) {
        Kind::Regular => Ok(file),
        kind => Err(io::Error::other(format!("it is {}", kind.words()))),
    }
}

/// Opens what loses nothing when it is written to.
fn stream(path: &Path) -> io::Result<Option<File>> {
    if is_given(path) {
        // A shell may have opened a file: its contents stay.
        return OpenOptions::new().append(true).open(path).map(Some);
    }
    let Ok(there) = fs::symlink_metadata(path) else { return Ok(None) };
    match Kind::of(&there) {
        // Somebody will read from it.
        Kind::Pipe | Kind::Device => OpenOptions::new().write(true).open(path).map(Some),
        Kind::Disk | Kind::Other => {
            Err(io::Error::other(format!("it is {}; name a file", Kind::of(&there).words())))
        }
        Kind::Regular | Kind::Directory | Kind::Link => Ok(None),
    }
}

fn beginning(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(BEGINNING).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    const OURS: Over = Over { ours: |head| head.starts_with(b"ours"), force: false };

    fn put(path: &Path, over: Over) -> io::Result<()> {
        replace(path, over, |out| out.write_all(b"ours, too"))
    }

    #[test]
    fn only_our_own_files_are_replaced() {
        let directory = tempfile::TempDir::new().unwrap();
        let path = directory.path().join("file");
        for there in ["", "ours and old"] {
            fs::write(&path, there).unwrap();
            put(&path, OURS).unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"ours, too");
        }
        fs::write(&path, "theirs").unwrap();
        let said = put(&path, OURS).unwrap_err().to_string();
        assert!(said.contains("did not write; name another, or replace it with --force"), "{said}");
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        put(&path, Over { force: true, ..OURS }).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"ours, too");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn files_with_another_name_keep_their_contents() {
        let directory = tempfile::TempDir::new().unwrap();
        let [file, link, twin] = ["file", "link", "twin"].map(|name| directory.path().join(name));
        fs::write(&file, "ours and old").unwrap();
        symlink(&file, &link).unwrap();
        fs::hard_link(&file, &twin).unwrap();
        assert!(put(&link, OURS).unwrap_err().to_string().contains("a symbolic link"));
        for path in [&link, &twin] {
            put(path, Over { force: true, ..OURS }).unwrap();
            assert_eq!(fs::read(path).unwrap(), b"ours, too");
            assert!(!path.is_symlink());
        }
        assert_eq!(fs::read(&file).unwrap(), b"ours and old");
    }

    #[test]
    fn directories_are_not_replaced() {
        let directory = tempfile::TempDir::new().unwrap();
        let said = put(directory.path(), Over { force: true, ..OURS }).unwrap_err().to_string();
        assert_eq!(said, "it is a directory; name a file");
    }
}
