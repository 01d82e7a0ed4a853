//! Directories for a single run, which go with it.
//!
//! A process that is killed leaves its directory. So each holds a file that its process has a lock on,
//! which the system takes back however the process ends: a later run removes what is ours and not
//! locked. The program sees nothing of the lock, because no descriptor of it is inherited. What the
//! killed one has left running may still write there, but nobody will read it.

use std::env;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use crate::platform;
use crate::trust::{self, Readers, first_success};

/// How the names of directories begin.
const PREFIX: &str = "specialist-";

/// The file with the lock.
const LOCK: &str = "lock";

/// A process that has just made a directory may not have locked it yet.
const AGE: Duration = Duration::from_mins(1);

/// How many entries of a place are looked at for directories to remove, and how many are removed: a
/// run does not wait for what others have left there.
const MOST_ENTRIES: usize = 4096;
const MOST_REMOVED: usize = 16;

/// What may be done where no directory will do.
pub(crate) const CHOOSE_A_PLACE: &str =
    "name a directory in TMPDIR that no other user can write or replace";

/// A directory for this user alone. It is removed with this value, or by a later run.
#[derive(Debug)]
pub struct Temporary {
    // Removed before the lock is given back.
    directory: TempDir,
    _lock: File,
}

impl Temporary {
    /// A new one.
    ///
    /// # Errors
    /// Where no place for it is safe, or it cannot be made.
    pub fn new() -> io::Result<Self> {
        let made = first_success(places().iter().map(|place| Self::new_in(place)));
        made.map_err(|error| io::Error::other(format!("{error}; {CHOOSE_A_PLACE}")))
    }

    /// The same in a certain place, from which goes what killed processes left there.
    pub(crate) fn new_in(place: &Path) -> io::Result<Self> {
        let place = place.canonicalize()?;
        trust::held_by_us(&place)?;
        remove_left(&place);
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        platform::set_temporary_mode(&mut builder, Readers::Ourselves.directory());
        let directory = builder.tempdir_in(place)?;
        let lock = lock(directory.path())?;
        Ok(Self { directory, _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Has it stay, as one like any other.
    pub fn keep(self) -> PathBuf {
        let path = self.directory.keep();
        let _ = fs::remove_file(path.join(LOCK));
        path
    }
}

/// Where directories for a single run may be, the user's choice first.
pub(crate) fn places() -> Vec<PathBuf> {
    let mut places = vec![env::temp_dir()];
    if cfg!(unix) {
        places.extend(["/tmp", "/var/tmp", "/dev/shm"].map(PathBuf::from));
    }
    places
}

/// Marks a directory as one of a process that lives.
fn lock(directory: &Path) -> io::Result<File> {
    let path = directory.join(LOCK);
    let mut lock = File::create_new(&path)?;
    platform::set_mode(&path, Readers::Ourselves.file())?;
    lock.write_all(mark().as_bytes())?;
    match lock.try_lock() {
        Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
        // Where there are no locks nobody gets one, and the directory is left alone.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(lock),
    }
}

/// What is in the file. One machine may not know of the locks of another that has the same directory.
fn mark() -> String {
    format!("a temporary directory of specialist on {}\n", platform::machine_name())
}

/// Removes the directories of processes of this user that have not lived to do it.
fn remove_left(place: &Path) {
    let Ok(entries) = fs::read_dir(place) else { return };
    let entries = entries.take(MOST_ENTRIES).flatten();
    let named = entries.filter(|entry| entry.file_name().as_encoded_bytes().starts_with(NAMED));
    let left = named.filter_map(|entry| {
        let directory = entry.path();
        let lock = lock_of_left(&directory).ok().flatten()?;
        Some((directory, lock))
    });
    for (directory, _lock) in left.take(MOST_REMOVED) {
        let _ = fs::remove_dir_all(directory);
    }
}

const NAMED: &[u8] = PREFIX.as_bytes();

/// The lock on a directory that nobody has any more.
fn lock_of_left(directory: &Path) -> io::Result<Option<File>> {
    let there = fs::symlink_metadata(directory)?;
    if !there.is_dir() || !files::is_of_this_user(&there) {
        return Ok(None);
    }
    let lock = trust::open(&directory.join(LOCK))?;
    let age = lock.metadata()?.modified()?.elapsed().unwrap_or_default();
    let (expected, mut found) = (mark(), String::new());
    (&lock).take(expected.len() as u64 + 1).read_to_string(&mut found)?;
    Ok((age > AGE && found == expected && lock.try_lock().is_ok()).then_some(lock))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{chown, symlink};
    use std::time::SystemTime;

    use super::*;

    /// A directory as a killed process leaves it, so long ago.
    fn leave(place: &Temporary, name: &str, age: Duration) -> PathBuf {
        let directory = place.path().join(name);
        fs::create_dir(&directory).unwrap();
        fs::create_dir(directory.join("answers")).unwrap();
        fs::write(directory.join("answers/one"), "").unwrap();
        set_age(&lock(&directory).unwrap(), age);
        directory
    }

    fn set_age(lock: &File, age: Duration) {
        lock.set_modified(SystemTime::now().checked_sub(age).unwrap()).unwrap();
    }

    fn locked(directory: &Temporary) -> File {
        File::open(directory.path().join(LOCK)).unwrap()
    }

    /// Whether it is there after a run.
    fn stays(place: &Temporary, directory: &Path) -> bool {
        drop(Temporary::new_in(place.path()).unwrap());
        directory.exists()
    }

    #[test]
    fn what_a_killed_process_left_goes() {
        let place = Temporary::new().unwrap();
        let left = leave(&place, "specialist-left", AGE * 2);
        assert!(!stays(&place, &left));
    }

    #[test]
    fn what_may_be_in_use_stays() {
        let place = Temporary::new().unwrap();
        let used = Temporary::new_in(place.path()).unwrap();
        set_age(&locked(&used), AGE * 2);
        assert!(stays(&place, used.path()), "it is locked");
        let young = leave(&place, "specialist-young", AGE / 2);
        assert!(stays(&place, &young));
        let kept = Temporary::new_in(place.path()).unwrap();
        set_age(&locked(&kept), AGE * 2);
        assert!(stays(&place, &kept.keep()), "it is a user's");
    }

    #[test]
    fn what_is_not_ours_stays() {
        let place = Temporary::new().unwrap();
        let named = leave(&place, "others", AGE * 2);
        assert!(stays(&place, &named));
        let plain = place.path().join("specialist-plain");
        fs::create_dir(&plain).unwrap();
        assert!(stays(&place, &plain));
        let marked = leave(&place, "specialist-elsewhere", AGE * 2);
        fs::write(marked.join(LOCK), mark() + "or another").unwrap();
        set_age(&File::open(marked.join(LOCK)).unwrap(), AGE * 2);
        assert!(stays(&place, &marked), "another machine's");
    }

    #[test]
    fn no_link_is_followed() {
        let (place, elsewhere) = (Temporary::new().unwrap(), Temporary::new().unwrap());
        let other = leave(&elsewhere, "other", AGE * 2);
        symlink(&other, place.path().join("specialist-link")).unwrap();
        assert!(stays(&place, &other));
        let links = leave(&place, "specialist-links", AGE * 2);
        symlink(&other, links.join("link")).unwrap();
        assert!(!stays(&place, &links) && other.join("answers/one").exists());
        let linked = place.path().join("specialist-linked");
        fs::create_dir(&linked).unwrap();
        symlink(other.join(LOCK), linked.join(LOCK)).unwrap();
        assert!(stays(&place, &linked));
    }

    #[test]
    fn what_is_another_users_stays() {
        let place = Temporary::new().unwrap();
        let theirs = leave(&place, "specialist-theirs", AGE * 2);
        if chown(&theirs, Some(65534), None).is_err() {
            return eprintln!("skipped: only the superuser can give files to another user");
        }
        assert!(stays(&place, &theirs));
    }
}
