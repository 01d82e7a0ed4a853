//! Every kind of difference in every format, as snapshots that were read.

use diff::{Change, Diff};
use recording::{Evidence, File, Instruction, Paths, Recording, State};
use strum::IntoEnumIterator;

use super::*;
use crate::html;
use crate::terminal::{Depth, Screen};
use crate::testing::{
    Cold, Failing, Specialized, at, because, code, failed, file, knowing, recording,
};

fn program(source: &str, instructions: Vec<Instruction>) -> Recording {
    let code = code("f", 1, instructions);
    recording(vec![File { code: vec![code], ..file("point.py", source, Vec::new()) }])
}

/// Sites that were lost with a reason, became unstable, were gained, changed, began to fail, were
/// hidden, removed, and added.
fn every_kind() -> Diff {
    let before = "def f(a, b):\n    a + b\n    a - b\n    a * b\n    a / b\n    a % b\n    a | gone\n    a ** b\n";
    let after = "# moved\ndef f(a, b):\n    a + b\n    a - b\n    a * b\n    a / b\n    a % b\n    a < \"</td>\\x1b|`\"\n    a ** b\n";
    let sum = |line, form, state| at([line, 4, line, 9], form, "", state);
    let (int, float) = ("BINARY_OP_ADD_INT/BINARY_OP", "BINARY_OP_ADD_FLOAT/BINARY_OP");
    let old = vec![
        sum(2, int, Specialized),
        sum(3, "BINARY_OP", Failing),
        sum(4, int, Specialized),
        sum(5, "BINARY_OP", Cold),
        sum(6, int, Specialized),
        at([7, 4, 7, 12], int, "", Specialized),
        at([8, 4, 8, 10], int, "", Specialized),
    ];
    let why = because("SPC101", "`+` of int and `str`", failed(5, 100, 0));
    let varies = Evidence {
        misses: Some(47),
        ..because("SPC901", "operands vary: int and float", Evidence::default())
    };
    let new = vec![
        knowing(why.clone(), sum(3, "BINARY_OP", Failing)),
        sum(4, int, Specialized),
        sum(5, float, Specialized),
        sum(6, "BINARY_OP", Failing),
        sum(7, "INSTRUMENTED_INSTRUCTION/BINARY_OP", State::Unknown),
        knowing(why, at([8, 4, 8, 18], "COMPARE_OP", "<", Failing)),
        knowing(varies, at([9, 4, 9, 10], int, "", Specialized)),
    ];
    let mut new = program(after, new);
    new.files.push(file("new\x1b.py", "", Vec::new()));
    new.warnings = vec!["the disk was <full>".into()];
    diff::diff(&program(before, old), &new, &Paths::default()).unwrap()
}

fn written(diff: &Diff, format: Format, depth: Depth) -> String {
    let mut out = Vec::new();
    write(diff, format, Screen { depth, width: 80 }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_kind_is_there() {
    let diff = every_kind();
    for change in Change::iter() {
        assert_eq!(diff.count(change), 1, "{change:?}");
    }
}

#[test]
fn for_reading() {
    let diff = every_kind();
    insta::assert_snapshot!("text", written(&diff, Format::Text, Depth::None));
    insta::assert_snapshot!("markdown", written(&diff, Format::Markdown, Depth::None));
    let colored = written(&diff, Format::Text, Depth::Ansi16);
    assert!(colored.contains("\x1b[1m\x1b[31mlost\x1b[0m"), "{colored:?}");
    assert!(!colored.contains("\x1b.py"), "{colored:?}");
}

#[test]
fn for_programs() {
    let json: serde_json::Value =
        serde_json::from_str(&written(&every_kind(), Format::Json, Depth::None)).unwrap();
    insta::assert_json_snapshot!("json", json);
}

#[test]
fn a_page() {
    let page = html::diff_page(&every_kind()).unwrap();
    let (_, body) = page.split_once("<main>").unwrap();
    let (body, _) = body.split_once("</main>").unwrap();
    insta::assert_snapshot!("page", body);
}

#[test]
fn nothing_to_say() {
    let same = program("1\n", Vec::new());
    let diff = diff::diff(&same, &same, &Paths::default()).unwrap();
    let text = written(&diff, Format::Text, Depth::None);
    assert_eq!(text, "point.py on CPython 3.12.1 → CPython 3.12.1\n0 unchanged\n");
    assert!(html::diff_page(&diff).unwrap().contains("The recordings have no site in common."));
}

/// An argument differs, and nothing else.
#[test]
fn what_was_only_rewritten_is_named() {
    let sum = |columns: [u32; 2], line| {
        at([line, columns[0], line, columns[1]], "BINARY_OP_ADD_INT/BINARY_OP", "", Specialized)
    };
    let old = program("a + 1\nb + b\n", vec![sum([0, 5], 1), sum([0, 5], 2)]);
    let new = program("a + 2.5\nb + b\n", vec![sum([0, 7], 1), sum([0, 5], 2)]);
    let diff = diff::diff(&old, &new, &Paths::default()).unwrap();
    let text = written(&diff, Format::Text, Depth::None);
    assert!(text.contains("    > 1:1 a+2.5\n    < 1:1 a+1\n"), "{text}");
    let markdown = written(&diff, Format::Markdown, Depth::None);
    assert!(markdown.contains(": only after 1:1 `a+2.5`, only before 1:1 `a+1`\n"), "{markdown}");
    let page = html::diff_page(&diff).unwrap();
    for part in [
        "All sites that both recordings have are unchanged.",
        "<details open>",
        "<code>a+1</code>",
        "<code>a+2.5</code>",
        "<table class=\"beside\">",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn every_name_is_read_back() {
    for format in Format::iter() {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    let unknown = "pdf".parse::<Format>().unwrap_err();
    assert_eq!((unknown.word.as_str(), unknown.known), ("pdf", &["text", "markdown", "json"][..]));
}
