//! The owner of a file.

use std::fmt;
use std::fs::Metadata;
#[cfg(unix)]
use std::os::unix::fs::MetadataExt;

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

/// Whether this user owns a file.
#[cfg(unix)]
pub fn is_of_this_user(metadata: &Metadata) -> bool {
    metadata.uid() == this_user()
}

/// Whether this user or the superuser owns a file.
#[cfg(unix)]
pub fn is_ours(metadata: &Metadata) -> bool {
    is_of_this_user(metadata) || metadata.uid() == SUPERUSER
}

/// The owner of a file, if that is neither this user nor root. The user who became root with `sudo`
/// is also trusted, as in git.
#[cfg(unix)]
pub fn stranger(metadata: &Metadata) -> Option<Stranger> {
    let (owner, user) = (metadata.uid(), this_user());
    let before = std::env::var("SUDO_UID").ok().filter(|_| user == SUPERUSER);
    let is_before = before.and_then(|before| before.parse().ok()) == Some(owner);
    (!is_ours(metadata) && !is_before).then_some(Stranger { owner, user })
}

#[cfg(unix)]
const SUPERUSER: u32 = 0;

#[cfg(unix)]
fn this_user() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Not known: such systems have other permissions.
#[cfg(not(unix))]
pub fn is_of_this_user(_: &Metadata) -> bool {
    false
}

/// All files are: a user's directories belong to that user, by inherited permissions.
#[cfg(not(unix))]
pub fn is_ours(_: &Metadata) -> bool {
    true
}

/// Nobody is a stranger: such systems have other permissions.
#[cfg(not(unix))]
pub fn stranger(_: &Metadata) -> Option<Stranger> {
    None
}
