//! Whose a file is.

use std::fmt;
use std::fs::Metadata;

/// A user other than root and the one who runs this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stranger {
    /// The file's owner.
    pub owner: u32,
    /// Who runs this.
    pub user: u32,
}

/// To follow the name of a file.
impl fmt::Display for Stranger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { owner, user } = self;
        write!(f, "belongs to user {owner}, and user {user} runs this")
    }
}

/// Whose a file is, if neither this user's nor root's. Whoever became root by `sudo` is still trusted,
/// as by git.
#[cfg(unix)]
pub fn stranger(metadata: &Metadata) -> Option<Stranger> {
    use std::os::unix::fs::MetadataExt;
    let user = rustix::process::geteuid().as_raw();
    let before = std::env::var("SUDO_UID").ok().filter(|_| user == 0);
    let known = [0, user, before.and_then(|before| before.parse().ok()).unwrap_or(user)];
    let owner = metadata.uid();
    (!known.contains(&owner)).then_some(Stranger { owner, user })
}

/// Nobody is: such systems have other rights.
#[cfg(not(unix))]
pub fn stranger(_: &Metadata) -> Option<Stranger> {
    None
}
