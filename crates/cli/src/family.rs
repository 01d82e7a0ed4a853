//! A directory of recordings, one of each process.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use engine::cpython::{Family, Gathered};
use recording::Recording;

use crate::save::save_new;
use crate::say::say;

/// How long to wait for processes that outlive the one that was started: helpers of
/// `multiprocessing` end when they see that it is gone.
const PATIENCE: Duration = Duration::from_secs(2);

/// More processes than these are not named one by one.
const MOST_NAMED: usize = 10;

/// A directory in which recordings can be saved.
pub(crate) struct Recordings(PathBuf);

impl Recordings {
    /// # Errors
    /// Why nothing can be saved there.
    pub(crate) fn prepare(directory: PathBuf) -> anyhow::Result<Self> {
        let made = fs::create_dir_all(&directory).and_then(|()| tempfile::tempfile_in(&directory));
        made.with_context(|| {
            format!("recordings cannot be saved in the directory {}", directory.display())
        })?;
        Ok(Self(directory))
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.0
    }

    /// Saves the recording of a process.
    pub(crate) fn save(&self, name: &str, recording: &Recording) -> anyhow::Result<()> {
        let path = self.path(name);
        save_new(&path, recording)
            .with_context(|| format!("the recording cannot be saved to {}", path.display()))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}.json"))
    }

    /// Saves what the processes of a family have found, that have ended or do so in a moment.
    pub(crate) fn gather(&self, family: Family) -> anyhow::Result<Gathered> {
        let gathered = family.wait(PATIENCE).and_then(|()| self.gather_ended(&family));
        let gathered = gathered.with_context(|| self.failed())?;
        family.end(&gathered);
        Ok(gathered)
    }

    fn gather_ended(&self, family: &Family) -> io::Result<Gathered> {
        family.gather(|name, mut recording| {
            reasons::add(&mut recording);
            save_new(&self.path(name), &recording)
        })
    }

    fn failed(&self) -> String {
        format!("the processes that recorded cannot be gathered in {}", self.0.display())
    }
}

/// Says which processes are recorded in a directory, and which are not; `more` were known before.
pub(crate) fn tell(directory: &Path, gathered: &Gathered, more: usize) {
    let count = |count: usize| match count {
        1 => "1 process".to_owned(),
        count => format!("{count} processes"),
    };
    let recorded = count(gathered.recorded + more);
    let directory = directory.display();
    let without = match gathered.without {
        0 => String::new(),
        without => format!("; {} ran none of the files", count(without)),
    };
    say(format_args!("recorded {recorded} in {directory}{without}"));
    for (process, reason) in gathered.lost.iter().take(MOST_NAMED) {
        say(format_args!("not recorded: {process}: {reason}"));
    }
    if let Some(more @ 1..) = gathered.lost.len().checked_sub(MOST_NAMED) {
        say(format_args!("not recorded: {} more", count(more)));
    }
    for process in gathered.running.iter().take(MOST_NAMED) {
        say(format_args!("not recorded yet: {process} runs on"));
    }
    if let Some(more @ 1..) = gathered.running.len().checked_sub(MOST_NAMED) {
        say(format_args!("not recorded yet: {} more", count(more)));
    }
}
