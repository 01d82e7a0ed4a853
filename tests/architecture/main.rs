//! That the house is in the order that ARCHITECTURE.md and CONTRIBUTING.md describe: crates depend on
//! those above them, modules need each other in one direction, and files are short.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod crates;
mod modules;
mod sizes;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

/// The directory of the workspace.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a directory, with what is in directories that no source of ours is in left out.
fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy();
        if !path.is_dir() {
            found.push(path);
        } else if !name.starts_with('.') && !["target", "node_modules"].contains(&&*name) {
            found.append(&mut files(&path));
        }
    }
    found.sort();
    found
}
