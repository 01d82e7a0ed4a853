//! The interpreters of this machine: finding them, asking them what they are.

mod find;
mod linked;
mod probe;

use std::path::PathBuf;

use bytecode::Version;
use recording::Engine;
use serde::{Deserialize, Serialize};

pub use find::{all, choose};
pub use probe::probe;

/// What an interpreter says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interpreter {
    /// The path it is started by; may be a link or a shell script.
    pub path: PathBuf,
    /// `sys.version_info` as `3.12.1`, with `rc1` and the like.
    pub version: String,
    /// `sys.version_info[:2]`.
    pub feature: (u32, u32),
    /// `sys.implementation.name`.
    pub implementation: String,
    /// `sys.abiflags`; holds `t` in a free-threaded build.
    pub abiflags: String,
    /// `sys.executable`.
    pub executable: PathBuf,
    /// Where its standard library lies.
    pub stdlib: Option<PathBuf>,
}

/// Why an interpreter cannot be used, as one sentence.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// Nothing of the kind was found.
    #[error("no Python was found: put python3 on PATH, or name one with --python")]
    None,
    /// What `--python` names does not exist.
    #[error(
        "there is no Python {asked:?}: give a version such as 3.12, or a path; `specialist pythons` lists what is here"
    )]
    NotFound {
        /// As given.
        asked: String,
    },
    /// It could not be started, or did not answer.
    #[error("{} does not work as a Python interpreter: {reason}; choose another with --python (`specialist pythons` lists what is here)", path.display())]
    Broken {
        /// The path tried.
        path: PathBuf,
        /// What it said.
        reason: String,
    },
    /// Older than 3.11.
    #[error("{} is Python {version}, but specialization begins with 3.11: choose another with --python", path.display())]
    TooOld {
        /// Its path.
        path: PathBuf,
        /// Its version.
        version: String,
    },
    /// Newer than the tables.
    #[error("{} is Python {version}, which this specialist does not know yet: choose one of 3.11 to {newest} with --python", path.display())]
    TooNew {
        /// Its path.
        path: PathBuf,
        /// Its version.
        version: String,
        /// The newest version known.
        newest: Version,
    },
    /// Not CPython.
    #[error("{} is {implementation}, but only CPython specializes its bytecode: choose another with --python", path.display())]
    OtherImplementation {
        /// Its path.
        path: PathBuf,
        /// Its name.
        implementation: String,
    },
    /// Built without the global interpreter lock.
    #[error("{} is a free-threaded build, which specialist cannot watch yet: choose a build with the global interpreter lock with --python", path.display())]
    FreeThreaded {
        /// Its path.
        path: PathBuf,
    },
    /// The dynamic linker loads nothing of ours into it.
    #[error("{} {obstacle}, so it cannot be watched: choose another with --python", path.display())]
    Linked {
        /// Its path.
        path: PathBuf,
        /// How it was linked.
        obstacle: &'static str,
    },
}

impl Interpreter {
    /// The version, if it is one this project can watch.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn usable(&self) -> Result<Version, Unusable> {
        let path = || self.path.clone();
        if self.implementation != "cpython" {
            let implementation = self.implementation.clone();
            return Err(Unusable::OtherImplementation { path: path(), implementation });
        }
        let (major, minor) = self.feature;
        let Some(version) = Version::from_parts(major, minor) else {
            let version = self.version.clone();
            let [oldest, .., newest] = Version::ALL;
            return Err(if (major, minor) < oldest.parts() {
                Unusable::TooOld { path: path(), version }
            } else {
                Unusable::TooNew { path: path(), version, newest }
            });
        };
        if self.abiflags.contains('t') {
            return Err(Unusable::FreeThreaded { path: path() });
        }
        if let Some(obstacle) = linked::obstacle(&self.executable) {
            return Err(Unusable::Linked { path: path(), obstacle });
        }
        Ok(version)
    }

    /// What a recording says of it.
    pub(crate) fn recorded(&self) -> Engine {
        Engine {
            name: "cpython".into(),
            python: self.version.clone(),
            implementation: self.implementation.clone(),
            executable: self.path.to_string_lossy().into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(feature: (u32, u32), implementation: &str, abiflags: &str) -> String {
        let interpreter = Interpreter {
            path: "/p".into(),
            version: format!("{}.{}.0", feature.0, feature.1),
            feature,
            implementation: implementation.into(),
            abiflags: abiflags.into(),
            executable: "/p".into(),
            stdlib: None,
        };
        interpreter.usable().map_or_else(|error| error.to_string(), |version| version.to_string())
    }

    #[test]
    fn only_known_versions_of_cpython_with_its_lock_are_usable() {
        for version in Version::ALL {
            assert_eq!(verdict(version.parts(), "cpython", ""), version.to_string());
            // A debug build is as good.
            assert_eq!(verdict(version.parts(), "cpython", "d"), version.to_string());
            assert!(verdict(version.parts(), "graalpy", "").contains("/p is graalpy"));
            assert!(verdict(version.parts(), "cpython", "td").contains("free-threaded"));
        }
        assert!(verdict((3, 10), "cpython", "").contains("begins with 3.11"));
        assert!(verdict((2, 7), "cpython", "").contains("begins with 3.11"));
        assert!(verdict((3, 16), "cpython", "").contains("choose one of 3.11 to 3.15"));
        assert!(verdict((4, 0), "cpython", "t").contains("does not know yet"));
    }
}
