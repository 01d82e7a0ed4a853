//! File names of pages.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

/// The longest part of a path that a name keeps, in bytes: file systems take 255.
const LONGEST: usize = 120;

/// Names that are ours, and those of devices, which Windows takes for no file.
const RESERVED: [&str; 26] = [
    "index", "findings", "rules", "legend", "con", "prn", "aux", "nul", "com1", "com2", "com3",
    "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6",
    "lpt7", "lpt8", "lpt9",
];

/// A name for the page of each path, as `src_pkg_mod_py.html`. They differ even where case does
/// not count; those that would not get a hash of their path, whichever comes first.
pub(super) fn of_pages<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<String> {
    let stems: Vec<(&str, String)> = paths.map(|path| (path, stem(path))).collect();
    let mut uses: HashMap<String, usize> = HashMap::new();
    for reserved in RESERVED {
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
        // Left are paths given twice, and paths that look like another's name with its hash.
        let mut again = name.clone();
        let times = times.entry(name.to_ascii_lowercase()).or_default();
        while !taken.insert(again.to_ascii_lowercase()) {
            *times += 1;
            again = format!("{name}_{times}");
        }
        names.push(again + ".html");
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

#[cfg(test)]
mod tests {
    use super::*;

    fn names(paths: &[&str]) -> Vec<String> {
        of_pages(paths.iter().copied())
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
            assert!(names(&[path])[0].len() > path.len() + ".html".len() + 5, "{path}");
        }
        assert!(names(&[&"x".repeat(4000)])[0].len() < 200);
    }
}
