//! A way in: processes that record themselves, beside one that was started or without one.
//!
//! Each leaves what it found below the directory for recordings, in `.specialist/FAMILY/PROCESS`.
//! Who reads that directory makes recordings of it first.

mod member;

use std::env;
use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::io;
use std::ops::AddAssign;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use handoff::{FAMILY_VARIABLE, Member, Observe, Request, Selection, now};
use recording::Recording;

use self::member::Found;
use crate::assemble::Reads;
use crate::libraries::{self, Libraries};
use crate::{Options, RunError, platform};

/// Where families are, below the directory for recordings.
const HIDDEN: &str = ".specialist";

/// How often is looked whether processes have ended.
const PAUSE: Duration = Duration::from_millis(5);

/// Processes that record for one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    directory: PathBuf,
}

/// What has become of the processes of families.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    /// How many are recorded.
    pub recorded: usize,
    /// How many ran no code of the files that are recorded.
    pub without: usize,
    /// Those that have not ended yet.
    pub running: Vec<String>,
    /// Those that could not be recorded, each with the reason.
    pub lost: Vec<(String, String)>,
}

impl Gathered {
    /// Whether all are recorded that have begun.
    pub fn is_complete(&self) -> bool {
        self.running.is_empty() && self.lost.is_empty()
    }
}

impl AddAssign for Gathered {
    fn add_assign(&mut self, other: Self) {
        self.recorded += other.recorded;
        self.without += other.without;
        self.running.extend(other.running);
        self.lost.extend(other.lost);
    }
}

const OTHER_BUILD: &str = "another build of specialist recorded it; read it with that build";

impl Family {
    /// Every family that left something in a directory for recordings.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub fn all(recordings: &Path) -> io::Result<Vec<Self>> {
        let hidden = recordings.join(HIDDEN);
        if hidden.is_symlink() || !hidden.exists() {
            return Ok(Vec::new());
        }
        let entries = fs::read_dir(hidden)?;
        let mut directories =
            entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        directories.sort();
        directories.retain(|it| it.symlink_metadata().is_ok_and(|there| there.is_dir()));
        Ok(directories.into_iter().map(|directory| Self { directory }).collect())
    }

    /// A new one, for processes that record into this directory as the request says.
    pub(crate) fn begin(recordings: &Path, mut request: Request) -> Result<Self, RunError> {
        // The processes may be anywhere.
        let hidden = std::path::absolute(recordings)?.join(HIDDEN);
        fs::create_dir_all(&hidden)?;
        let name = format!("{}-{}-{:x}", libraries::BUILD, std::process::id(), now());
        let directory = hidden.join(name);
        // What is written there is written in the name of those who record.
        let mut builder = DirBuilder::new();
        platform::set_directory_mode(&mut builder, 0o700);
        builder.create(&directory)?;
        request.family = Some(directory.clone().into());
        request.write(&directory)?;
        Ok(Self { directory })
    }

    /// The directory in which its processes answer.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// One without a program to start it: every Python process records that has these variables in
    /// its environment, and those that inherit them.
    ///
    /// # Errors
    /// When the directory cannot be written, or programs cannot be watched here.
    pub fn without_program(
        recordings: &Path,
        options: &Options,
    ) -> Result<Vec<(&'static str, OsString)>, RunError> {
        let cwd = env::current_dir()?;
        let environment = env::var_os("VIRTUAL_ENV").filter(|value| !value.is_empty());
        let selection = Selection {
            directory: cwd.into(),
            patterns: options.targets.clone(),
            program: None,
            excluded: environment.into_iter().collect(),
        };
        selection.matcher()?;
        let observe = if options.explain { Observe::Monitored } else { Observe::Nothing };
        let request =
            Request { selection, command: false, sample: options.sample, observe, family: None };
        let family = Self::begin(recordings, request)?;
        let variable = platform::PRELOAD_VARIABLE.ok_or(RunError::Platform)?;
        let libraries = Libraries::unpack_to_stay(&family.directory)?;
        let preload = platform::preload_value(libraries.preload.as_os_str(), env::var_os(variable));
        Ok(vec![(variable, preload), (FAMILY_VARIABLE, family.directory.into())])
    }

    /// Waits some time until the processes that have begun have ended.
    ///
    /// # Errors
    /// When its directory cannot be read.
    pub fn wait(&self, patience: Duration) -> io::Result<()> {
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            let mut members = Member::all(&self.directory)?.into_iter().flatten();
            if !members.any(|member| platform::is_running(member.about.process, member.about.born))
            {
                break;
            }
            thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// Gives the recordings of its processes, with the sources that may be read, to `save`, one after
    /// the other, each with a name that no other has. What is saved is taken out of the family's
    /// directory; what could not be recorded stays, so that it is not forgotten. [`Reads::All`] is for
    /// those who have begun the family: its processes may say that they were asked for anything.
    ///
    /// # Errors
    /// When its directory cannot be read, or what `save` says.
    pub fn gather(
        &self,
        reads: Reads<'_>,
        mut save: impl FnMut(&str, Recording) -> io::Result<()>,
    ) -> io::Result<Gathered> {
        let mut gathered = Gathered::default();
        if let Some(stranger) = files::stranger(&self.directory.symlink_metadata()?) {
            let what = format!("the processes in {}", self.directory.display());
            gathered.lost.push((what, format!("the directory {stranger}")));
            return Ok(gathered);
        }
        let name = self.directory.file_name().unwrap_or_default().to_string_lossy();
        let request = Request::read(&self.directory);
        let of_this_build = name.starts_with(libraries::BUILD);
        for member in Member::all(&self.directory)? {
            let member = match member {
                Ok(member) => member,
                Err((directory, error)) => {
                    let what = format!("a process in {}", directory.display());
                    gathered.lost.push((what, error.to_string()));
                    continue;
                }
            };
            let found = match &request {
                Ok(request) if of_this_build => member::found(&member, request, reads),
                _ => Found::Lost(OTHER_BUILD.to_owned()),
            };
            match found {
                Found::Running => gathered.running.push(member::described(&member.about)),
                Found::Lost(reason) => {
                    gathered.lost.push((member::described(&member.about), reason));
                }
                Found::Recorded(recording) => {
                    if recording.files.is_empty() {
                        gathered.without += 1;
                    } else {
                        let name = member.directory.file_name().unwrap_or_default();
                        save(&name.to_string_lossy(), *recording)?;
                        gathered.recorded += 1;
                    }
                    // If it stays, it is gathered again: the name is the same.
                    let _ = fs::remove_dir_all(&member.directory);
                }
            }
        }
        Ok(gathered)
    }

    /// Removes what nobody needs any more: everything, once all processes are recorded.
    pub fn end(self, gathered: &Gathered) {
        if gathered.is_complete() {
            let _ = fs::remove_dir_all(&self.directory);
            // Fails where another family is there.
            let _ = self.directory.parent().map(fs::remove_dir);
        }
    }
}
