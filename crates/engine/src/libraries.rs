//! The libraries this binary carries, put where a dynamic linker finds them.

use std::env;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::temporary::{self, Temporary};
use crate::trust::{self, Readers};
use crate::{cache, platform};

const PRELOAD: (&str, &[u8]) =
    (env!("SPECIALIST_PRELOAD_NAME"), include_bytes!(env!("SPECIALIST_PRELOAD_PATH")));
const HOST: (&str, &[u8]) =
    (env!("SPECIALIST_HOST_NAME"), include_bytes!(env!("SPECIALIST_HOST_PATH")));

/// Names the build that these libraries are of.
pub(crate) const BUILD: &str = env!("SPECIALIST_LIBRARIES_HASH");

/// The libraries, where nobody else can change or replace them between our look and the dynamic
/// linker's. What they are in goes with this value, unless it is to stay.
pub(crate) struct Libraries {
    /// The one to preload. The host lies beside it.
    pub(crate) preload: PathBuf,
    _directory: Option<Temporary>,
    _in_memory: Vec<File>,
}

impl Libraries {
    /// Unpacks them into the user's cache. Where that is not safe, or no code may be executed from
    /// there, into a directory for this run; where there is none either, into memory.
    pub(crate) fn unpack() -> io::Result<Self> {
        let cached = cache::directory().into_iter().map(|it| in_cache(&it, Readers::Ourselves));
        let places = temporary::places();
        let attempts = cached
            .chain(places.iter().map(|place| Self::for_once(place)))
            .chain(places.iter().map(|place| Self::in_memory(place)));
        first_or_why(attempts)
    }

    /// The same for processes that may outlive this one: they stay, if need be in this directory.
    /// The superuser's are where everyone finds them, for the processes that give up that right:
    /// these cannot record, but the dynamic linker would complain to them.
    pub(crate) fn unpack_to_stay(directory: &Path) -> io::Result<Self> {
        let shared = platform::is_superuser().then(|| (cache::of_the_system(), Readers::Everyone));
        let own = cache::directory().map(|cache| (cache, Readers::Ourselves));
        let cached = shared.into_iter().chain(own);
        let here = std::iter::once_with(|| unpack_into(directory, Readers::Ourselves));
        first_or_why(
            cached
                .map(|(cache, readers)| in_cache(&cache, readers))
                .chain(here.map(|preload| preload.map(Self::staying))),
        )
    }

    /// All files, by their paths.
    pub(crate) fn files(&self) -> [PathBuf; 2] {
        [self.preload.clone(), self.preload.with_file_name(HOST.0)]
    }

    /// Whether a process can still have found them.
    pub(crate) fn are_there(&self) -> bool {
        self.files().iter().all(|file| file.exists())
    }

    fn staying(preload: PathBuf) -> Self {
        Self { preload, _directory: None, _in_memory: Vec::new() }
    }

    fn for_once(place: &Path) -> io::Result<Self> {
        let directory = Temporary::new_in(place)?;
        let preload = unpack_into(directory.path(), Readers::Ourselves)?;
        Ok(Self { _directory: Some(directory), ..Self::staying(preload) })
    }

    /// Links to files in memory, as long as this process has them open.
    fn in_memory(place: &Path) -> io::Result<Self> {
        let directory = Temporary::new_in(place)?;
        can_be_named(directory.path())?;
        let mut files = Vec::new();
        for (name, bytes) in [PRELOAD, HOST] {
            let (file, path) = platform::in_memory(name, bytes)?;
            platform::may_execute(&file)?;
            platform::link(&directory.path().join(name), &path)?;
            files.push(file);
        }
        let preload = directory.path().join(PRELOAD.0);
        Ok(Self { preload, _directory: Some(directory), _in_memory: files })
    }
}

/// Where all attempts fail: the reason of the first one, and what can be done.
fn first_or_why(
    attempts: impl IntoIterator<Item = io::Result<Libraries>>,
) -> io::Result<Libraries> {
    trust::first_success(attempts).map_err(|error| {
        io::Error::other(format!(
            "there is no safe directory to load libraries from ({error}); {}",
            temporary::CHOOSE_A_PLACE
        ))
    })
}

fn in_cache(cache: &Path, readers: Readers) -> io::Result<Libraries> {
    let directory = cache.join(concat!("libraries-", env!("SPECIALIST_LIBRARIES_HASH")));
    unpack_into(&directory, readers).map(Libraries::staying)
}

fn unpack_into(directory: &Path, readers: Readers) -> io::Result<PathBuf> {
    can_be_named(directory)?;
    let directory = trust::make_directory(directory, readers)?;
    can_be_named(&directory)?;
    for (name, bytes) in [PRELOAD, HOST] {
        let path = directory.join(name);
        if is_there(&path, bytes) {
            continue;
        }
        // Other processes may do the same at this moment: whoever renames last wins, and every
        // file that bears the name is whole.
        let mut file = NamedTempFile::new_in(&directory)?;
        file.write_all(bytes)?;
        platform::set_mode(file.path(), readers.file())?;
        file.persist(&path)?;
    }
    let preload = directory.join(PRELOAD.0);
    platform::may_execute(&trust::open(&preload)?)?;
    Ok(preload)
}

fn is_there(path: &Path, bytes: &[u8]) -> bool {
    let mut there = Vec::with_capacity(bytes.len());
    trust::open(path).and_then(|mut file| file.read_to_end(&mut there)).is_ok() && there == bytes
}

/// To the dynamic linker, colons and blanks separate one library from the next, and what follows a
/// dollar is a variable (ld.so(8)).
fn can_be_named(directory: &Path) -> io::Result<()> {
    let bytes = directory.as_os_str().as_encoded_bytes();
    if bytes.iter().any(|byte| b":$".contains(byte) || byte.is_ascii_whitespace()) {
        let why = format!("the path {} has a colon, a blank or a dollar", directory.display());
        return Err(io::Error::other(why));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn unpack_into(directory: &Path) -> io::Result<PathBuf> {
        super::unpack_into(directory, Readers::Ourselves)
    }

    #[test]
    fn a_damaged_library_is_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let preload = unpack_into(directory.path()).unwrap();
        fs::write(&preload, "damaged").unwrap();
        assert_eq!(unpack_into(directory.path()).unwrap(), preload);
        assert_eq!(fs::read(&preload).unwrap(), PRELOAD.1);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 2);
    }

    #[test]
    fn many_at_once_all_find_whole_libraries() {
        let directory = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let preload = unpack_into(directory.path()).unwrap();
                    assert_eq!(fs::read(preload).unwrap(), PRELOAD.1);
                });
            }
        });
    }

    #[test]
    fn a_path_the_linker_would_read_otherwise_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["a b", "a:b", "a\tb", "$ORIGIN"] {
            assert!(unpack_into(&directory.path().join(name)).is_err(), "{name}");
            assert!(!directory.path().join(name).exists(), "{name}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn libraries_in_memory_are_whole_and_stay_so() {
        let place = tempfile::tempdir().unwrap();
        let libraries = Libraries::in_memory(place.path()).unwrap();
        assert!(libraries.are_there());
        for (path, bytes) in libraries.files().iter().zip([PRELOAD.1, HOST.1]) {
            assert!(fs::read(path).unwrap() == bytes);
            let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
            assert!(file.write_all(b"other").is_err());
        }
        let files = libraries.files();
        drop(libraries);
        assert!(files.iter().all(|file| !file.exists()));
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    }

    /// What others could have written is written anew; what they can write later is not used.
    #[cfg(unix)]
    #[test]
    fn a_library_that_others_may_write_is_replaced() {
        use std::os::unix::fs::MetadataExt;
        let directory = tempfile::tempdir().unwrap();
        let preload = unpack_into(directory.path()).unwrap();
        let inode = || fs::metadata(&preload).unwrap().ino();
        let before = inode();
        unpack_into(directory.path()).unwrap();
        assert_eq!(inode(), before);
        platform::set_mode(&preload, 0o666).unwrap();
        unpack_into(directory.path()).unwrap();
        assert_ne!(inode(), before);
        platform::set_mode(directory.path(), 0o777).unwrap();
        assert!(unpack_into(directory.path()).is_err());
    }
}
