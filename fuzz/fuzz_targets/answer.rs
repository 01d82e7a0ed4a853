//! Any bytes, read as what the library in an interpreter leaves for the engine: what can be unpacked
//! is decoded for every version.
//!
//! ```sh
//! cargo +nightly fuzz run answer
//! ```

#![no_main]

use std::fs;
use std::sync::LazyLock;

use bytecode::Version;
use handoff::Answer;
use libfuzzer_sys::fuzz_target;
use recording::Names;
use tempfile::TempDir;

static DIRECTORY: LazyLock<TempDir> = LazyLock::new(|| TempDir::new().expect("there is room"));

fuzz_target!(|bytes: &[u8]| {
    let directory = DIRECTORY.path();
    fs::write(directory.join("answer"), bytes).expect("there is room");
    let Ok(Answer::Given(given)) = Answer::read(directory) else { return };
    let (objects, _) = given.parts();
    for (object, watched) in objects.iter().filter_map(|packed| packed.unpack().ok()) {
        for version in Version::ALL {
            recording::code(version, &object, &Names::default(), &watched);
        }
    }
});
