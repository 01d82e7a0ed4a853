//! Writes a report into its directory: only over its own files, and so that the next report can
//! remove them.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use files::{Over, Staging};
use sha2::{Digest, Sha256};

use super::assets::MARK;
use super::error::of_path;
use super::names::{INDEX, LIST};

/// The beginning of the list.
const HEAD: &str = "# Made by specialist.\n";

/// The marks near the beginning of our files: pages have one, the files beside them another.
const MARKS: [&str; 3] = [r#"<meta name="generator" content="specialist">"#, MARK, HEAD];

/// The files of a report while they are written. They are renamed into place when all are complete.
pub(super) struct Written<'a> {
    directory: &'a Path,
    staging: Staging<'a>,
    /// Digests by name.
    digests: Mutex<BTreeMap<String, String>>,
}

/// Checks that a file with this name may be written. `force` allows replacing the files of others.
pub(super) fn may(directory: &Path, name: &str, force: bool) -> io::Result<()> {
    let path = directory.join(name);
    over(force).allows(&path).map_err(|error| of_path(&path, &error))
}

/// Writes a single file.
pub(super) fn alone(directory: &Path, name: &str, text: &str, force: bool) -> io::Result<()> {
    let path = directory.join(name);
    let written = files::replace(&path, over(force), |out| out.write_all(text.as_bytes()));
    written.map_err(|error| of_path(&path, &error))
}

fn over(force: bool) -> Over {
    Over { ours, force }
}

impl<'a> Written<'a> {
    /// Starts without files, in an existing directory.
    pub(super) fn new(directory: &'a Path, force: bool) -> io::Result<Self> {
        let staging = Staging::new(directory, over(force));
        let staging = staging.map_err(|error| of_path(directory, &error))?;
        Ok(Self { directory, staging, digests: Mutex::default() })
    }

    pub(super) fn write(&self, name: &str, text: &str) -> io::Result<()> {
        self.stage(name, text)?;
        let digest = digest(text.as_bytes());
        let mut digests = self.digests.lock().unwrap_or_else(PoisonError::into_inner);
        digests.insert(name.to_owned(), digest);
        Ok(())
    }

    fn stage(&self, name: &str, text: &str) -> io::Result<()> {
        let staged = self.staging.write(name, text.as_bytes());
        staged.map_err(|error| of_path(&self.directory.join(name), &error))
    }

    fn put(&self, name: &str) -> io::Result<()> {
        self.staging.put(name).map_err(|error| of_path(&self.directory.join(name), &error))
    }

    /// Renames all written files into place, the index last. Removes the files on the list of an
    /// earlier report that this one does not have, and writes this report's list.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let new = std::mem::take(&mut self.digests);
        let new = new.into_inner().unwrap_or_else(PoisonError::into_inner);
        let lines = new.iter().map(|(name, digest)| format!("{digest}  {name}\n"));
        self.stage(LIST, &(HEAD.to_owned() + &lines.collect::<String>()))?;
        // A list that can't be read names nothing to remove.
        let old = files::read(&self.directory.join(LIST), files::SMALL).unwrap_or_default();
        let (index, others): (Vec<_>, Vec<_>) = new.keys().partition(|name| *name == INDEX);
        others.into_iter().chain(index).try_for_each(|name| self.put(name))?;
        let old = String::from_utf8_lossy(&old);
        let entries = old.strip_prefix(HEAD).unwrap_or_default().lines();
        for (digest, name) in entries.filter_map(|line| line.split_once("  ")) {
            // Some file systems ignore case.
            let is_new = new.keys().any(|new| new.eq_ignore_ascii_case(name));
            if !is_new {
                remove(self.directory, name, digest)?;
            }
        }
        self.put(LIST)
    }
}

/// Whether a file with this beginning was written by a report.
fn ours(beginning: &[u8]) -> bool {
    let has = |mark: &str| beginning.windows(mark.len()).any(|part| part == mark.as_bytes());
    let [page, others @ ..] = MARKS;
    has(page) || others.iter().any(|mark| beginning.starts_with(mark.as_bytes()))
}

/// Removes a file that is still as it was written. The list may come from anybody: it can't reach
/// outside the directory, or files with other contents.
fn remove(dir: &Path, name: &str, known: &str) -> io::Result<()> {
    let path = dir.join(name);
    let is_here = path.file_name().is_some_and(|last| last == name);
    let is_file = || path.symlink_metadata().is_ok_and(|there| there.is_file());
    let read = || files::read(&path, files::LARGE);
    if is_here && is_file() && read().is_ok_and(|bytes| digest(&bytes) == known) {
        return fs::remove_file(&path).map_err(|error| of_path(&path, &error));
    }
    Ok(())
}

fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::super::{assets, names};
    use super::*;

    fn report(dir: &Path, files: &[(&str, &str)]) {
        let written = Written::new(dir, true).unwrap();
        for (name, text) in files {
            written.write(name, text).unwrap();
        }
        written.finish().unwrap();
    }

    #[test]
    fn only_what_an_earlier_report_wrote_is_removed() {
        let above = tempfile::TempDir::new().unwrap();
        let dir = above.path().join("pages");
        fs::create_dir(&dir).unwrap();
        fs::write(dir.join("mine.html"), "mine").unwrap();
        let old = [("index.html", "1"), ("a.html", "a"), ("b.html", "b"), ("C.html", "c")];
        report(&dir, &old);
        fs::write(dir.join("b.html"), "changed since").unwrap();
        report(&dir, &[("index.html", "2"), ("c.html", "c")]);
        let is_there = |name: &str| dir.join(name).exists();
        assert!(!is_there("a.html"));
        assert!(["index.html", "mine.html", "b.html", "c.html"].into_iter().all(is_there));
    }

    #[test]
    fn a_list_reaches_nothing_else() {
        let above = tempfile::TempDir::new().unwrap();
        let dir = above.path().join("pages");
        fs::create_dir_all(dir.join("below")).unwrap();
        let names = ["out.html", "pages/below/in.html", "pages/mine.html"];
        for name in names {
            fs::write(above.path().join(name), "text").unwrap();
        }
        let text = digest(b"text");
        let absolute = above.path().join("out.html").display().to_string();
        let list = ["../out.html", "below/in.html", absolute.as_str()];
        let mut lines = vec![format!("{}  mine.html", digest(b"other")), "nonsense".to_owned()];
        lines.extend(list.map(|name| format!("{text}  {name}")));
        fs::write(dir.join(LIST), format!("{HEAD}{}", lines.join("\n"))).unwrap();
        report(&dir, &[("index.html", "1")]);
        assert!(names.into_iter().all(|name| above.path().join(name).exists()));
    }

    #[test]
    fn what_others_made_is_left_alone() {
        let dir = tempfile::TempDir::new().unwrap();
        let page = format!("<!DOCTYPE html>\n{}", MARKS[0]);
        for (name, theirs, ours) in [
            (INDEX, "<!DOCTYPE html>\n<title>mine</title>", page.as_str()),
            (names::STYLE, "body {}", assets::STYLE),
            (names::SCRIPT, "// mine", assets::SCRIPT),
            (LIST, "0000  mine", HEAD),
        ] {
            fs::write(dir.path().join(name), theirs).unwrap();
            let said = may(dir.path(), name, false).unwrap_err().to_string();
            assert!(said.contains(name) && said.contains("did not write"), "{said}");
            assert!(alone(dir.path(), name, ours, false).is_err());
            let written = Written::new(dir.path(), false).unwrap();
            written.write(name, ours).unwrap();
            assert!(written.finish().is_err());
            assert_eq!(fs::read_to_string(dir.path().join(name)).unwrap(), theirs);
            fs::write(dir.path().join(name), ours).unwrap();
            alone(dir.path(), name, ours, false).unwrap();
        }
    }
}
