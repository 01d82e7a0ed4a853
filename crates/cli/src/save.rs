//! Where a recording is saved.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use recording::Recording;
use reporter::json;
use tempfile::NamedTempFile;

/// A place found to be writable, and left as it was until there is something to write.
pub(crate) struct Saving {
    pub(crate) path: PathBuf,
    /// The device, pipe or link to write to as it stands; without one, a finished file takes the
    /// path's place.
    open: Option<File>,
}

impl Saving {
    /// # Errors
    /// Why nothing can be saved there.
    pub(crate) fn prepare(path: PathBuf) -> io::Result<Self> {
        if path.is_dir() {
            return Err(io::Error::other("it is a directory; name a file"));
        }
        let directory = directory_of(&path);
        if !directory.exists() {
            let directory = directory.display();
            let words = format!("there is no directory {directory}; make it, or name another");
            return Err(io::Error::other(words));
        }
        let is_plain = match path.symlink_metadata() {
            Ok(there) if there.is_file() => {
                // Nothing is to be replaced that could not be written.
                OpenOptions::new().append(true).open(&path)?;
                true
            }
            Ok(_) => false,
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        let open = if is_plain && tempfile::tempfile_in(directory_of(&path)).is_ok() {
            None
        } else {
            Some(OpenOptions::new().write(true).create(true).truncate(false).open(&path)?)
        };
        Ok(Self { path, open })
    }

    /// Writes the recording. Where that fails, an older one in its place is still there.
    ///
    /// # Errors
    /// When the disk is full, or the directory is gone.
    pub(crate) fn write(&self, recording: &Recording) -> io::Result<()> {
        if let Some(file) = &self.open {
            if file.metadata()?.is_file() {
                file.set_len(0)?;
            }
            return write_to(file, recording);
        }
        let builder = tempfile::Builder::new();
        // As any new file, for all to read who may; a temporary one would be its owner's alone.
        let new: NamedTempFile =
            builder.make_in(directory_of(&self.path), |path| File::create_new(path))?;
        write_to(new.as_file(), recording)?;
        if let Ok(old) = fs::metadata(&self.path) {
            new.as_file().set_permissions(old.permissions())?;
        }
        new.persist(&self.path)?;
        Ok(())
    }
}

/// Writes a recording to a new file of this path. One that is there already stays as it is.
///
/// # Errors
/// When the disk is full, or the directory is gone.
pub(crate) fn save_new(path: &Path, recording: &Recording) -> io::Result<()> {
    let builder = tempfile::Builder::new();
    let new = builder.make_in(directory_of(path), |path| File::create_new(path))?;
    write_to(new.as_file(), recording)?;
    match new.persist_noclobber(path) {
        Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => Err(error.error),
        _ => Ok(()),
    }
}

/// Writes a recording to a file just opened.
pub(crate) fn write_to(file: &File, recording: &Recording) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, file);
    json::write(recording, &mut out)?;
    out.flush()
}

fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
