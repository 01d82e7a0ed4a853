use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use recording::State;

use super::*;
use crate::testing::{
    Specialized, at, because, failed, file, hostile, knowing, many, recording, scaled,
};

fn written(recording: &Recording) -> String {
    let mut out = Vec::new();
    write(recording, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Parses it like GitHub.
fn events(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    let extensions = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    Parser::new_ext(markdown, extensions)
}

#[test]
fn findings_and_files() {
    insta::assert_snapshot!(written(&scaled()));
}

#[test]
fn many_files_are_folded_and_fit_a_comment() {
    assert!(!written(&many(MOST_OPEN)).contains("<details>"));
    let text = written(&many(2_000));
    assert!(text.contains("<details><summary>2,000 files</summary>\n\n| file |"));
    assert!(text.ends_with("And 1,800 more files.\n\n</details>\n"));
    assert!(text.chars().count() < 65_536, "{}", text.len());
    let rows = events(&text).filter(|event| *event == Event::Start(Tag::TableRow)).count();
    assert_eq!(rows, MOST_FILES + 1);
}

#[test]
fn nothing_recorded() {
    assert_eq!(
        written(&recording(Vec::new())),
        "## `point.py` on CPython 3.12.1\n\nNo source was recorded.\n"
    );
}

/// Everything in a text that could have a meaning, with ways to end what surrounds it.
const ATTACK: &str = "a|b`c``d\\|e\\`*f* _g_ **h** [i](http://j) ![k](l) <img src=m> &lt; ~~n~~ $o$ \
                      @p </code></details> # q\n\n# r\n- s\n| t |";

/// The same without backticks, which would hide the rest in a code span.
fn attacks() -> [String; 2] {
    [ATTACK.to_owned(), ATTACK.replace('`', "")]
}

#[test]
fn a_hostile_recording_is_only_text() {
    insta::assert_snapshot!("hostile", written(&hostile()));
    for attack in attacks() {
        let site = knowing(
            because(&attack, &attack, failed(5, 100, 0)),
            at([1, 0, 1, 600], &format!("CALL{attack}"), &attack, State::Failing),
        );
        let source = attack.replace('\n', " ");
        let mut recording = recording(vec![file(&attack, &source, vec![site])]);
        recording.program.target = attack.clone();
        recording.program.argv = vec![attack.clone()];
        recording.engine.implementation = attack.clone();
        recording.engine.python = attack.clone();
        recording.warnings = vec![attack.clone()];
        recording.outcome.exit_status = 1;
        recording.outcome.exception = Some(recording::Exception {
            kind: attack.as_str().into(),
            message: attack.as_str().into(),
            traceback: attack.as_str().into(),
        });
        let text = written(&recording);
        only_text(&text);
        let cells = events(&text).filter(|event| *event == Event::Start(Tag::TableCell)).count();
        assert_eq!(cells, 3 * 5, "{text}");
    }
    only_text(&written(&hostile()));
}

/// None of it is a link, an image, mathematics, struck out, or HTML that is not ours.
#[track_caller]
fn only_text(markdown: &str) {
    let mut levels = Vec::new();
    for event in events(markdown) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                assert!(["<br>", "<code>", "</code>", "<!-- -->"].contains(&&*html), "{html}");
            }
            Event::Start(
                tag @ (Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis | Tag::Strikethrough),
            ) => panic!("{tag:?} in {markdown}"),
            Event::InlineMath(math) | Event::DisplayMath(math) => panic!("{math} in {markdown}"),
            Event::Text(text) => assert!(!text.contains("@p"), "{text}"),
            Event::End(TagEnd::Heading(level)) => levels.push(level as u32),
            _ => {}
        }
    }
    assert_eq!(levels, [2, 3, 3], "{markdown}");
}

#[test]
fn what_is_shown_is_what_was_said() {
    let shown = |markdown: &str| {
        let text = events(markdown).filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.to_string()),
            _ => None,
        });
        text.collect::<String>()
    };
    for attack in attacks() {
        let line = Visible(&attack).to_string();
        assert_eq!(shown(&format!("x {}", escaped(&line))), format!("x {line}"));
        assert_eq!(shown(&format!("x {}", code(&line))), format!("x {line}"));
        let table = format!("|x|y|\n|-|-|\n|{}|{}|", code(&line), escaped(&line));
        assert_eq!(shown(&table), format!("xy{line}{line}"));
    }
    assert_eq!(prose("`a|b` of `c and *d*"), "<code>a&#124;b</code> of \\`c and \\*d\\*");
    let site = at([1, 0, 1, 1], "LOAD_ATTR", "", Specialized);
    let plain = written(&recording(vec![file("a_b*.py", "a\n", vec![site])]));
    assert!(plain.contains("\n| `a_b*.py` | 1 | 100% | 0 | 0 |\n"), "{plain}");
}
