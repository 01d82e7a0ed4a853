//! Directories and files that nobody else can write, or replace by others.
//!
//! What is loaded into a program, or believed of an interpreter, is read by its path, and more than
//! once: by us, then by the dynamic linker. It stays what it was where everyone who could change a
//! directory on that path is this user or the superuser, as ssh asks it of its keys. `files` says who owns
//! a file. A user who became the superuser with `sudo` is trusted with settings ([`files::stranger`]),
//! but not here: what they can write would run as the superuser.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::platform;

/// Who may read what is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readers {
    /// This user.
    Ourselves,
    /// Also programs that have given up being the superuser.
    Everyone,
}

impl Readers {
    /// The permissions of a directory.
    pub(crate) fn directory(self) -> u32 {
        if self == Self::Ourselves { 0o700 } else { 0o755 }
    }

    /// The permissions of a file.
    pub(crate) fn file(self) -> u32 {
        if self == Self::Ourselves { 0o600 } else { 0o644 }
    }
}

/// Makes a directory, with those above it that are missing, and gives its path without links.
///
/// # Errors
/// Where somebody else could write it or replace it, or it cannot be made.
pub(crate) fn make_directory(path: &Path, readers: Readers) -> io::Result<PathBuf> {
    let mut missing = Vec::new();
    let mut there = path;
    while !there.try_exists()? {
        missing.push(there);
        there = there.parent().ok_or(io::ErrorKind::NotFound)?;
    }
    // Before anything is made in it: what the superuser leaves with another is in their way.
    held_by_us(&there.canonicalize()?)?;
    for directory in missing.into_iter().rev() {
        make_one(directory, readers)?;
    }
    let path = path.canonicalize()?;
    held_by_us(&path)?;
    let metadata = fs::symlink_metadata(&path)?;
    writable_by_us_alone(&path, &metadata)?;
    Ok(path)
}

/// Another process may do so at the same time.
fn make_one(directory: &Path, readers: Readers) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    platform::set_directory_mode(&mut builder, readers.directory());
    match builder.create(directory) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Ok(()) if readers == Readers::Everyone => {
            // Whatever the umask takes away.
            platform::set_mode(directory, readers.directory())
        }
        made => made,
    }
}

/// Opens a file to read it, if it is one and only we can have written it.
///
/// # Errors
/// Where it is not, or cannot be opened.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    platform::open_no_other(&mut options);
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::other(format!("{} is not a file", path.display())));
    }
    owned_by_us(path, &metadata)?;
    writable_by_us_alone(path, &metadata)?;
    Ok(file)
}

/// The first that succeeds, or why the first one has failed.
pub(crate) fn first_success<T>(attempts: impl IntoIterator<Item = io::Result<T>>) -> io::Result<T> {
    let mut first = None;
    for attempt in attempts {
        match attempt {
            Ok(made) => return Ok(made),
            Err(error) => _ = first.get_or_insert(error),
        }
    }
    Err(first.unwrap_or_else(|| io::ErrorKind::NotFound.into()))
}

/// Whether nobody else can replace the directory at this path, which has no links in it: each one
/// down to it is ours or the superuser's, and what others may write keeps them from renaming what is
/// not theirs.
pub(crate) fn held_by_us(path: &Path) -> io::Result<()> {
    for directory in path.ancestors() {
        let metadata = fs::symlink_metadata(directory)?;
        if !metadata.is_dir() {
            return Err(io::Error::other(format!("{} is not a directory", directory.display())));
        }
        owned_by_us(directory, &metadata)?;
        if !platform::is_sticky(&metadata) {
            writable_by_us_alone(directory, &metadata)?;
        }
    }
    Ok(())
}

fn owned_by_us(path: &Path, metadata: &Metadata) -> io::Result<()> {
    if files::is_ours(metadata) {
        return Ok(());
    }
    Err(io::Error::other(format!("{} belongs to another user", path.display())))
}

fn writable_by_us_alone(path: &Path, metadata: &Metadata) -> io::Result<()> {
    if !platform::others_may_write(metadata) {
        return Ok(());
    }
    Err(io::Error::other(format!("{} can be written by other users", path.display())))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{MetadataExt, chown, symlink};

    use super::*;
    use crate::temporary::Temporary;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o7777
    }

    fn set_mode(path: &Path, mode: u32) {
        platform::set_mode(path, mode).unwrap();
    }

    /// Whether a directory below one of that mode is taken.
    fn below(mode: u32) -> io::Result<PathBuf> {
        let place = Temporary::new().unwrap();
        set_mode(place.path(), mode);
        make_directory(&place.path().join("a/b"), Readers::Ourselves)
    }

    #[test]
    fn what_others_may_write_is_refused_unless_it_is_sticky() {
        for mode in [0o700, 0o755, 0o1777] {
            assert!(below(mode).is_ok(), "{mode:o}");
        }
        for mode in [0o777, 0o770, 0o702] {
            let said = below(mode).unwrap_err().to_string();
            assert!(said.contains("can be written by other users"), "{said}");
        }
        // In a sticky one others may make what is missing.
        let place = Temporary::new().unwrap();
        set_mode(place.path(), 0o1777);
        assert!(make_directory(place.path(), Readers::Ourselves).is_err());
    }

    #[test]
    fn directories_are_made_for_those_who_may_read_them() {
        let place = Temporary::new().unwrap();
        assert_eq!(mode(place.path()), 0o700);
        for (readers, expected) in [(Readers::Ourselves, 0o700), (Readers::Everyone, 0o755)] {
            let path = place.path().join(format!("{readers:?}/inner"));
            let made = make_directory(&path, readers).unwrap();
            assert_eq!((mode(&made), mode(made.parent().unwrap())), (expected, expected));
            assert_eq!(make_directory(&path, readers).unwrap(), made, "it is there already");
        }
    }

    #[test]
    fn a_link_leads_to_what_is_looked_at() {
        let place = Temporary::new().unwrap();
        let open = place.path().join("open");
        fs::create_dir(&open).unwrap();
        set_mode(&open, 0o777);
        symlink(&open, place.path().join("link")).unwrap();
        assert!(make_directory(&place.path().join("link/below"), Readers::Ourselves).is_err());
        assert!(!open.join("below").exists(), "nothing is made there");
        set_mode(&open, 0o755);
        let made = make_directory(&place.path().join("link/below"), Readers::Ourselves).unwrap();
        assert_eq!(made, open.canonicalize().unwrap().join("below"));
    }

    #[test]
    fn only_files_that_nobody_else_wrote_are_opened() {
        let place = Temporary::new().unwrap();
        let path = |name: &str| place.path().join(name);
        fs::write(path("file"), "").unwrap();
        assert!(open(&path("file")).is_ok());
        set_mode(&path("file"), 0o666);
        assert!(open(&path("file")).is_err());
        symlink("/etc/passwd", path("link")).unwrap();
        assert!(open(&path("link")).is_err());
        assert!(open(place.path()).is_err());
        // This would wait for whoever writes it.
        let made = std::process::Command::new("mkfifo").arg(path("fifo")).status().unwrap();
        assert!(made.success() && open(&path("fifo")).is_err());
    }

    /// Only the superuser can give something away.
    #[test]
    fn what_belongs_to_another_user_is_refused() {
        let place = Temporary::new().unwrap();
        let theirs = place.path().join("theirs");
        fs::create_dir(&theirs).unwrap();
        fs::write(theirs.join("file"), "").unwrap();
        if chown(theirs.join("file"), Some(65534), None).is_err() {
            eprintln!("skipped: only the superuser can give files to another user");
            return;
        }
        assert!(open(&theirs.join("file")).is_err());
        chown(&theirs, Some(65534), None).unwrap();
        let said = make_directory(&theirs.join("below"), Readers::Ourselves).unwrap_err();
        assert!(said.to_string().ends_with("/theirs belongs to another user"), "{said}");
        assert!(!theirs.join("below").exists(), "nothing of ours is left with them");
        assert!(Temporary::new_in(&theirs).is_err());
    }
}
