//! Reports in directories.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use ::diff::Diff;
use rayon::prelude::*;
use recording::Recording;

use super::diff::diff_page;
use super::error::{Error, Unrendered, of_path};
use super::report::Report;
use super::written::Written;
use super::{assets, names, pages, written};
use crate::Options;

/// Writes all pages into a directory, which is created if it does not exist, and returns the path
/// of the index. Files of others are not replaced unless `force` is set; if one is in the way,
/// nothing is written. Files of an earlier report that this one does not have are removed: the file
/// `pages.sha256` lists what a report wrote. Everything else in the directory is left alone, and so
/// is a page that was changed since.
///
/// Pages are rendered and written in parallel, and kept in memory no longer than that. They are
/// renamed into place when the last is written. After each, `progress` is called with the number
/// done and the total; calls may come from any thread.
///
/// # Errors
/// The page that can't be rendered, the error of the file system, or the reason why a file is not
/// replaced, with its path.
pub fn write_dir(
    recording: &Recording,
    directory: &Path,
    options: &Options,
    force: bool,
    progress: impl Fn(usize, usize) + Sync,
) -> Result<PathBuf, Error> {
    make(directory)?;
    may_write(directory, force)?;
    let report = Report::new(recording, *options);
    let pages = pages::all(&report).into_iter();
    let pages: Vec<_> = pages.map(|page| (pages::name(&report, page), page)).collect();
    pages.iter().try_for_each(|(name, _)| written::may(directory, name, force))?;
    let written = Written::new(directory, force)?;
    if !options.single_file {
        written.write(names::STYLE, assets::STYLE)?;
        written.write(names::SCRIPT, assets::SCRIPT)?;
    }
    render_all(&written, pages, |page| pages::render(&report, page), progress)?;
    written.finish()?;
    Ok(directory.join(names::INDEX))
}

/// Renders pages, each with its name, and writes them without renaming them into place.
fn render_all<P: Send>(
    written: &Written,
    pages: Vec<(String, P)>,
    render: impl Fn(P) -> Result<String, Unrendered> + Sync,
    progress: impl Fn(usize, usize) + Sync,
) -> Result<(), Error> {
    let total = pages.len();
    let done = AtomicUsize::new(0);
    pages.into_par_iter().try_for_each(|(name, page)| {
        let text = render(page).map_err(Error::of_page(&name))?;
        written.write(&name, &text)?;
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
        Ok(())
    })
}

/// Checks that the files of every report may be written into a directory, which need not exist.
///
/// # Errors
/// The file that may not be written, and why.
pub fn may_write(directory: &Path, force: bool) -> Result<(), Error> {
    let pages = names::MAIN_PAGES.into_iter().map(|(name, _)| name);
    let mut all = pages.chain([names::STYLE, names::SCRIPT, names::LIST]);
    Ok(all.try_for_each(|name| written::may(directory, name, force))?)
}

/// Writes the page of a difference into a directory, which is created if it does not exist, and
/// returns its path. It needs no other file.
///
/// # Errors
/// Those of [`write_dir`].
pub fn write_diff(diff: &Diff, directory: &Path, force: bool) -> Result<PathBuf, Error> {
    let page = diff_page(diff)?;
    make(directory)?;
    written::alone(directory, names::INDEX, &page, force)?;
    Ok(directory.join(names::INDEX))
}

/// Checks that the page of a difference may be written into a directory, which need not exist.
///
/// # Errors
/// The reason why not.
pub fn may_write_diff(directory: &Path, force: bool) -> Result<(), Error> {
    Ok(written::may(directory, names::INDEX, force)?)
}

fn make(directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory).map_err(|error| of_path(directory, &error))
}

#[cfg(test)]
mod tests {
    use serde::ser::Error as _;

    use super::*;

    /// The files in a directory, by name.
    fn all_in(directory: &Path) -> Vec<(String, String)> {
        let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        let mut all: Vec<_> =
            entries.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect();
        all.sort();
        all
    }

    fn report(directory: &Path, pages: &[(&str, Option<&str>)]) -> Result<(), Error> {
        let written = Written::new(directory, true)?;
        written.write(names::STYLE, "css")?;
        let pages = pages.iter().map(|(name, text)| ((*name).to_owned(), *text)).collect();
        let render = |text: Option<&str>| -> Result<String, Unrendered> {
            let why = || serde_json::Error::custom("it is no text");
            Ok(text.ok_or_else(why)?.to_owned())
        };
        render_all(&written, pages, render, |_, _| {})?;
        Ok(written.finish()?)
    }

    #[test]
    fn where_a_page_cannot_be_rendered_all_is_as_it_was() {
        let directory = tempfile::tempdir().unwrap();
        report(directory.path(), &[("index.html", Some("1")), ("a.html", Some("a"))]).unwrap();
        let before = all_in(directory.path());
        assert_eq!(before.len(), 4);
        let next = [("index.html", Some("2")), ("b.html", Some("b")), ("a.html", None)];
        let said = report(directory.path(), &next).unwrap_err().to_string();
        assert!(said.starts_with("a.html cannot be rendered: "), "{said}");
        assert_eq!(all_in(directory.path()), before);
        let next = [("index.html", Some("2")), ("b.html", Some("b"))];
        report(directory.path(), &next).unwrap();
        let names = all_in(directory.path()).into_iter().map(|(name, _)| name);
        let names: Vec<_> = names.collect();
        assert_eq!(names, ["b.html", "index.html", "pages.sha256", "specialist.css"]);
    }
}
