//! Each fact about operands that a recording may have is seen by the library inside the interpreter,
//! and is of use to whoever asks why something is not specialized. Read from the sources.

#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

use recording::facts::{Values, keys};

/// All that is written in the files of a directory, without white space.
fn sources(directory: &str) -> String {
    let mut directories: Vec<PathBuf> = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(directory)];
    let mut text = String::new();
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else {
                text.extend(fs::read_to_string(&path).unwrap().split_whitespace());
            }
        }
    }
    text
}

/// Whether a word stands there, and not only the start of a longer one.
fn has(source: &str, word: &str) -> bool {
    let ends = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_');
    source.match_indices(word).any(|(at, _)| ends(&source[at + word.len()..]))
}

#[test]
fn what_may_be_recorded_is_produced() {
    let host = sources("crates/host/src/observer/facts");
    for key in keys() {
        assert!(has(&host, &format!("Fact::{}", key.variant)), "nobody sees {}", key.word);
        let Values::Words(words) = &key.values else { continue };
        for word in words {
            let value = format!("{}::{}", key.kind, word.variant);
            assert!(has(&host, &value), "nobody sees {}: {}", key.word, word.word);
        }
    }
}

#[test]
fn what_may_be_recorded_is_of_use() {
    let families = sources("crates/reasons/src/families").replace("facts()", "facts");
    for key in keys() {
        let asks = families.contains(&format!("facts.{}()", key.getter));
        assert!(asks, "nobody asks for {}", key.word);
    }
}
