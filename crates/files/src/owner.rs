//! The owner of a file.

use std::fmt;
use std::fs::Metadata;

/// A user other than root and the one who runs this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stranger {
    /// The file's owner.
    pub owner: u32,
    /// The user who runs this process.
    pub user: u32,
}

/// A description to follow a file's name: `belongs to user 1000, and user 1001 runs this`.
impl fmt::Display for Stranger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { owner, user } = self;
        write!(f, "belongs to user {owner}, and user {user} runs this")
    }
}

/// The owner of a file, if that is neither this user nor root. The user who became root with `sudo`
/// is also trusted, as in git.
#[cfg(unix)]
pub fn stranger(metadata: &Metadata) -> Option<Stranger> {
    use std::os::unix::fs::MetadataExt;
    let user = rustix::process::geteuid().as_raw();
    let before = std::env::var("SUDO_UID").ok().filter(|_| user == 0);
    let known = [0, user, before.and_then(|before| before.parse().ok()).unwrap_or(user)];
    let owner = metadata.uid();
    (!known.contains(&owner)).then_some(Stranger { owner, user })
}

/// Nobody is a stranger: such systems have other permissions.
#[cfg(not(unix))]
pub fn stranger(_: &Metadata) -> Option<Stranger> {
    None
}
