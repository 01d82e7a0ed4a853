//! `specialist combine`

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use engine::Selection;
use engine::family::Gathered;
use recording::{Combined, Recording};

use crate::args::CombineArgs;
use crate::family::{Recordings, leave_out, tell_missing};
use crate::project::here;
use crate::save::Saving;
use crate::say::{say, sentence};
use crate::session::{read, together};
use crate::settings::Settings;

/// The exit status if some recordings could not be combined.
const INCOMPLETE: u8 = 1;

pub(crate) fn combine(args: CombineArgs) -> anyhow::Result<ExitCode> {
    let here = here()?;
    let paths = Settings::find(&args.settings, &here)?.paths()?;
    let is_chosen = sources(&here, args.sources)?;
    let mut gathered = Gathered::default();
    for directory in args.recordings.iter().filter(|path| path.is_dir()) {
        gathered += Recordings::gather_all(directory, &is_chosen)?;
    }
    tell_missing(&gathered);
    let named = named(&args.recordings, &args.save)?;
    let save = Saving::prepare(args.save, args.force)?;
    let mut combined = Combined::new(paths, here);
    let mut unread = Vec::new();
    // One at a time: only the largest of them and the result are in memory.
    for path in &named {
        match recording(path) {
            Ok(recording) => combined
                .add(recording)
                .with_context(|| format!("{} cannot be combined", path.display()))?,
            Err(error) => {
                say(format_args!("{} is left out: {}", path.display(), sentence(&error)));
                unread.push(path);
            }
        }
    }
    let Some(mut recording) = together(combined) else {
        bail!("nothing was combined: no recording could be read");
    };
    leave_out(&mut recording, &gathered);
    recording.missing.unread += unread.len() as u64;
    recording.warnings.extend(left_out(&unread, named.len()));
    save.write(&recording)?;
    let read = named.len() - unread.len();
    let recordings = if read == 1 { "recording" } else { "recordings" };
    say(format_args!("combined {read} {recordings} into {}", save.path().display()));
    Ok(if unread.is_empty() && gathered.is_complete() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(INCOMPLETE)
    })
}

/// Which sources are read for processes that recorded. Their directory may come from anywhere and
/// name any file, so these are the sources below this directory, wherever links lead, and those
/// requested.
fn sources(here: &Path, patterns: Vec<String>) -> anyhow::Result<impl Fn(&Path) -> bool + use<>> {
    let root = here.canonicalize()?;
    let named = !patterns.is_empty();
    let selection = Selection { directory: here.into(), patterns, ..Selection::default() };
    let matcher = selection.matcher()?;
    Ok(move |path: &Path| {
        // For a source in an archive, the file is the archive.
        let file = path.ancestors().find_map(|above| above.canonicalize().ok());
        file.is_some_and(|file| file.starts_with(&root)) || named && matcher.wants(path)
    })
}

fn recording(path: &Path) -> anyhow::Result<Recording> {
    Ok(recording::read(&read(path).context("it cannot be read")?)?)
}

/// Each recording once; those in a directory are sorted by name.
fn named(given: &[PathBuf], save: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    let mut known = HashSet::new();
    let result = save.canonicalize().ok();
    for path in given {
        if !path.is_dir() {
            if !path.exists() && path.as_os_str() != "-" {
                bail!("there is no recording {}", path.display());
            }
            all.push(path.clone());
            continue;
        }
        let found = inside(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let before = all.len();
        let is_result = |path: &PathBuf| result.is_some() && path.canonicalize().ok() == result;
        all.extend(found.into_iter().filter(|path| !is_result(path)));
        if all.len() == before {
            bail!("the directory {} has no recording (*.json)", path.display());
        }
    }
    // `-` is standard input, and missing files are reported later.
    all.retain(|path| path.canonicalize().map_or(true, |path| known.insert(path)));
    Ok(all)
}

fn inside(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json")) && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The warning that readers of the result need.
fn left_out(unread: &[&PathBuf], of: usize) -> Option<String> {
    let path = unread.first()?.display();
    Some(match unread.len() {
        1 => format!("1 of {of} recordings could not be read and is left out: {path}"),
        count => format!(
            "{count} of {of} recordings could not be read and are left out, {path} among them"
        ),
    })
}
