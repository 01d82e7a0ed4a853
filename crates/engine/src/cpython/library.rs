//! The libraries this binary carries, put where a dynamic linker finds them.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

use crate::cache;

const PRELOAD: (&str, &[u8]) =
    (env!("SPECIALIST_PRELOAD_NAME"), include_bytes!(env!("SPECIALIST_PRELOAD_PATH")));
const HOST: (&str, &[u8]) =
    (env!("SPECIALIST_HOST_NAME"), include_bytes!(env!("SPECIALIST_HOST_PATH")));

/// Names the build that these libraries are of.
pub(super) const BUILD: &str = env!("SPECIALIST_LIBRARIES_HASH");

/// The unpacked libraries; those in a temporary directory go with this value.
pub(super) struct Libraries {
    /// The one to preload. The host lies beside it.
    pub(super) preload: PathBuf,
    temporary: Option<TempDir>,
}

impl Libraries {
    /// Unpacks them into the user's cache, or where that cannot be, into a temporary directory.
    pub(super) fn unpack() -> io::Result<Self> {
        let name = concat!("libraries-", env!("SPECIALIST_LIBRARIES_HASH"));
        let cached = cache::directory().map(|cache| cache.join(name));
        if let Some(preload) = cached.and_then(|directory| unpack_into(&directory).ok()) {
            return Ok(Self { preload, temporary: None });
        }
        // The directory that `TMPDIR` names may not do either, for its name.
        Self::unpack_for_once(&env::temp_dir())
            .or_else(|error| Self::unpack_for_once(Path::new("/tmp")).map_err(|_| error))
    }

    /// The same for processes that may outlive this one: they stay, if need be in this directory.
    pub(super) fn unpack_to_stay(directory: &Path) -> io::Result<PathBuf> {
        let Self { preload, temporary } = Self::unpack()?;
        match temporary {
            None => Ok(preload),
            Some(_) => unpack_into(directory),
        }
    }

    fn unpack_for_once(directory: &Path) -> io::Result<Self> {
        let temporary = tempfile::Builder::new().prefix("specialist-").tempdir_in(directory)?;
        let preload = unpack_into(temporary.path())?;
        Ok(Self { preload, temporary: Some(temporary) })
    }
}

fn unpack_into(directory: &Path) -> io::Result<PathBuf> {
    if directory.as_os_str().as_encoded_bytes().iter().any(|byte| b": ".contains(byte)) {
        // To the dynamic linker these separate one library from the next.
        let why = format!("the path {} has a colon or a space", directory.display());
        return Err(io::Error::other(why));
    }
    fs::create_dir_all(directory)?;
    for (name, bytes) in [PRELOAD, HOST] {
        let path = directory.join(name);
        if fs::read(&path).is_ok_and(|there| there == bytes) {
            continue;
        }
        // Other processes may do the same at this moment: whoever renames last wins, and every
        // file that bears the name is whole.
        let file = NamedTempFile::new_in(directory)?;
        fs::write(file.path(), bytes)?;
        file.persist(&path)?;
    }
    Ok(directory.join(PRELOAD.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_library_is_replaced() {
        let directory = TempDir::new().unwrap();
        let preload = unpack_into(directory.path()).unwrap();
        fs::write(&preload, "damaged").unwrap();
        assert_eq!(unpack_into(directory.path()).unwrap(), preload);
        assert_eq!(fs::read(&preload).unwrap(), PRELOAD.1);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 2);
    }

    #[test]
    fn many_at_once_all_find_whole_libraries() {
        let directory = TempDir::new().unwrap();
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
    fn a_path_the_linker_would_split_is_refused() {
        let directory = TempDir::new().unwrap();
        assert!(unpack_into(&directory.path().join("a b")).is_err());
    }
}
