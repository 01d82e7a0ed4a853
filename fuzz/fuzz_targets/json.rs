//! Any bytes, read as a recording: it is refused, or what is written of it is read as the same.
//!
//! ```sh
//! cargo +nightly fuzz run json fuzz/corpus/json fixtures/programs/recordings/*
//! ```

#![no_main]

use libfuzzer_sys::fuzz_target;
use recording::Recording;

fn written(recording: &Recording) -> Vec<u8> {
    let mut text = Vec::new();
    recording::write(recording, &mut text).expect("memory takes it");
    text
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(first) = recording::read(bytes) else { return };
    let text = written(&first);
    let second = recording::read(&text).expect("it was written by us");
    assert_eq!(second, first);
    assert_eq!(written(&second), text);
});
