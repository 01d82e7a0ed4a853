//! That `check` finds the sites that reports rank, and no others, where code is hot.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use recording::Recording;
use sites::{HotCode, Member, RankedSite, Ranking, View};
use specialist_check::{Settings, check, forget_timing};

/// A file, and the line and column in it.
type Place = (String, u32, u32);

/// The recordings in `fixtures/programs`.
fn fixtures() -> Vec<PathBuf> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/programs/recordings");
    let inside = |path: PathBuf| {
        let entries = fs::read_dir(path).expect("a directory");
        entries.map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>()
    };
    inside(all).into_iter().flat_map(inside).collect()
}

fn read(path: &Path) -> Recording {
    let mut recording = recording::read(&fs::read(path).expect("a file")).expect("a recording");
    reasons::add(&mut recording);
    recording
}

/// What a report ranks.
struct Ranked {
    all: usize,
    /// Those that `check` is to find.
    expected: BTreeSet<Place>,
}

fn ranked(recording: &Recording) -> Ranked {
    let version = recording.engine.version().expect("a known version");
    let views = recording.files.iter().map(|file| View::new(version, file).expect("it ran"));
    let views: Vec<_> = views.collect();
    let hot = HotCode::new(&views);
    let is_hot = |site: &RankedSite| {
        let code = &views[site.file].file.code[site.code];
        let at = code.instructions.iter().position(|it| std::ptr::eq(it, site.instruction));
        let member =
            Member { code: site.code, at: at.expect("it is there"), instruction: site.instruction };
        let within = views[site.file].within(member);
        within.is_some_and(|within| hot.is_hot(site.file, within))
    };
    let place = |site: &RankedSite| {
        let lines = views[site.file].lines();
        let start = site.place(&lines).expect("it is in the source").start;
        let (line, column) = lines.position(start);
        (site.path.to_owned(), line as u32, column as u32)
    };
    let ranking = Ranking::new(recording);
    let expected = ranking.all.iter().filter(|site| site.change_may_help() && is_hot(site));
    Ranked { all: ranking.all.len(), expected: expected.map(place).collect() }
}

#[test]
fn reports_and_check_see_the_same_sites() {
    let (mut all, mut in_common) = (0, 0);
    for path in fixtures() {
        let mut recording = read(&path);
        let report = check(&mut recording, &Settings::default());
        let found = report.findings.iter().filter(|finding| finding.trouble.is_some());
        let found: BTreeSet<Place> = found
            .map(|it| (it.path.clone().unwrap_or_default(), it.place.line, it.place.column))
            .collect();
        // `check` has forgotten time.
        let ranked = ranked(&recording);
        assert_eq!(found, ranked.expected, "{}", path.display());
        all += ranked.all;
        in_common += found.len();
    }
    // Some are in code that is not hot, or no change can help.
    assert!(in_common > 100 && all > in_common, "{in_common} of {all}");
}

/// What the sampler saw counts in reports alone.
#[test]
fn forgetting_time_leaves_what_counters_tell() {
    for path in fixtures() {
        let mut recording = read(&path);
        let before: BTreeSet<_> = spans(&recording);
        forget_timing(&mut recording);
        let after = spans(&recording);
        assert!(after.is_subset(&before), "{}", path.display());
    }
}

fn spans(recording: &Recording) -> BTreeSet<(usize, recording::Span, Option<bytecode::Kin>)> {
    let all = Ranking::new(recording).all;
    all.iter().map(|site| (site.file, site.span, bytecode::kin(&site.instruction.base))).collect()
}
