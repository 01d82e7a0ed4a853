//! Directories in which processes recorded themselves, with damaged files.

use std::fs;
use std::path::{Path, PathBuf};

use bytecode::Version;
use engine::Options;
use engine::family::Family;
use tempfile::TempDir;

use crate::mutate::damaged;
use crate::{exercise, try_all};

/// The files of a process that recorded itself, and the directory it did that in.
struct Recorded {
    recordings: TempDir,
    process: PathBuf,
    files: Vec<(String, Vec<u8>)>,
}

fn recorded(version: Version) -> Option<Recorded> {
    let mut command = test_support::command(version)?;
    let recordings = TempDir::new().unwrap();
    let variables = Family::without_program(recordings.path(), &Options::default()).unwrap();
    let root = env!("CARGO_MANIFEST_DIR");
    let status = command.envs(variables).arg("fixtures/point.py").current_dir(root).output();
    assert!(status.unwrap().status.success());
    let family = only(&recordings.path().join(".specialist"));
    let mut directories = fs::read_dir(&family).unwrap().map(|entry| entry.unwrap().path());
    let process = directories.find(|path| path.join("about").exists()).unwrap();
    let files = fs::read_dir(&process).unwrap().map(|entry| {
        let entry = entry.unwrap();
        (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
    });
    let mut files: Vec<_> = files.collect();
    files.sort();
    Some(Recorded { recordings, process, files })
}

fn only(directory: &Path) -> PathBuf {
    let all: Vec<_> = fs::read_dir(directory).unwrap().collect();
    assert_eq!(all.len(), 1, "{all:?}");
    all.into_iter().next().unwrap().unwrap().path()
}

impl Recorded {
    /// Puts the files there, one of them as told.
    fn put(&self, other: Option<(usize, &[u8])>) {
        let _ = fs::remove_dir_all(&self.process);
        fs::create_dir(&self.process).unwrap();
        for (number, (name, bytes)) in self.files.iter().enumerate() {
            let other = other.filter(|(of, _)| *of == number).map(|(_, bytes)| bytes);
            fs::write(self.process.join(name), other.unwrap_or(bytes)).unwrap();
        }
    }
}

#[test]
fn families_are_gathered_or_named() {
    let found: Vec<_> = Version::ALL.into_iter().filter_map(recorded).collect();
    for recorded in &found {
        recorded.put(None);
        assert_eq!(exercise::family(recorded.recordings.path()), 1);
    }
    if found.is_empty() {
        return;
    }
    try_all("family", |random| {
        let recorded = random.one_of(&found);
        let number = random.below(recorded.files.len());
        let bytes = damaged(recorded.files[number].1.clone(), random);
        recorded.put(Some((number, &bytes)));
        exercise::family(recorded.recordings.path()) > 0
    });
}
