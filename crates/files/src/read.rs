//! Reads files that others may have created.

use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use crate::kind::{Kind, is_given};

/// The maximum size of settings, lists and notes, in bytes.
pub const SMALL: u64 = 1 << 24;

/// The maximum size of a source, in bytes.
pub const SOURCE: u64 = 1 << 28;

/// The maximum size of recordings, in bytes.
pub const LARGE: u64 = 1 << 32;

/// Opens a regular file for reading. Anything else is refused, without waiting for anyone at the
/// other end of a pipe and without touching a device.
///
/// # Errors
/// Those of the system, or that it is not a regular file.
pub fn open(path: &Path) -> io::Result<File> {
    regular(&fs::metadata(path)?)?;
    let mut options = OpenOptions::new();
    options.read(true);
    without_waiting(&mut options, true);
    let file = options.open(path)?;
    // It may have been replaced.
    regular(&file.metadata()?)?;
    Ok(file)
}

/// Reads a regular file of at most `most` bytes.
///
/// # Errors
/// Those of [`open`], or that it is larger.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    let size = file.metadata()?.len();
    if size > most {
        return Err(larger(most));
    }
    all(file, Vec::with_capacity(usize::try_from(size).unwrap_or_default()), most)
}

/// Reads what was named on a command line: a file, `-` for standard input, or a descriptor that
/// this process was given, which may be a pipe. `goes_on` decides from the beginning whether the
/// rest is worth reading, so that a stream that never ends is not read for long.
///
/// # Errors
/// Those of [`read`].
pub fn read_named(
    path: &Path,
    most: u64,
    goes_on: impl FnOnce(&[u8]) -> bool,
) -> io::Result<Vec<u8>> {
    let mut given = match path {
        path if path.as_os_str() == "-" => standard_input()?,
        path if is_given(path) => File::open(path)?,
        path => return read(path, most),
    };
    let kind = Kind::of(&given.metadata()?);
    let is_stream = matches!(kind, Kind::Regular | Kind::Pipe | Kind::Other);
    if !is_stream && !given.is_terminal() {
        return Err(io::Error::other(format!("it is {}", kind.words())));
    }
    let mut beginning = Vec::new();
    given.by_ref().take(BEGINNING).read_to_end(&mut beginning)?;
    if !goes_on(&beginning) {
        return Ok(beginning);
    }
    all(given, beginning, most)
}

/// How many bytes are enough to know what it is.
pub(crate) const BEGINNING: u64 = 1 << 12;

fn all(file: File, mut bytes: Vec<u8>, most: u64) -> io::Result<Vec<u8>> {
    let before = bytes.len() as u64;
    file.take((most + 1).saturating_sub(before)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(larger(most)) } else { Ok(bytes) }
}

fn regular(metadata: &fs::Metadata) -> io::Result<()> {
    match Kind::of(metadata) {
        Kind::Regular => Ok(()),
        kind => Err(io::Error::other(format!("it is {}, not a regular file", kind.words()))),
    }
}

fn larger(most: u64) -> io::Error {
    io::Error::other(format!("it is larger than {} MiB", most >> 20))
}

#[cfg(unix)]
fn standard_input() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(io::stdin().as_fd().try_clone_to_owned()?.into())
}

#[cfg(not(unix))]
fn standard_input() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(io::stdin().as_handle().try_clone_to_owned()?.into())
}

/// Opening must not wait for the other end of a pipe or, if requested, follow a link.
#[cfg(unix)]
pub(crate) fn without_waiting(options: &mut OpenOptions, follow: bool) {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let links = if follow { OFlags::empty() } else { OFlags::NOFOLLOW };
    options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY | links).bits().cast_signed());
}

#[cfg(not(unix))]
pub(crate) fn without_waiting(_: &mut OpenOptions, _: bool) {}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use rustix::fs::{CWD, FileType, Mode, mknodat};

    use super::*;

    fn refused(path: &Path) -> String {
        read(path, SMALL).unwrap_err().to_string()
    }

    #[test]
    fn only_regular_files_are_read_and_nothing_blocks() {
        let directory = tempfile::TempDir::new().unwrap();
        let pipe = directory.path().join("pipe");
        mknodat(CWD, &pipe, FileType::Fifo, Mode::RWXU, 0).unwrap();
        assert_eq!(refused(&pipe), "it is a pipe, not a regular file");
        assert_eq!(refused(directory.path()), "it is a directory, not a regular file");
        for device in ["/dev/zero", "/dev/null"] {
            assert_eq!(refused(Path::new(device)), "it is a device, not a regular file");
        }
        // Nor one behind a link.
        std::os::unix::fs::symlink("/dev/zero", directory.path().join("link")).unwrap();
        assert!(refused(&directory.path().join("link")).contains("a device"));
    }

    #[test]
    fn files_over_the_limit_are_refused() {
        let directory = tempfile::TempDir::new().unwrap();
        let path = directory.path().join("file");
        fs::write(&path, "x".repeat(9)).unwrap();
        assert_eq!(read(&path, 9).unwrap().len(), 9);
        assert!(read(&path, 8).is_err());
        // A device without a size has no known end.
        assert!(all(File::open("/dev/zero").unwrap(), Vec::new(), 1 << 20).is_err());
        File::create(&path).unwrap().set_len(SMALL + 1).unwrap();
        assert_eq!(refused(&path), "it is larger than 16 MiB");
    }
}
