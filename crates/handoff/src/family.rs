//! The processes that record in addition to the one that was started.
//!
//! A family is a directory. It contains the request and, for each process that took part, a
//! directory with what it said about itself when it started, its answer, and how it ended.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::RequestError;

/// What a process says about itself before any of its code runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Its process id.
    pub process: u32,
    /// The id of its parent.
    pub parent: u32,
    /// When the kernel created it, in ticks since the machine booted, if that is known: process ids
    /// are reused.
    pub born: Option<u64>,
    /// When it began to record, in nanoseconds since 1970.
    pub began: u64,
    /// Whether it is a fork of a process that records, so that it has the parent's code and its
    /// state.
    pub forked: bool,
    /// The command line.
    pub command: Vec<OsString>,
}

impl About {
    /// [`About::began`], as a time.
    pub fn began(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_nanos(self.began)
    }
}

/// How a process ended, as far as it could tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Its exit status; after a fatal signal, 128 plus the signal's number.
    pub status: i32,
    /// When it ended, in nanoseconds since 1970.
    pub at: u64,
}

/// A process of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The directory of its answer.
    pub directory: PathBuf,
    /// What it said about itself.
    pub about: About,
}

const ABOUT: &str = "about";
const ENDED: &str = "ended";

/// Nanoseconds since 1970.
pub fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

impl Member {
    /// Creates the directory of a process, and notes there what the process is.
    ///
    /// # Errors
    /// If the family's directory is gone or can't be written to.
    pub fn join(family: &Path, about: About) -> Result<Self, RequestError> {
        let mut number = about.began;
        let directory = loop {
            let directory = family.join(format!("{}-{number:x}", about.process));
            match std::fs::create_dir(&directory) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                made => break made.map(|()| directory)?,
            }
        };
        std::fs::write(directory.join(ABOUT), postcard::to_stdvec(&about)?)?;
        Ok(Self { directory, about })
    }

    /// Every process that has joined, in the order in which they began. If one can't be read, only
    /// its directory is known, which comes with the reason.
    ///
    /// # Errors
    /// If the family's directory can't be read.
    pub fn all(family: &Path) -> io::Result<Vec<Result<Self, (PathBuf, RequestError)>>> {
        let mut members = Vec::new();
        for entry in std::fs::read_dir(family)? {
            let directory = entry?.path();
            if directory.symlink_metadata()?.is_dir() {
                members.push(Self::read(directory));
            }
        }
        members.sort_by_key(|member| member.as_ref().map_or(u64::MAX, |it| it.about.began));
        Ok(members)
    }

    fn read(directory: PathBuf) -> Result<Self, (PathBuf, RequestError)> {
        let bytes = files::read(&directory.join(ABOUT), files::SMALL).map_err(RequestError::from);
        match bytes.and_then(|bytes| Ok(postcard::from_bytes(&bytes)?)) {
            Ok(about) => Ok(Self { directory, about }),
            Err(error) => Err((directory, error)),
        }
    }

    /// Notes how the process ended.
    ///
    /// # Errors
    /// If its directory is gone or can't be written to.
    pub fn end(directory: &Path, status: i32) -> Result<(), RequestError> {
        let bytes = postcard::to_stdvec(&Ended { status, at: now() })?;
        Ok(std::fs::write(directory.join(ENDED), bytes)?)
    }

    /// How it ended; `None` if it did not get to say so.
    pub fn ended(&self) -> Option<Ended> {
        postcard::from_bytes(&files::read(&self.directory.join(ENDED), files::SMALL).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processes_of_one_number_and_time_have_directories_of_their_own() {
        let family = tempfile::TempDir::new().unwrap();
        let about = |began| About {
            process: 7,
            parent: 1,
            born: Some(3),
            began,
            forked: false,
            command: vec!["python".into(), "é.py".into()],
        };
        let late = Member::join(family.path(), about(20)).unwrap();
        let early = Member::join(family.path(), about(10)).unwrap();
        let same = Member::join(family.path(), about(10)).unwrap();
        assert_ne!(early.directory, same.directory);
        std::fs::create_dir(family.path().join("other")).unwrap();
        std::fs::write(family.path().join("request"), "").unwrap();

        assert_eq!(late.ended(), None);
        Member::end(&late.directory, 143).unwrap();
        assert_eq!(late.ended().unwrap().status, 143);
        let mut all = Member::all(family.path()).unwrap();
        assert!(all.pop().unwrap().unwrap_err().0.ends_with("other"));
        let mut all: Vec<_> = all.into_iter().map(Result::unwrap).collect();
        assert_eq!(all.pop(), Some(late));
        assert!(all == [early.clone(), same.clone()] || all == [same, early]);
    }
}
