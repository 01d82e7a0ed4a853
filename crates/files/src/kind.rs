//! What kind of file a path leads to.

use std::fs::{FileType, Metadata};
use std::path::{Component, Path};

/// The kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    Regular,
    /// A directory.
    Directory,
    /// A symbolic link that was not followed.
    Link,
    /// A pipe, named or not.
    Pipe,
    /// A character device, such as a terminal, `/dev/null` or `/dev/zero`: its end is not known.
    Device,
    /// A block device: a disk or partition.
    Disk,
    /// A socket, or something that this build does not know.
    Other,
}

impl Kind {
    /// The kind of the file with this metadata.
    pub fn of(metadata: &Metadata) -> Self {
        let kind = metadata.file_type();
        if kind.is_file() {
            Self::Regular
        } else if kind.is_dir() {
            Self::Directory
        } else if kind.is_symlink() {
            Self::Link
        } else {
            special(kind)
        }
    }

    /// A description to follow "it is": `a regular file`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Regular => "a regular file",
            Self::Directory => "a directory",
            Self::Link => "a symbolic link",
            Self::Pipe => "a pipe",
            Self::Device | Self::Disk => "a device",
            Self::Other => "a socket or the like",
        }
    }
}

#[cfg(unix)]
fn special(kind: FileType) -> Kind {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        Kind::Pipe
    } else if kind.is_char_device() {
        Kind::Device
    } else if kind.is_block_device() {
        Kind::Disk
    } else {
        Kind::Other
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> Kind {
    Kind::Other
}

/// Whether the path is a descriptor that this process was given: `/dev/stdin`, `/dev/stdout`, or
/// what a shell substitutes for `<(command)`.
pub fn is_given(path: &Path) -> bool {
    if ["/dev/stdin", "/dev/stdout", "/dev/stderr"].iter().any(|name| path == Path::new(name)) {
        return true;
    }
    let below = ["/dev/fd", "/proc/self/fd"].iter().find_map(|it| path.strip_prefix(it).ok());
    let mut parts = below.into_iter().flat_map(Path::components);
    let is_number =
        |part: Component<'_>| part.as_os_str().as_encoded_bytes().iter().all(u8::is_ascii_digit);
    parts.next().is_some_and(is_number) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_have_names() {
        for given in ["/dev/stdin", "/dev/fd/63", "/proc/self/fd/0"] {
            assert!(is_given(Path::new(given)), "{given}");
        }
        for other in ["/dev/zero", "/dev/fd", "/dev/fd/x", "/proc/self/fd/3/x", "stdin", "-"] {
            assert!(!is_given(Path::new(other)), "{other}");
        }
    }
}
