//! That every source can be read in one sitting. How long functions are clippy holds (`clippy.toml`).

use std::fs;

use super::{files, root};

/// The most lines that a source has.
const MOST: usize = 400;

/// What may be longer, and why.
const LONGER: [(&str, &str); 1] =
    [("crates/bytecode/src/generated", "tables that a program makes of data")];

#[test]
fn sources_are_short() {
    let mut lengths = Vec::new();
    for file in files(root()) {
        let name = file.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        let extension = file.extension().unwrap_or_default().to_string_lossy();
        if !["rs", "py", "js", "mjs", "css"].contains(&&*extension) {
            continue;
        }
        let lines = fs::read_to_string(&file).unwrap_or_default().lines().count();
        lengths.push((name, lines));
    }
    assert!(lengths.len() > 500, "these are few sources: {}", lengths.len());
    let is_longer = |name: &str| LONGER.iter().any(|(known, _)| name.starts_with(known));
    let long: Vec<_> = lengths.iter().filter(|(_, lines)| *lines > MOST).collect();
    let unknown: Vec<_> = long.iter().filter(|(name, _)| !is_longer(name)).collect();
    assert!(unknown.is_empty(), "over {MOST} lines: {unknown:?}");
    for (known, why) in LONGER {
        let is_needed = long.iter().any(|(name, _)| name.starts_with(known));
        assert!(is_needed, "nothing is long in {known} ({why}) any more");
    }
}
