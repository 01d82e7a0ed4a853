//! What commands do with what they read, into nowhere. Nothing here may panic, hang, or take more
//! memory than what is read explains. `fuzz/fuzz_targets` calls the same.

use std::io;
use std::path::Path;

use check::{Baseline, Settings};
use rayon::iter::ParallelIterator as _;
use recording::{Combined, Paths, Recording};
use reporter::check::Format;
use reporter::terminal::{Depth, Screen, Sources, dis};
use reporter::{Options, diff as diffs, html, json, markdown, terminal};
use strum::IntoEnumIterator;

const SCREEN: Screen = Screen { depth: Depth::TrueColor, width: 80 };

/// Reads a recording and does with it what `report`, `check`, `diff`, `combine` and `dis` do. Says
/// whether it was one.
pub(crate) fn recording(bytes: &[u8]) -> bool {
    let Ok(mut read) = recording::read(bytes) else { return false };
    let saved = read.clone();
    reasons::add(&mut read);
    reported(&read);
    combined(&saved);
    checked(read.clone());
    if let Ok(diff) = diff::diff(&saved, &read, &Paths::default()) {
        for format in diffs::Format::iter() {
            done(diffs::write(&diff, format, SCREEN, &mut io::sink()));
        }
        html::diff_page(&diff).expect("every difference has a page");
    }
    true
}

fn reported(recording: &Recording) {
    let options = Options::default();
    done(terminal::full(recording, Sources::All, &options, SCREEN, io::sink()));
    done(terminal::summary(recording, &options, SCREEN, io::sink()));
    done(markdown::write(recording, io::sink()));
    let mut text = Vec::new();
    done(json::write(recording, &mut text));
    // What is written is read again, whatever was read.
    assert!(recording::read(&text).is_ok());
    html::pages(recording, &options).for_each(|page| {
        page.expect("every page can be rendered");
    });
    let Some(version) = recording.engine.version() else { return };
    let all = dis::Shown { adaptive: true, caches: true, stack: true, plain: false };
    for file in &recording.files {
        done(dis::write(version, file, &file.code, all, &options, SCREEN, io::sink()));
    }
}

fn combined(recording: &Recording) {
    let mut combined = Combined::new(Paths::default(), "/");
    for _ in 0..2 {
        combined.add(recording.clone()).expect("it is of one version");
    }
    let twice = combined.finish().expect("there were two");
    let mut text = Vec::new();
    done(recording::write(&twice, &mut text));
    assert!(recording::read(&text).is_ok());
}

fn checked(mut recording: Recording) {
    let settings = Settings { min_specialized: Some(90), ..Settings::default() };
    let mut report = check::check(&mut recording, &settings);
    for format in Format::iter() {
        done(reporter::check::write(&report, format, SCREEN, &mut io::sink()));
    }
    done(reporter::check::statistics(&report, &mut io::sink()));
    let mut baseline = Baseline::default();
    baseline.take(&report);
    let read = Baseline::from_json(baseline.to_json().as_bytes()).expect("it was written by us");
    if !report.versions.is_empty() {
        read.forgive(&mut report).expect("it is of the same version");
    }
    let other = report.clone();
    report.agree(std::slice::from_ref(&other));
    let _ = report.add(other);
}

/// Reads a baseline. Says whether it was one.
pub(crate) fn baseline(bytes: &[u8]) -> bool {
    let Ok(read) = Baseline::from_json(bytes) else { return false };
    assert_eq!(Baseline::from_json(read.to_json().as_bytes()).expect("it was written by us"), read);
    let mut report =
        check::Report { versions: bytecode::Version::ALL.into(), ..check::Report::default() };
    let _ = read.forgive(&mut report);
    true
}

/// Reads settings. Says whether they were some.
pub(crate) fn settings(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| cli::settings(text).is_ok())
}

/// Reads a directory in which processes recorded themselves.
pub(crate) fn family(recordings: &Path) -> usize {
    let mut found = 0;
    for family in engine::family::Family::all(recordings).unwrap_or_default() {
        let gathered = family.gather(engine::assemble::Reads::All, |_, mut recording| {
            reasons::add(&mut recording);
            reported(&recording);
            Ok(())
        });
        found += gathered.map_or(0, |gathered| gathered.recorded);
    }
    found
}

fn done(result: io::Result<()>) {
    result.expect("nothing is written anywhere");
}
