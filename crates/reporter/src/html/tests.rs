use std::fs;
use std::sync::Mutex;

use recording::{File, Recording};
use serde_json::{Value, json};

use super::names::{FINDINGS, MAIN_PAGES};
use super::report::Report;
use super::*;
use crate::testing::{
    Failing, Specialized, at, code, file, hostile, known_through_and_through, pages, point,
    recording, sampled, scaled,
};
use crate::{Options, Palette};

fn data_of(page: &str) -> Value {
    let start = page.find("id=\"data\">").unwrap() + "id=\"data\">".len();
    let end = start + page[start..].find("</script>").unwrap();
    serde_json::from_str(&page[start..end]).unwrap()
}

#[test]
fn a_page() {
    let pages = pages(&recording(vec![point()]), Options::default());
    let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "index.html",
            "point_py.html",
            "point_py.walk.html",
            "findings.html",
            "legend.html",
            "rules.html"
        ]
    );
    insta::assert_snapshot!("index", pages[0].1);
    insta::assert_snapshot!("page", pages[1].1);
}

/// Worked out by hand: the covered stretches of lines 1 to 4, counted from 0, and under each
/// instruction those it covers.
#[test]
fn instructions_know_their_stretches() {
    let pages = pages(&recording(vec![point()]), Options::default());
    let data = data_of(&pages[1].1);
    // 0 class_Point:  1 def_shifted(self,_dx):  2 x  3 _=_  4 dx  5 _+_  6 self  7 .x
    let code = &data["code"];
    assert_eq!((&code["name"][1], &code["line"][1]), (&json!("Point.shifted"), &json!(2)));
    let before = code["length"][0].as_u64().unwrap() as usize;
    let of = |at: usize| {
        let column = |name: &str| data["instructions"][name][before + at].as_u64().unwrap();
        let kind = data["kinds"][column("kind") as usize].clone();
        (column("first"), column("count"), column("offset"), kind)
    };
    // RESUME covers nothing, so the first is that of `dx`.
    let kind = json!({
        "base": "LOAD_FAST", "form": "LOAD_FAST__LOAD_FAST", "argument": "dx", "state": "specialized",
    });
    assert_eq!(of(0), (4, 1, 2, kind));
    let kind = json!({
        "base": "LOAD_FAST", "form": "LOAD_FAST", "argument": "self", "state": "specialized",
        "by": "LOAD_FAST__LOAD_FAST",
    });
    assert_eq!(of(1), (6, 1, 4, kind));
    let kind =
        json!({ "base": "BINARY_OP", "form": "BINARY_OP", "argument": "+", "state": "failing" });
    assert_eq!(of(3), (4, 4, 8, kind));
    assert_eq!(data["findings"], json!({ "first": [4], "count": [4] }));
}

#[test]
fn advice_comes_with_the_rule() {
    let pages = pages(&scaled(), Options::default());
    let data = data_of(&pages[1].1);
    let rule = &data["rules"]["SPC101"];
    assert_eq!(rule["page"], "rule.SPC101.html");
    assert!(rule["change"]["before"].as_str().unwrap().contains("width * 2 for"));
    assert_eq!(data["rules"]["SPC110"], Value::Null, "there is no such rule");
}

#[test]
fn pages_are_divided_where_they_are_long() {
    let source = "f()\n".repeat(250);
    let site = at([201, 0, 201, 3], "CALL", "0", Specialized);
    let pages = pages(&recording(vec![file("x.py", &source, vec![site])]), Options::default());
    let page = &pages[1].1;
    assert_eq!(page.matches("class=\"chunk\"").count(), 5);
    assert!(page.contains("--lines:50\">\n<div class=\"line\" id=\"L201\" data-n=\"201\"><span"));
}

#[test]
fn a_page_can_be_a_single_file() {
    let single = Options { single_file: true, ..Options::default() };
    for (name, page) in pages(&recording(vec![point()]), single) {
        assert!(page.contains(assets::STYLE) && page.contains(assets::SCRIPT), "{name}");
        assert!(!page.contains(names::STYLE) && !page.contains("<script src"), "{name}");
    }
}

/// Where everything is known of an instruction, the panel has a row for it.
#[test]
fn the_panel_shows_all_that_is_known() {
    let file = file("x.py", "a + b\n", vec![known_through_and_through()]);
    let recording = Recording { sampling: Some(sampled(1000)), ..recording(vec![file]) };
    let pages = pages(&recording, Options::default());
    insta::assert_json_snapshot!(data_of(&pages[1].1));
}

#[test]
fn the_index_leads_to_the_hottest_sites() {
    let index = &pages(&scaled(), Options::default())[0].1;
    insta::assert_snapshot!("hottest", index);
    let place = "href=\"point_py.html#L4C15-4C29\"><span class=\"sr\">failing: </span>\
                 <code>return <mark>self.x * scale</mark> + self.y / 3</code>";
    assert!(index.contains(place));
}

/// Files of twenty functions each.
fn many(files: usize) -> Recording {
    let functions = |_| {
        let of = |n| {
            let site = at([1, 0, 1, 3], "CALL", "0", Specialized);
            code(&format!("Point.method_{n}"), n, vec![site])
        };
        (0..20).map(of).collect()
    };
    let numbered = |n| file(&format!("package/module_{n:04}.py"), "f()\n", Vec::new());
    recording((0..files).map(|n| File { code: functions(n), ..numbered(n) }).collect())
}

/// Of 2,000 files with 20 functions each it has 1.8 MB: 240 bytes for a row, and 34 for each
/// function, of which the script makes rows only as they are looked at.
#[test]
fn the_index_grows_with_files_and_functions() {
    let index = |files| {
        let recording = many(files);
        index::render(&Report::new(&recording, Options::default())).unwrap().len()
    };
    let [none, some, all] = [0, 200, 2000].map(index);
    let each = (all - none) / 2000;
    assert!((850..1000).contains(&each), "{each} bytes for a file");
    assert!(((some - none) / 200).abs_diff(each) < 10, "{none} {some} {all}");
}

#[test]
fn findings_and_rules() {
    let pages = pages(&scaled(), Options::default());
    let page = |wanted: &str| &pages.iter().find(|(name, _)| name == wanted).unwrap().1;
    insta::assert_snapshot!("findings", page("findings.html"));
    insta::assert_snapshot!("rule", page("rule.SPC101.html"));
    // All rules are on it, and they change.
    let (head, rest) = page("rules.html").split_once("<h2>All other rules</h2>").unwrap();
    insta::assert_snapshot!("rules", head);
    assert_eq!(rest.matches("<tr>").count(), reasons::RULES.len());
    let files: Vec<_> = pages.iter().filter(|(name, _)| name.starts_with("rule.")).collect();
    assert_eq!(files.len(), 1, "SPC110 is no rule");
}

/// What a place is, as in [`sites`]: by hand.
#[test]
fn the_line_of_a_finding_is_cut() {
    let excerpt = |source: &str, span, form| {
        let recording = recording(vec![file("x.py", source, vec![at(span, form, "", Failing)])]);
        let report = Report::new(&recording, Options::default());
        let site = &report.sites.all[0];
        (site.excerpt.concat(), site.excerpt[1].clone(), site.link.clone())
    };
    let (whole, code, link) = excerpt("if é:\n\tx = f( a ) # no\n", [2, 5, 2, 11], "CALL");
    assert_eq!((whole.as_str(), code.as_str()), ("x = f( a ) # no", "f( a )"));
    assert_eq!(link, "x_py.html#L2C5-2C11");
    let (whole, code, link) = excerpt("a = é.b.c\n", [1, 4, 1, 10], "LOAD_ATTR");
    assert_eq!((whole.as_str(), code.as_str()), ("a = é.b.c", "c"));
    assert_eq!(link, "x_py.html#L1C4-1C9", "columns are characters");
    let (whole, code, link) = excerpt("a = f(\n    b,\n  c) + d\n", [1, 4, 3, 4], "CALL");
    assert_eq!((whole.as_str(), code.as_str()), ("a = f( b, c) + d", "f( b, c)"));
    assert_eq!(link, "x_py.html#L1C4-3C4");
    let long = format!("{}f(){}\n", "x + ".repeat(100), " + y".repeat(100));
    let (whole, code, _) = excerpt(&long, [1, 400, 1, 403], "CALL");
    assert_eq!((whole.chars().count(), code.as_str()), (1 + 48 + 3 + 48 + 1, "f()"));
    assert!(whole.starts_with('…') && whole.ends_with('…'), "{whole}");
    assert_eq!(excerpt("f()\n", [7, 0, 7, 3], "CALL").2, "x_py.html#L7");
}

#[test]
fn no_text_becomes_markup() {
    let pages =
        pages(&hostile(), Options { palette: Palette::Blue, dark: true, ..Options::default() });
    assert_eq!(pages.len(), 8);
    for (name, page) in &pages {
        assert!(name.is_ascii() && !name.contains(['/', '\\', ':']), "{name}");
        assert!(!page.contains("<img") && !page.contains("<b>") && !page.contains("<i>py"));
        assert!(!page.contains("alert(1)</script>") && !page.contains("<script>warn"));
        assert!(!page.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')));
        assert!(!page.contains(['\u{202e}', '\u{2066}', '\u{2028}', '\u{2029}']));
    }
    let data = data_of(&pages[1].1);
    assert_eq!(data["kinds"][0]["argument"], "'</script><!--<2028>&'");
    insta::assert_snapshot!("hostile_index", pages[0].1);
    insta::assert_snapshot!("hostile_page", pages[1].1);
    let (_, findings) = pages.iter().find(|(name, _)| name == FINDINGS).unwrap();
    insta::assert_snapshot!("hostile_findings", findings);
}

#[test]
fn links_lead_to_pages() {
    for recording in [hostile(), scaled()] {
        let pages = pages(&recording, Options::default());
        let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        let known = |link: &str| names.contains(&link) || link == names::STYLE;
        for (name, page) in &pages {
            for link in page.split("href=\"").skip(1) {
                let link = link.split(['"', '#']).next().unwrap();
                assert!(known(link), "{name} leads to {link}");
            }
            for (main, _) in MAIN_PAGES {
                assert!(
                    page.contains(&format!("href=\"{main}\"")),
                    "{name} does not lead to {main}"
                );
            }
        }
        for (name, _) in &pages[1..=recording.files.len()] {
            assert!(pages[0].1.contains(&format!("href=\"{name}\"")), "{name}");
        }
    }
}

#[test]
fn pages_are_the_same_each_time() {
    let recording = hostile();
    let once = pages(&recording, Options::default());
    assert_eq!(once, pages(&recording, Options::default()));
}

#[test]
fn a_directory_is_filled() {
    let files: Vec<_> = (0..20)
        .map(|n| {
            file(&format!("f{n}.py"), "f()\n", vec![at([1, 0, 1, 3], "CALL", "0", Specialized)])
        })
        .collect();
    let dir = tempfile::tempdir().unwrap();
    let into = dir.path().join("new").join("report");
    let seen = Mutex::new(Vec::new());
    let progress = |done, total| seen.lock().unwrap().push((done, total));
    let index = write_dir(&recording(files), &into, &Options::default(), false, progress).unwrap();
    assert_eq!(index, into.join(INDEX));
    let mut seen = seen.into_inner().unwrap();
    seen.sort_unstable();
    assert_eq!(seen, (1..=44).map(|done| (done, 44)).collect::<Vec<_>>());
    assert_eq!(fs::read_dir(&into).unwrap().count(), 47, "with style, script and list");
    assert!(into.join("specialist.css").is_file() && into.join("specialist.js").is_file());
    assert!(into.join("f7_py.html").is_file());
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let taken = dir.path().join("taken");
    fs::write(&taken, "a file").unwrap();
    let error = write_dir(&recording(vec![point()]), &taken, &Options::default(), false, |_, _| {})
        .unwrap_err();
    assert!(error.to_string().contains("taken"), "{error}");
}
