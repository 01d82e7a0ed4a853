//! The user's cache directory.

use std::path::PathBuf;

use etcetera::BaseStrategy;

/// Where this user's caches of ours lie; `None` where there is no home directory.
pub(crate) fn directory() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    Some(base.cache_dir().join("specialist"))
}
