use proptest::prelude::*;
use recording::{Instruction, Span};
use strum::IntoEnumIterator;

use super::*;
use crate::testing::{Cold, Failing, Plain, Specialized, at, file, point};

/// Every covered stretch: its text and `s f p`.
fn covered(file: &File) -> Vec<(&str, [u32; 3])> {
    let sheet = Sheet::new(file);
    let covered = sheet.stretches.iter().filter(|stretch| !stretch.tally.is_empty());
    covered
        .map(|stretch| {
            let Tally { s, f, p } = stretch.tally;
            (&file.source[stretch.start..stretch.end], [s, f, p])
        })
        .collect()
}

#[test]
fn stretches_end_where_cover_changes() {
    let sites = vec![
        at([1, 0, 1, 5], "BINARY_OP", "+", Specialized),
        at([1, 0, 1, 1], "LOAD_NAME", "a", Plain),
        at([1, 4, 1, 5], "LOAD_NAME", "b", Cold),
        at([1, 4, 1, 5], "LOAD_ATTR", "b", Failing),
        at([1, 2, 1, 2], "RESUME", "", Specialized),
    ];
    assert_eq!(
        covered(&file("x.py", "a + b", sites)),
        [("a", [1, 0, 1]), (" + ", [1, 0, 0]), ("b", [1, 1, 1])]
    );
}

/// Counted by hand from the instructions in `testing::point`.
#[test]
fn point_as_counted_by_hand() {
    let point = point();
    let body = covered(&point);
    let of_line_3: Vec<_> = body.iter().skip(2).take(7).copied().collect();
    assert_eq!(
        of_line_3,
        [
            ("x", [0, 0, 4]),
            (" = ", [0, 0, 3]),
            ("dx", [1, 1, 3]),
            (" + ", [0, 1, 3]),
            ("self", [2, 1, 3]),
            (".x", [1, 1, 3]),
            ("return ", [0, 0, 4]),
        ]
    );
    let failing: Vec<bool> = Sheet::new(&point).lines.iter().map(|line| line.failing).collect();
    assert_eq!(failing, [false, false, true, false]);
}

#[test]
fn neighbors_with_like_tallies_stay_apart() {
    let sites = vec![
        at([1, 0, 1, 2], "LOAD_NAME", "ab", Specialized),
        at([1, 2, 1, 4], "LOAD_NAME", "cd", Specialized),
    ];
    assert_eq!(covered(&file("x.py", "abcd", sites)), [("ab", [1, 0, 0]), ("cd", [1, 0, 0])]);
}

#[test]
fn whitespace_with_a_line_break_is_not_covered() {
    let sites = vec![at([1, 0, 5, 3], "CALL", "", Specialized)];
    let file = file("x.py", "f(a, \t\n\n  \r\n   b \n  )  ", sites);
    let each = [1, 0, 0];
    assert_eq!(covered(&file), [("f(a,", each), ("b", each), (")", each)]);
}

#[test]
fn blanks_without_a_line_break_are_covered() {
    let sites = vec![at([1, 0, 1, 5], "CALL", "", Failing)];
    assert_eq!(covered(&file("x.py", "  a  ", sites)), [("  a  ", [0, 1, 0])]);
}

#[test]
fn a_failing_site_over_lines_is_signed_where_it_begins() {
    let sites = vec![at([1, 0, 3, 1], "CALL", "", Failing)];
    let file = file("x.py", "f(\n  a\n)\n", sites);
    let failing: Vec<bool> = Sheet::new(&file).lines.iter().map(|line| line.failing).collect();
    assert_eq!(failing, [true, false, false]);
}

/// An expression with many terms has as many nested spans at its first character.
#[test]
fn deep_nesting_is_swept_once() {
    let terms = 20_000;
    let source = "a+".repeat(terms as usize) + "a\n";
    let sums = (1..=terms).map(|n| at([1, 0, 1, 2 * n + 1], "BINARY_OP", "+", Specialized));
    let file = file("x.py", &source, sums.collect());
    let sheet = Sheet::new(&file);
    assert_eq!(sheet.stretches[0].tally, Tally { s: terms, f: 0, p: 0 });
    assert_eq!(sheet.stretches.len(), terms as usize + 1);
}

/// The definition, one character at a time.
fn tally_by_definition(file: &File, at: usize) -> Tally {
    let lines = Lines::new(&file.source);
    let mut tally = Tally::default();
    for instruction in file.code.iter().flat_map(|code| &code.instructions) {
        let place = instruction.span.and_then(|span| lines.place(span));
        if place.is_some_and(|place| place.contains(&at)) {
            *tally.part(instruction.state.into()) += 1;
        }
    }
    tally
}

/// Whether a character is in a run of whitespace with a line break in it.
fn breaks_line(source: &str, at: usize) -> bool {
    let here = source[at..].chars().next().is_some_and(char::is_whitespace);
    let before = &source[source[..at].trim_end().len()..at];
    let after = &source[at..source.len() - source[at..].trim_start().len()];
    here && format!("{before}{after}").contains(['\n', '\r'])
}

fn instructions() -> impl Strategy<Value = Vec<Instruction>> {
    let edge = prop_oneof![0..8u32, Just(u32::MAX)];
    let span = (edge.clone(), edge.clone(), edge.clone(), edge).prop_map(
        |(line, column, end_line, end_column)| Span { line, column, end_line, end_column },
    );
    let state = proptest::sample::select(State::iter().collect::<Vec<_>>());
    let one = (span, state).prop_map(|(span, state)| at(span.into(), "CALL", "", state));
    proptest::collection::vec(one, 0..20)
}

proptest! {
    #[test]
    fn stretches_partition_the_source(
        source in "([ab+ ]|\n|\r|\t|\u{c}|é|日|𝔘|\u{301}|\u{2028}|\u{a0}){0,40}",
        instructions in instructions(),
    ) {
        let file = file("x.py", &source, instructions);
        let sheet = Sheet::new(&file);
        let joined: String = sheet.stretches.iter().map(|stretch| sheet.text(stretch)).collect();
        prop_assert_eq!(&joined, &source);
        for stretch in &sheet.stretches {
            prop_assert!(stretch.start < stretch.end);
            for (at, _) in sheet.text(stretch).char_indices() {
                let at = stretch.start + at;
                let expected = if breaks_line(&source, at) {
                    Tally::default()
                } else {
                    tally_by_definition(&file, at)
                };
                prop_assert_eq!(stretch.tally, expected, "at {}", at);
            }
        }
        let lines = sheet.lines.iter().flat_map(|line| sheet.of_line(line));
        let of_lines: String = lines.map(|stretch| sheet.text(stretch)).collect();
        prop_assert_eq!(of_lines, source.replace(['\n', '\r'], ""));
    }

    #[test]
    fn any_text_is_reported(source in any::<String>(), instructions in instructions()) {
        let recording = crate::testing::recording(vec![file(&source, &source, instructions)]);
        let options = crate::Options::default();
        for depth in [crate::terminal::Depth::None, crate::terminal::Depth::TrueColor] {
            let screen = crate::terminal::Screen { depth, width: 80 };
            crate::terminal::full(&recording, crate::terminal::Sources::All, &options, screen, std::io::sink()).unwrap();
        }
        prop_assert_eq!(crate::testing::pages(&recording, options).len(), 6);
    }
}
