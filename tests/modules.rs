//! The library inside the interpreter is sorted so that its modules need each other in one direction:
//! what ARCHITECTURE says of it is read from its sources here.

#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules from the one that needs most to the one that needs none.
const ORDER: [&str; 9] = [
    "hook",
    "process",
    "record",
    "sampler",
    "observer",
    "probe",
    "interpreter",
    "resources",
    "fork",
];

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/host/src")
}

fn files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The names that follow `crate::` in a source, comments left out: one, or those of a group.
fn needed(source: &str) -> BTreeSet<String> {
    let code = source.lines().map(|line| line.split("//").next().unwrap_or_default());
    let code = code.collect::<Vec<_>>().join(" ");
    let mut names = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            None => names.extend(first_word(rest)),
            Some(group) => {
                let mut depth = 0;
                let mut start = 0;
                for (at, character) in group.char_indices() {
                    match character {
                        '{' => depth += 1,
                        '}' if depth > 0 => depth -= 1,
                        ',' | '}' if depth == 0 => {
                            names.extend(first_word(group[start..at].trim_start()));
                            start = at + 1;
                            if character == '}' {
                                break;
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    names
}

fn first_word(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

/// Which top-level modules each of them needs.
fn edges() -> BTreeMap<String, BTreeSet<String>> {
    let root = sources();
    let mut all = Vec::new();
    files(&root, &mut all);
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in all {
        let inside = file.strip_prefix(&root).unwrap();
        let module = inside.components().next().unwrap().as_os_str().to_str().unwrap();
        let module = module.trim_end_matches(".rs").to_owned();
        if module != "lib" {
            let needs = needed(&fs::read_to_string(&file).unwrap());
            edges.entry(module.clone()).or_default().extend(
                needs.into_iter().filter(|name| *name != module && ORDER.contains(&name.as_str())),
            );
        }
    }
    edges
}

#[test]
fn modules_of_the_host_need_each_other_in_one_direction() {
    let edges = edges();
    let known: BTreeSet<&str> = edges.keys().map(String::as_str).collect();
    assert_eq!(known, BTreeSet::from(ORDER), "a module has no place in the order");
    let place = |name: &str| ORDER.iter().position(|known| *known == name).unwrap();
    for (module, needs) in &edges {
        let upwards: Vec<_> = needs.iter().filter(|name| place(name) < place(module)).collect();
        assert!(upwards.is_empty(), "{module} needs {upwards:?}, which stand above it");
    }
}

#[test]
fn names_are_found_in_every_way_they_are_written() {
    let source =
        "use crate::a::b;\nuse crate::{c, d::{e, f}, self::g};\n// crate::h\ncrate::i::j()";
    let found: Vec<_> = needed(source).into_iter().collect();
    assert_eq!(found, ["a", "c", "d", "i", "self"]);
}
