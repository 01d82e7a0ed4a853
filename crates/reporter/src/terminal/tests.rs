use recording::{Evidence, File, ProgramKind};
use unicode_width::UnicodeWidthStr as _;

use super::*;
use crate::Palette;
use crate::testing::{
    Cold, Failing, Plain, Specialized, at, because, failed, file, hostile, knowing, many, point,
    recording, sampled, scaled,
};

/// Output with `␛` for the escape character, so that a snapshot can be read.
fn written(write: impl Fn(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap().replace('\x1b', "␛")
}

fn screen(depth: Depth) -> Screen {
    Screen { depth, width: 80 }
}

fn full_of(file: File, options: Options, depth: Depth) -> String {
    let recording = recording(vec![file]);
    written(|out| full(&recording, Sources::All, &options, screen(depth), out))
}

const DARK: Options = Options { palette: Palette::Classic, dark: true, single_file: false };
const BLUE: Options = Options { palette: Palette::Blue, dark: false, single_file: false };

/// Everything that is hard to align, each with marks after it.
fn unaligned() -> File {
    let source = "\tx = a\n  \ty = 日本\tz\ns = 'e\u{301}👩\u{200d}🔬' + t\n\x0cf = \x07 + g\n";
    let sites = vec![
        at([1, 5, 1, 6], "LOAD_GLOBAL", "a", Specialized),
        at([2, 3, 2, 4], "STORE_NAME", "y", Failing),
        at([2, 7, 2, 13], "LOAD_NAME", "日本", Specialized),
        at([2, 14, 2, 15], "LOAD_NAME", "z", Failing),
        at([3, 23, 3, 24], "LOAD_NAME", "t", Specialized),
        at([4, 5, 4, 10], "BINARY_OP", "+", Failing),
        at([4, 9, 4, 10], "LOAD_NAME", "g", Specialized),
    ];
    file("wide.py", source, sites)
}

fn several() -> Recording {
    let site = |state| at([1, 0, 1, 1], "LOAD_ATTR", "", state);
    let long = format!("{}/last.py", ["package"; 12].join("/"));
    let mut several = recording(vec![
        file("a.py", "a\n", vec![site(Specialized), site(Cold)]),
        file("b.py", "b\n", vec![site(Failing), site(Failing)]),
        file(&long, "c\n", vec![site(Failing), site(Specialized), site(Specialized)]),
        file("empty.py", "", vec![]),
        file("plain.py", "d\n", vec![site(Plain)]),
        file("z.py", "e\n", (0..12_345).map(|_| site(Specialized)).collect()),
    ]);
    several.program.kind = ProgramKind::Module;
    several.program.target = "pytest".into();
    several.program.argv = vec!["-x".into(), "tests".into()];
    several
}

fn of(recording: &Recording, screen: Screen) -> String {
    written(|out| full(recording, Sources::All, &Options::default(), screen, out))
}

#[test]
fn hot_sites_are_explained_below_their_lines() {
    insta::assert_snapshot!(of(&scaled(), screen(Depth::None)));
    insta::assert_snapshot!("explained_in_color", of(&scaled(), screen(Depth::Ansi16)));
}

#[test]
fn sentences_fit_the_terminal() {
    insta::assert_snapshot!(of(&scaled(), Screen { depth: Depth::None, width: 50 }));
    let tiny = of(&scaled(), Screen { depth: Depth::None, width: 0 });
    assert!(tiny.contains("SPC101"));
}

/// Spans of several lines, tabs, wide characters, a line with many findings, the end of a file
/// without a line break, and texts that would control the terminal.
#[test]
fn notes_on_sources_that_are_hard_to_align() {
    let reason = "`+` of \x1b[31mlist\n and \u{202e}Ünï日本 is not\tspecialized";
    let explained = because("SPC\x07", reason, failed(5, 100, 0));
    let source = "\tx = (a\n\t  + b)   \n日本 = 本.日.x\ns = 'e\u{301}' + t\na+b+c+d+e+f+g+h";
    let mut sites = vec![
        knowing(explained, at([1, 5, 2, 7], "BINARY_OP", "+", Failing)),
        knowing(failed(5, 100, 0), at([3, 9, 3, 18], "LOAD_ATTR", "x", Failing)),
        knowing(failed(5, 100, 0), at([3, 9, 3, 16], "LOAD_ATTR", "日", Failing)),
        knowing(failed(5, 100, 0), at([4, 4, 4, 13], "BINARY_OP", "+", Failing)),
        knowing(failed(5, 100, 0), at([5, 15, 5, 999], "BINARY_OP", "past the end", Failing)),
        knowing(failed(5, 100, 0), at([77, 0, 78, 9], "BINARY_OP", "not there", Failing)),
    ];
    let sum = |n: u32| at([5, 0, 5, 1 + 2 * n], "BINARY_OP", "+", Failing);
    sites.extend((1..8).map(|n| knowing(failed(5, 100 + u64::from(n), 0), sum(n))));
    let full = of(&recording(vec![file("hard.py", source, sites)]), screen(Depth::None));
    insta::assert_snapshot!(full);
    assert!(!full.contains(|c: char| c != '\n' && c.is_control()) && !full.contains('\u{202e}'));
}

#[test]
fn notes_on_next_to_nothing() {
    let site = || knowing(failed(5, 100, 0), at([1, 0, 1, 1], "CALL", "", Failing));
    let files = vec![file("empty.py", "", vec![site()]), file("break.py", "\n", vec![site()])];
    insta::assert_snapshot!(of(&recording(files), screen(Depth::None)));
}

#[test]
fn samples_may_fall_elsewhere_only() {
    let site = knowing(failed(5, 100, 0), at([1, 0, 1, 1], "CALL", "", Failing));
    let recording = recording(vec![file("a.py", "a\n", vec![site])]);
    let recording = Recording { sampling: Some(sampled(1000)), ..recording };
    let full = of(&recording, screen(Depth::None));
    assert!(full.ends_with("\n\nFailing and unstable sites: no samples hit them\n"), "{full}");
    assert!(!full.contains('^'));
}

/// Only the underlines of the hottest findings are as long as the line. A hundred were executed a
/// hundred times less often.
#[test]
fn a_very_long_line_has_few_notes() {
    let source = format!("x = {}1\n", "1 + ".repeat(25_000));
    let sum = |n: u32| at([1, 4, 1, 5 + 4 * n], "BINARY_OP", "+", Failing);
    let sums = (0..20_000).map(|n| knowing(failed(5, 100 + u64::from(n), 0), sum(n)));
    let out = full_of(file("long.py", &source, sums.collect()), Options::default(), Depth::None);
    assert_eq!(out.lines().filter(|line| line.contains("^^^^")).count(), 5);
    assert!(out.contains("and 19,895 more on this line\n"), "{}", &out[out.len() - 2000..]);
    let top = out.split_once("Failing and unstable sites").unwrap().1;
    assert!(top.contains("And 19,890 more."));
    assert!(top.lines().all(|line| line.chars().count() <= 80), "{top}");
}

#[test]
fn a_sign_stands_before_what_is_not_well() {
    let source =
        "for x in y:  # specialist: hot\n    x.cold\n    x.unstable\n    x.fails.unstable\n";
    let unstable = || Evidence { misses: Some(40), ..Evidence::default() };
    let sites = vec![
        at([1, 9, 1, 10], "FOR_ITER_LIST/FOR_ITER", "", Specialized),
        at([2, 4, 2, 10], "LOAD_ATTR", "cold", Cold),
        knowing(unstable(), at([3, 4, 3, 14], "LOAD_ATTR_SLOT/LOAD_ATTR", "", Specialized)),
        at([4, 4, 4, 11], "LOAD_ATTR", "fails", Failing),
        knowing(unstable(), at([4, 4, 4, 20], "LOAD_ATTR_SLOT/LOAD_ATTR", "", Specialized)),
    ];
    let signs = |depth| {
        let out = full_of(file("signs.py", source, sites.clone()), Options::default(), depth);
        let numbered = out.lines().filter_map(|line| {
            let (before, after) = line.split_once('│')?;
            after.contains(['x']).then(|| before.replace(['0', '1', '2', '3', '4', ' '], ""))
        });
        numbered.collect::<Vec<_>>()
    };
    assert_eq!(signs(Depth::None), ["", "○", "◆", "!"]);
    let colored = signs(Depth::Ansi16);
    for (sign, colored) in ["○", "◆", "!"].iter().zip(&colored[1..]) {
        assert!(colored.contains(&format!("m{sign}␛[")), "{colored}");
    }
}

#[test]
fn in_24_bits() {
    insta::assert_snapshot!(full_of(point(), Options::default(), Depth::TrueColor));
}

#[test]
fn in_256_colors() {
    insta::assert_snapshot!(full_of(point(), Options::default(), Depth::Ansi256));
}

#[test]
fn in_16_colors() {
    insta::assert_snapshot!(full_of(point(), Options::default(), Depth::Ansi16));
}

#[test]
fn dark() {
    insta::assert_snapshot!(full_of(point(), DARK, Depth::TrueColor));
}

#[test]
fn blue() {
    insta::assert_snapshot!(full_of(point(), BLUE, Depth::TrueColor));
    insta::assert_snapshot!("blue_in_16", full_of(point(), BLUE, Depth::Ansi16));
}

#[test]
fn without_color() {
    insta::assert_snapshot!(full_of(point(), Options::default(), Depth::None));
}

#[test]
fn marks_stand_below_their_characters() {
    insta::assert_snapshot!(full_of(unaligned(), Options::default(), Depth::None));
}

#[test]
fn a_table_of_files() {
    let table = written(|out| summary(&several(), &Options::default(), screen(Depth::None), out));
    insta::assert_snapshot!(table);
    for line in table.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn two_thousand_files_fit_80_columns() {
    let table = written(|out| summary(&many(2_000), &Options::default(), screen(Depth::None), out));
    assert_eq!(table.lines().filter(|line| line.contains(".py  ")).count(), 2_000);
    for line in table.lines() {
        assert!(line.width() <= 80, "{line}");
    }
}

#[test]
fn a_program_that_failed() {
    let mut failed = recording(Vec::new());
    failed.program.kind = ProgramKind::Command;
    failed.program.target = "import sys\nsys.exit(3)".into();
    failed.outcome.exit_status = 3;
    failed.warnings = vec!["One code object could not be read.".into()];
    insta::assert_snapshot!(written(|out| full(
        &failed,
        Sources::All,
        &Options::default(),
        screen(Depth::None),
        out
    )));
}

#[test]
fn no_source_drives_the_terminal() {
    let plain = written(|out| {
        full(&hostile(), Sources::All, &Options::default(), screen(Depth::None), out)
    });
    insta::assert_snapshot!(plain);
    let mut colored = Vec::new();
    full(&hostile(), Sources::All, &Options::default(), screen(Depth::TrueColor), &mut colored)
        .unwrap();
    let colored = String::from_utf8(colored).unwrap();
    for sequence in colored.split('\x1b').skip(1) {
        let end = sequence.find(|c: char| !matches!(c, '[' | ';' | '0'..='9')).unwrap();
        assert!(sequence[end..].starts_with('m'), "only colors: {sequence:?}");
    }
    assert!(!colored.contains(|c: char| c != '\n' && c != '\x1b' && c.is_control()));
    assert!(!colored.contains(['\u{202e}', '\u{2066}', '\u{2028}']));
}

#[test]
fn a_very_long_line_stays_one_line() {
    let source = format!("x = {}1\n", "1 + ".repeat(25_000));
    let spans = (0..5_000).map(|n| at([1, 4, 1, 5 + 4 * n], "BINARY_OP", "+", Specialized));
    let long = file("long.py", &source, spans.collect());
    let out = full_of(long, Options::default(), Depth::None);
    let lines: Vec<&str> = out.lines().skip(6).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0].chars().count(), source.len() - 1 + "   1   │ ".chars().count());
    assert_eq!(lines[1].matches('+').count(), 1 + 4 * 4_999);
}
