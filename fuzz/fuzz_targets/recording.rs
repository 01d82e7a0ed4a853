//! Any bytes, read as a recording and used as commands do: it is refused or shown.
//!
//! ```sh
//! cargo +nightly fuzz run recording fuzz/corpus/recording fixtures/programs/recordings/*
//! ```

#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code)]
#[path = "../../tests/hostile/exercise.rs"]
mod exercise;

fuzz_target!(|bytes: &[u8]| {
    exercise::recording(bytes);
});
