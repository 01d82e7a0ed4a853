//! The names of a report's files, and of functions in URLs. Only this module creates names of
//! pages, of the files they share, and of the list of all files.

use std::collections::{HashMap, HashSet};

use recording::File;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::text::shown;

/// The page that leads to all others.
pub const INDEX: &str = "index.html";

/// The page of all findings.
pub(super) const FINDINGS: &str = "findings.html";

/// The page of all rules.
pub(super) const RULES: &str = "rules.html";

/// The page that explains the others.
pub(super) const LEGEND: &str = "legend.html";

/// The pages that every report has, and their titles.
pub(super) const MAIN_PAGES: [(&str, &str); 4] =
    [(INDEX, "Files"), (FINDINGS, "Findings"), (RULES, "Rules"), (LEGEND, "Legend")];

/// The style sheet, beside the pages.
pub(super) const STYLE: &str = "specialist.css";

/// The script, beside the pages.
pub(super) const SCRIPT: &str = "specialist.js";

/// The list of what a report wrote: one digest and name per line, as `sha256sum --check` reads it.
pub(super) const LIST: &str = "pages.sha256";

/// The extension of all pages.
const PAGE: &str = ".html";

/// The maximum length of the part of a path that a name keeps, in bytes: file systems allow 255.
const LONGEST: usize = 120;

/// Names of devices, which Windows does not accept as files.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The page of a rule. No file has a name with a dot before its end.
pub(super) fn of_rule(code: &str) -> String {
    format!("rule.{code}{PAGE}")
}

/// The walkthrough beside the page of a file.
pub(super) fn of_walkthrough(page: &str) -> String {
    format!("{}.walk{PAGE}", stem_of(page))
}

fn stem_of(page: &str) -> &str {
    page.strip_suffix(PAGE).unwrap_or(page)
}

/// A name for the page of each path, such as `src_pkg_mod_py.html`. Names differ even if case is
/// ignored; those that would not get a hash of their path, regardless of order.
pub(super) fn of_files<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<String> {
    let stems: Vec<(&str, String)> = paths.map(|path| (path, stem(path))).collect();
    let mut uses: HashMap<String, usize> = HashMap::new();
    let ours = MAIN_PAGES.iter().map(|(page, _)| stem_of(page));
    for reserved in ours.chain(DEVICES) {
        uses.insert(reserved.to_owned(), 1);
    }
    for (_, stem) in &stems {
        *uses.entry(stem.to_ascii_lowercase()).or_default() += 1;
    }
    let mut taken: HashSet<String> = HashSet::new();
    let mut times: HashMap<String, usize> = HashMap::new();
    let mut names = Vec::with_capacity(stems.len());
    for (path, stem) in stems {
        let lower = stem.to_ascii_lowercase();
        let alone = uses.get(&lower) == Some(&1);
        let name = if alone { stem } else { format!("{stem}_{}", hash(path)) };
        // What remains are duplicate paths, and paths that look like another's name with its hash.
        let mut again = name.clone();
        let times = times.entry(name.to_ascii_lowercase()).or_default();
        while !taken.insert(again.to_ascii_lowercase()) {
            *times += 1;
            again = format!("{name}_{times}");
        }
        names.push(again + PAGE);
    }
    names
}

fn stem(path: &str) -> String {
    let safe = path.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' });
    let safe: String = safe.collect();
    let safe = safe.trim_start_matches(['_', '-']);
    let end = safe.get(safe.len().saturating_sub(LONGEST)..).unwrap_or(safe);
    if end.is_empty() { "source".into() } else { end.into() }
}

fn hash(path: &str) -> String {
    hex::encode(&Sha256::digest(path.as_bytes())[..4])
}

/// The names of code objects in URLs: the second one of a name is `name~2`.
pub(super) fn of_code(file: &File) -> Vec<String> {
    let mut uses: FxHashMap<String, usize> = FxHashMap::default();
    let names = file.code.iter().map(|code| shown(&code.qualname));
    let mut id = |name: String| {
        let number = uses.entry(name.clone()).or_default();
        *number += 1;
        if *number == 1 { name } else { format!("{name}~{number}") }
    };
    names.map(&mut id).collect()
}

/// Whether every report has a page.
#[cfg(test)]
pub(crate) fn is_main(page: &str) -> bool {
    MAIN_PAGES.iter().any(|(main, _)| *main == page)
}

/// Whether a page is that of a rule.
#[cfg(test)]
pub(crate) fn is_of_rule(page: &str) -> bool {
    reasons::RULES.iter().any(|rule| of_rule(rule.code) == page)
}

/// Whether a page is a walkthrough.
#[cfg(test)]
pub(crate) fn is_walkthrough(page: &str) -> bool {
    page.ends_with(&of_walkthrough(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(paths: &[&str]) -> Vec<String> {
        of_files(paths.iter().copied())
    }

    #[test]
    fn names_say_the_path() {
        assert_eq!(
            names(&["point.py", "src/pkg/mod.py", "/usr/lib/a-b.py", "日.py", "日"]),
            [
                "point_py.html",
                "src_pkg_mod_py.html",
                "usr_lib_a-b_py.html",
                "py.html",
                "source.html"
            ]
        );
    }

    #[test]
    fn names_that_would_be_the_same_differ() {
        let both = names(&["a/b.py", "a_b.py", "A_B.py", "c.py"]);
        assert_eq!(both[3], "c_py.html");
        let different: HashSet<String> = both.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(different.len(), 4);
        assert!(both[0].starts_with("a_b_py_"), "{}", both[0]);
        let reversed = names(&["A_B.py", "a_b.py", "a/b.py"]);
        assert_eq!(reversed, [both[2].clone(), both[1].clone(), both[0].clone()]);
    }

    #[test]
    fn a_path_given_twice_has_two_pages() {
        let twice = names(&["a.py", "a.py"]);
        assert_ne!(twice[0], twice[1]);
    }

    #[test]
    fn no_page_is_the_index_or_a_device() {
        for path in ["index", "Index", "findings", "rules", "legend", "con", "NUL"] {
            assert!(names(&[path])[0].len() > path.len() + PAGE.len() + 5, "{path}");
        }
        assert!(names(&[&"x".repeat(4000)])[0].len() < 200);
    }
}
