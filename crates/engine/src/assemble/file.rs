//! A source and the code objects made of it → a file of a recording.

use std::path::Path;
use std::time::SystemTime;

use handoff::Packed;
use recording::{File, Names, NoSource};
use sha2::{Digest, Sha256};

use super::sources::{Source, Sources};
use super::{Ran, decode};
use crate::platform;

/// A file and what is to be said of it, or why there is none to show.
pub(super) type Read = Result<(File, Doubt), NoFile>;

/// Why the source of a file may not be what ran.
#[derive(Default)]
pub(super) struct Doubt {
    pub(super) changed: Option<NoSource>,
    pub(super) flaw: Option<String>,
}

pub(super) enum NoFile {
    /// Its source is gone, or never was there: some code is made with a file name of fancy.
    Unread(NoSource),
    /// Its code is none, as a sentence.
    Damaged(String),
}

pub(super) fn file(
    ran: &Ran,
    sources: &Sources<'_>,
    names: &Names,
    source: &Source,
    objects: &[Packed<'_>],
) -> Read {
    let shown = sources.shown(source);
    let (sha256, text, doubt) = match source {
        Source::Text(name) => {
            let text = sources.texts.get(name).map(String::as_str).unwrap_or_default();
            (hash(text.as_bytes()), decode::with_line_feeds(text.to_owned()), Doubt::default())
        }
        Source::File(path) => read(path, &shown, sources, ran.began).map_err(|error| {
            let error = files::without_numbers(&error.to_string());
            NoFile::Unread(NoSource { path: shown.clone(), error })
        })?,
    };
    let mut code = Vec::with_capacity(objects.len());
    for object in objects {
        let (object, watched) =
            object.unpack().map_err(|error| NoFile::Damaged(format!("{shown}: {error}")))?;
        code.push(recording::code(ran.version, &object, names, &watched));
    }
    code.sort_by_key(|code| code.first_line);
    Ok((File { path: shown, sha256, source: text, code }, doubt))
}

/// What a file holds, as its hash and its text, and whether that may be another source than ran.
fn read(
    path: &Path,
    shown: &str,
    sources: &Sources<'_>,
    began: SystemTime,
) -> std::io::Result<(String, String, Doubt)> {
    if !sources.reads.allow(path) {
        return Err(std::io::Error::other("it was not chosen to be read"));
    }
    let bytes = decode::read(path)?;
    let decode::Source { text, flaw } = decode::decode(&bytes);
    let changed = changed_since(path, began);
    let doubt = Doubt {
        changed: changed.then(|| NoSource {
            path: shown.to_owned(),
            error: "it changed while the program ran, so colors may be off".into(),
        }),
        flaw: flaw.filter(|_| !changed).map(|flaw| format!("{shown}: {flaw}")),
    };
    Ok((hash(&bytes), text, doubt))
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn changed_since(path: &Path, began: SystemTime) -> bool {
    let Some(there) = decode::on_disk(path).and_then(|path| path.metadata().ok()) else {
        return false;
    };
    // A file from the future has come so from elsewhere. One from the past may have taken the place of
    // another, which the system notes elsewhere.
    let is_since = |time: SystemTime| began < time && time <= SystemTime::now();
    there.modified().is_ok_and(is_since) || platform::touched(&there).is_some_and(is_since)
}
