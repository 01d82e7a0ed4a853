//! Whatever a recording, a baseline, a file of settings or a family's directory holds, it is refused
//! or it is shown: nothing panics.
//!
//! Some hundred changed inputs of each kind are tried at every run of the tests, and as many as
//! `SPECIALIST_HOSTILE` says by
//!
//! ```sh
//! SPECIALIST_HOSTILE=250000 cargo test --release --test hostile -- --nocapture
//! ```

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod exercise;
mod family;
mod mutate;

use std::env;
use std::fs;
use std::panic;
use std::path::Path;
use std::time::Instant;

use serde_json::Value;

use crate::mutate::{Random, changed, damaged};

/// How many inputs of each kind.
fn inputs() -> u64 {
    let told = env::var("SPECIALIST_HOSTILE").ok().and_then(|number| number.parse().ok());
    told.unwrap_or(300)
}

/// Tries inputs, and names the one that a panic was for.
pub(crate) fn try_all(kind: &str, mut one: impl FnMut(&mut Random) -> bool) {
    let begun = Instant::now();
    let mut taken = 0;
    for number in 0..inputs() {
        let result = panic::catch_unwind(panic::AssertUnwindSafe(|| one(&mut Random::new(number))));
        match result {
            Ok(was_taken) => taken += u64::from(was_taken),
            Err(cause) => {
                eprintln!("{kind}: input {number} panicked");
                panic::resume_unwind(cause);
            }
        }
    }
    println!("{kind}: {} inputs, {taken} taken, in {:.1?}", inputs(), begun.elapsed());
}

/// Recordings of a few instructions each, from those of the fixture programs.
fn recordings() -> Vec<Value> {
    let mut small = Vec::new();
    let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/programs/recordings");
    for program in ["arithmetic", "calls", "comparisons", "iteration", "loops", "methods"] {
        for version in bytecode::Version::ALL {
            let text = fs::read(programs.join(program).join(format!("{version}.json"))).unwrap();
            let mut document: Value = serde_json::from_slice(&text).unwrap();
            let file = &mut document["files"][0];
            let code = file["code"].as_array_mut().unwrap();
            code.truncate(3);
            for code in code {
                code["instructions"].as_array_mut().unwrap().truncate(25);
            }
            let source = file["source"].as_str().unwrap();
            file["source"] = source.lines().take(30).collect::<Vec<_>>().join("\n").into();
            small.push(document);
        }
    }
    small
}

/// Something of the document is another, or at times its text is damaged.
fn input(seeds: &[Value], random: &mut Random) -> Vec<u8> {
    let document = changed(random.one_of(seeds), random);
    let text = serde_json::to_vec(&document).unwrap();
    if random.below(10) == 0 { damaged(text, random) } else { text }
}

#[test]
fn recordings_are_shown_or_refused() {
    let seeds = recordings();
    assert!(seeds.iter().all(|seed| exercise::recording(&serde_json::to_vec(seed).unwrap())));
    try_all("recording", |random| {
        let text = input(&seeds, random);
        exercise::recording(&text)
    });
}

#[test]
fn baselines_are_read_or_refused() {
    let entry = serde_json::json!({ "path": "a.py", "function": "f", "expression": "a+b", "code":
        "SPC101", "count": 2 });
    let seed = serde_json::json!({ "schema": "specialist/baseline", "version": 1,
        "findings": { "3.12": [entry], "3.13": [entry, entry] } });
    assert!(exercise::baseline(&serde_json::to_vec(&seed).unwrap()));
    try_all("baseline", |random| {
        let text = input(std::slice::from_ref(&seed), random);
        exercise::baseline(&text)
    });
}

#[test]
fn settings_are_read_or_refused() {
    let seed = "[tool.specialist]\npython = \"3.12\"\ntargets = [\"src/**\", '*.py']\n\
        [tool.specialist.paths]\nsource = [\"src\", \"*/site-packages\"]\n[tool.specialist.check]\n\
        select = [\"SPC1\"]\nmin-specialized = 90\nmax-findings = 1\nexit-zero = true\n";
    assert!(exercise::settings(seed.as_bytes()));
    try_all("settings", |random| {
        let text = damaged(seed.as_bytes().to_vec(), random);
        exercise::settings(&text)
    });
}
