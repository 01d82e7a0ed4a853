//! Where caches are.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

/// Where this user's caches of ours lie; `None` where there is no home directory. Whoever uses it has
/// [`crate::trust`] look first whose it is: `HOME` may name another user's, as under `sudo`.
pub(crate) fn directory() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    Some(base.cache_dir().join("specialist")).filter(|directory| directory.is_absolute())
}

/// Where the superuser's caches lie that everyone may read.
pub(crate) fn of_the_system() -> PathBuf {
    let caches = if cfg!(target_os = "macos") { "/Library/Caches" } else { "/var/cache" };
    Path::new(caches).join("specialist")
}
