//! What a report wrote into its directory, so that the next one there can take it away.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::of_path;

/// The list: a digest and a name a line, as `sha256sum --check` reads it.
const NAME: &str = "pages.sha256";

/// The digests of the files of a report, by name.
#[derive(Default)]
pub(super) struct Written(Mutex<BTreeMap<String, String>>);

impl Written {
    pub(super) fn add(&self, name: &str, text: &str) {
        let digest = digest(text.as_bytes());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), digest);
    }

    /// Removes what is on the list of an earlier report, and not a file of this one, and writes this
    /// one's list.
    pub(super) fn finish(self, dir: &Path) -> io::Result<()> {
        let new = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let list = dir.join(NAME);
        let old = fs::read_to_string(&list).unwrap_or_default();
        for (digest, name) in old.lines().filter_map(|line| line.split_once("  ")) {
            // Case does not count everywhere.
            let is_new = new.keys().any(|new| new.eq_ignore_ascii_case(name));
            if !is_new {
                remove(dir, name, digest)?;
            }
        }
        let lines = new.iter().map(|(name, digest)| format!("{digest}  {name}\n"));
        fs::write(&list, lines.collect::<String>()).map_err(|error| of_path(&list, &error))
    }
}

/// Removes a file that is still as it was written. The list may be anybody's: it cannot reach out of
/// the directory, nor to what was not made of these very bytes.
fn remove(dir: &Path, name: &str, known: &str) -> io::Result<()> {
    let path = dir.join(name);
    let is_here = path.file_name().is_some_and(|last| last == name);
    let is_file = || path.symlink_metadata().is_ok_and(|there| there.is_file());
    if is_here && is_file() && fs::read(&path).is_ok_and(|bytes| digest(&bytes) == known) {
        return fs::remove_file(&path).map_err(|error| of_path(&path, &error));
    }
    Ok(())
}

fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(dir: &Path, files: &[(&str, &str)]) {
        let written = Written::default();
        for (name, text) in files {
            fs::write(dir.join(name), text).unwrap();
            written.add(name, text);
        }
        written.finish(dir).unwrap();
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
        fs::write(dir.join(NAME), lines.join("\n")).unwrap();
        report(&dir, &[("index.html", "1")]);
        assert!(names.into_iter().all(|name| above.path().join(name).exists()));
    }
}
