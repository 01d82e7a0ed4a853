use bytecode::Version;

use super::*;
use crate::Outline;

fn read(text: &str) -> (Outline, Comments) {
    let outline = Outline::parse(Version::V3_13, text).unwrap();
    let comments = outline.comments.clone();
    (outline, comments)
}

fn ignores(text: &str) -> Vec<(u32, Option<Vec<String>>)> {
    let (_, comments) = read(text);
    assert_eq!(comments.malformed, []);
    comments.ignores.into_iter().map(|ignore| (ignore.line, ignore.codes)).collect()
}

/// What is marked hot, as the text of its first line from where it starts.
fn hot(text: &str) -> Vec<String> {
    let (outline, comments) = read(text);
    assert_eq!(comments.malformed, []);
    let place = |hot: &Hot| match hot.target {
        Target::Loop(number) => outline.loops[number].span,
        Target::Function(number) => outline.functions[number].span,
    };
    let lines: Vec<_> = text.lines().collect();
    let start = |span: Span| lines[span.line as usize - 1][span.column as usize..].to_owned();
    comments.hot.iter().map(|hot| start(place(hot))).collect()
}

fn malformed(text: &str) -> (u32, u32, String) {
    let (_, comments) = read(text);
    assert_eq!((comments.ignores.len(), comments.hot.len()), (0, 0));
    let [only] = &comments.malformed[..] else { panic!("{:?}", comments.malformed) };
    (only.span.line, only.span.column, only.reason.clone())
}

#[test]
fn rules_are_ignored_on_their_line() {
    let codes = |codes: &[&str]| Some(codes.iter().map(|code| (*code).to_owned()).collect());
    assert_eq!(ignores("a\nb  # specialist: ignore\n"), [(2, None)]);
    assert_eq!(ignores("b #specialist:ignore[SPC101]"), [(1, codes(&["SPC101"]))]);
    let both = [(1, codes(&["SPC101", "SPC205"]))];
    assert_eq!(ignores("b  # specialist: ignore[SPC101, SPC205]"), both);
    assert_eq!(ignores("b  # noqa: E501 # specialist : ignore [ SPC101,SPC205 ] # why"), both);
}

#[test]
fn other_comments_and_strings_are_ignored() {
    let text = "'# specialist: ignore'\n'''\nx  # specialist: hot\n'''\n\
        f'{x} # specialist: ignore'\n# a specialist: hot\n# specialists: hot\n# specialist rules\n";
    let (_, comments) = read(text);
    assert_eq!(comments, Comments::default());
}

#[test]
fn a_place_is_ignored_by_its_first_or_last_line() {
    let (_, comments) =
        read("f(  # specialist: ignore[SPC101]\n  b,\n)  # specialist: ignore[SPC102]\n");
    let place = |line, end_line| Span { line, column: 0, end_line, end_column: 1 };
    assert!(comments.ignored("SPC101", place(1, 3)));
    assert!(comments.ignored("SPC102", place(1, 3)));
    assert!(!comments.ignored("SPC103", place(1, 3)));
    assert!(!comments.ignored("SPC102", place(1, 1)));
    assert!(!comments.ignored("SPC101", place(2, 2)));
    assert!(!Comments::default().ignored("SPC101", place(1, 1)));
}

#[test]
fn hot_applies_to_what_starts_on_its_line_or_below() {
    assert_eq!(hot("for x in y:  # specialist: hot\n  pass\n"), ["for x in y:  # specialist: hot"]);
    assert_eq!(hot("# specialist: hot\nwhile x:\n  pass\n"), ["while x:"]);
    assert_eq!(
        hot("# specialist: hot\n# why\n\tdef f(): pass".replace('\t', "").as_str()),
        ["def f(): pass"]
    );
    assert_eq!(hot("# specialist: hot\n@a\ndef f(): pass"), ["@a"]);
    assert_eq!(hot("@a\n# specialist: hot\nasync def f(): pass"), ["@a"]);
    assert_eq!(
        hot("def f(\n  a,\n):\n  # specialist: hot\n  for x in a: pass"),
        ["for x in a: pass"]
    );
    assert_eq!(hot("for x in f(\n  a):  # specialist: hot\n  pass"), ["for x in f("]);
}

#[test]
fn hot_applies_to_the_outermost_on_its_line() {
    assert_eq!(
        hot("# specialist: hot\nfor x in [y for y in z]: pass\n"),
        ["for x in [y for y in z]: pass"]
    );
    assert_eq!(
        hot("# specialist: hot\na = [[b for b in c] for c in d]\n"),
        ["[[b for b in c] for c in d]"]
    );
    assert_eq!(hot("# specialist: hot\na = {b for b in c}, f(b for b in c)\n").len(), 2);
    assert_eq!(hot("a = lambda: 1  # specialist: hot\n"), ["lambda: 1  # specialist: hot"]);
    assert_eq!(hot("a = [\n  b\n  for b in c\n]  # specialist: hot\n"), ["["]);
}

#[test]
fn malformed_comments_are_reported() {
    let (line, column, reason) = malformed("a\nb  # specialist: ingore\n");
    assert_eq!((line, column), (2, 3));
    assert_eq!(reason, r#""ingore" is not known: it is "ignore", "ignore[CODE, …]" or "hot""#);
    for (comment, reason) in [
        ("", "nothing follows the colon"),
        ("ignore SPC101", "put codes in brackets"),
        ("ignore[SPC101", "put codes in brackets"),
        ("ignore[SPC101] because", "put codes in brackets"),
        ("ignored", "put codes in brackets"),
        ("ignore[]", "a code is missing"),
        ("ignore[SPC101,]", "a code is missing"),
        ("ignore[E501]", r#""E501" is not a code"#),
        ("ignore[SPC1]", r#""SPC1" is not a code"#),
        ("hot loop", r#""hot loop" is not known"#),
        ("hot", "no loop and no function starts"),
    ] {
        let (_, _, told) = malformed(&format!("a  # specialist: {comment}\n"));
        assert!(told.contains(reason), "{comment:?}: {told}");
    }
    for text in
        ["# specialist: ignore\na", "# specialist: hot\n\nfor x in y: pass", "# specialist: hot"]
    {
        malformed(text);
    }
    malformed("# specialist: hot\nclass A:\n  pass\n");
}
