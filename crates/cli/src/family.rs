//! A directory of recordings, one for each process.

use std::fs;
use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use engine::Temporary;
use engine::assemble::Reads;
use engine::family::{Family, Gathered};
use recording::{Combined, Missing, Paths, Recording};
use reporter::json;

use crate::say::say;
use crate::session;

/// How long to wait for processes that outlive the one that was started: helpers of
/// `multiprocessing` end when they see that it is gone.
const PATIENCE: Duration = Duration::from_secs(2);

/// Maximum number of processes that are named.
const MOST_NAMED: usize = 10;

/// A directory in which recordings can be saved.
pub(crate) struct Recordings {
    directory: PathBuf,
    /// Removed when this value is dropped: its contents are only displayed.
    temporary: Option<Temporary>,
}

impl Recordings {
    /// # Errors
    /// The reason why nothing can be saved there.
    pub(crate) fn prepare(directory: Option<PathBuf>) -> anyhow::Result<Self> {
        let Some(directory) = directory else {
            let temporary = Temporary::new()?;
            return Ok(Self { directory: temporary.path().into(), temporary: Some(temporary) });
        };
        let made = fs::create_dir_all(&directory).and_then(|()| tempfile::tempfile_in(&directory));
        made.with_context(|| {
            format!("recordings cannot be saved in the directory {}", directory.display())
        })?;
        Ok(Self { directory, temporary: None })
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Saves the recording of a process.
    pub(crate) fn save(&self, name: &str, recording: &Recording) -> anyhow::Result<()> {
        let path = self.path(name);
        files::create_new(&path, |out| json::write(recording, out))
            .with_context(|| format!("the recording cannot be saved to {}", path.display()))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.join(format!("{name}.json"))
    }

    /// Saves the recordings of a family's processes that have ended, or do so in a moment. Returns
    /// them combined, with `main` among them; `None` if there are none.
    pub(crate) fn gather(
        &self,
        family: Family,
        main: Option<&Recording>,
        (paths, here): (Paths, PathBuf),
    ) -> anyhow::Result<(Gathered, Option<Recording>)> {
        let mut all = Combined::new(paths, here);
        let mut left_out = Vec::new();
        let mut add = |name: &str, recording: Recording| {
            if let Err(error) = all.add(recording) {
                left_out
                    .push(format!("{} is saved and not shown: {error}", self.path(name).display()));
            }
        };
        main.cloned().into_iter().for_each(|main| add("", main));
        let gathered =
            family.wait(PATIENCE).and_then(|()| self.gather_ended(&family, Reads::All, &mut add));
        let gathered = gathered.with_context(|| self.failed())?;
        family.end(&gathered);
        left_out.iter().for_each(say);
        let all = session::together(all).map(|mut all| {
            leave_out(&mut all, &gathered);
            all
        });
        Ok((gathered, all))
    }

    /// Saves the recordings of processes that recorded into this directory and have ended. Reads
    /// only permitted sources.
    pub(crate) fn gather_all(
        directory: &Path,
        reads: &(dyn Fn(&Path) -> bool + Sync),
    ) -> anyhow::Result<Gathered> {
        let recordings = Self { directory: directory.to_owned(), temporary: None };
        let mut sum = Gathered::default();
        for family in Family::all(directory).with_context(|| recordings.failed())? {
            let gathered = recordings.gather_ended(&family, Reads::Chosen(reads), &mut |_, _| {});
            sum += gathered.with_context(|| recordings.failed())?;
        }
        Ok(sum)
    }

    fn gather_ended(
        &self,
        family: &Family,
        reads: Reads<'_>,
        add: &mut impl FnMut(&str, Recording),
    ) -> io::Result<Gathered> {
        session::gather(family, reads, |name, recording| {
            files::create_new(&self.path(name), |out| json::write(&recording, out))?;
            add(name, recording);
            Ok(())
        })
    }

    fn failed(&self) -> String {
        format!("the processes that recorded cannot be gathered in {}", self.directory.display())
    }
}

/// Notes that some processes are missing from the combined recording.
pub(crate) fn leave_out(all: &mut Recording, gathered: &Gathered) {
    let unrecorded = (gathered.lost.len() + gathered.running.len()) as u64;
    let left_out = Missing { unrecorded, ..Missing::default() };
    all.warnings.extend(left_out.sentences());
    all.missing = mem::take(&mut all.missing).and(left_out);
}

/// Says which processes are recorded in a directory, and which are not; `more` were known before.
pub(crate) fn tell(recordings: &Recordings, gathered: &Gathered, more: usize) {
    let recorded = count(gathered.recorded + more);
    let directory = match recordings.temporary {
        None => format!(" in {}", recordings.directory.display()),
        Some(_) => String::new(),
    };
    let without = match gathered.without {
        0 => String::new(),
        without => format!("; {} ran none of the files", count(without)),
    };
    say(format_args!("recorded {recorded}{directory}{without}"));
    tell_missing(gathered);
}

fn count(processes: usize) -> String {
    if processes == 1 { "1 process".to_owned() } else { format!("{processes} processes") }
}

/// Says which processes are not recorded.
pub(crate) fn tell_missing(gathered: &Gathered) {
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
