//! Which process answers, and where.
//!
//! What is loaded before the program is loaded into its children, too, as long as they inherit its
//! environment. A fork brings all of this process with it: it gets a directory of its own to answer
//! in, and what the parent had found so far is its own from then on.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use handoff::{About, Answer, Member, Process, now};

pub(crate) struct Place {
    pub(super) directory: PathBuf,
    process: u32,
    /// The directory of the family that forks of this process join.
    family: Option<PathBuf>,
    /// Whether this process has joined it itself.
    joined: bool,
}

impl Place {
    /// This process, which answers in a directory.
    pub(super) fn new(directory: &Path, family: Option<PathBuf>, joined: bool) -> Self {
        Self { directory: directory.to_owned(), process: std::process::id(), family, joined }
    }

    /// Whether forks are recorded, too.
    pub(crate) fn is_in_family(&self) -> bool {
        self.family.is_some()
    }

    /// In a fork that has not joined the family there is nothing to be written.
    pub(crate) fn is_original(&self) -> bool {
        self.process == std::process::id()
    }

    /// This is a fork of the process that answered: from now on it answers for itself. Says whether
    /// it could say so.
    pub(super) fn join(&mut self) -> bool {
        let joined = self.family.as_deref().and_then(|family| join(family, true));
        let Some(Member { directory, about }) = joined else { return false };
        self.directory = directory;
        self.process = about.process;
        self.joined = true;
        let _ = Answer::announce(&self.directory);
        true
    }

    /// Leaves word of how this process ends, where nobody who is waiting for it will.
    pub(crate) fn ended(&self, status: i32) {
        if self.joined && self.is_original() {
            let _ = Member::end(&self.directory, status);
        }
    }
}

/// Says in the family's directory that this process is there. `None` where it cannot.
pub(crate) fn join(family: &Path, forked: bool) -> Option<Member> {
    let command = std::fs::read("/proc/self/cmdline").unwrap_or_default();
    let words = command.strip_suffix(&[0]).unwrap_or(&command).split(|byte| *byte == 0);
    let about = About {
        process: std::process::id(),
        parent: std::os::unix::process::parent_id(),
        born: Process::read("self").map(|this| this.born),
        began: now(),
        forked,
        command: words.map(|word| OsString::from_vec(word.to_vec())).collect(),
    };
    Member::join(family, about).ok()
}
