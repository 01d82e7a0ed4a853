use std::sync::Mutex;

use serde_json::{Value, json};

use super::*;
use crate::testing::{
    Specialized, at, file, hostile, known_through_and_through, pages, point, recording, sampled,
    scaled,
};

fn data_of(page: &str) -> Value {
    let start = page.find("id=\"data\">").unwrap() + "id=\"data\">".len();
    let end = start + page[start..].find("</script>").unwrap();
    serde_json::from_str(&page[start..end]).unwrap()
}

#[test]
fn a_page() {
    let pages = pages(&recording(vec![point()]), Options::default());
    let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["index.html", "point_py.html", "point_py.walk.html"]);
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
    let method = &data["code"][1];
    assert_eq!(method["name"], "Point.shifted");
    assert_eq!(method["line"], 2);
    let numbers = method["instructions"].as_array().unwrap();
    let of = |at: usize| {
        let [first, count, kind, offset] =
            [0, 1, 2, 3].map(|n| numbers[4 * at + n].as_u64().unwrap());
        (first, count, offset, data["kinds"][kind as usize].clone())
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
    assert_eq!(data["findings"], json!([[4, 4]]));
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
        assert!(!page.contains("specialist.css") && !page.contains("<script src"), "{name}");
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
    let to_line_4 = "<a href=\"point_py.html#L4\">point.py:4:16</a> <code>self.x * scale</code>";
    assert!(index.contains(to_line_4));
}

#[test]
fn no_text_becomes_markup() {
    let pages =
        pages(&hostile(), Options { palette: Palette::Blue, dark: true, ..Options::default() });
    assert_eq!(pages.len(), 5);
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
}

#[test]
fn links_lead_to_pages() {
    let pages = pages(&hostile(), Options::default());
    for (name, page) in &pages {
        if name == INDEX {
            let linked = |other: &str| other != INDEX && !other.contains(".walk.");
            for (other, _) in pages.iter().filter(|(other, _)| linked(other)) {
                assert!(page.contains(&format!("href=\"{other}\"")), "{other}");
            }
        } else {
            assert!(page.contains("href=\"index.html\""));
            let walk = name.replace(".html", ".walk.html");
            assert!(name.contains(".walk.") || page.contains(&walk), "{name}");
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
    let index = write_dir(&recording(files), &into, &Options::default(), progress).unwrap();
    assert_eq!(index, into.join(INDEX));
    let mut seen = seen.into_inner().unwrap();
    seen.sort_unstable();
    assert_eq!(seen, (1..=41).map(|done| (done, 41)).collect::<Vec<_>>());
    assert_eq!(fs::read_dir(&into).unwrap().count(), 43);
    assert!(into.join("specialist.css").is_file() && into.join("specialist.js").is_file());
    assert!(into.join("f7_py.html").is_file());
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let taken = dir.path().join("taken");
    fs::write(&taken, "a file").unwrap();
    let error =
        write_dir(&recording(vec![point()]), &taken, &Options::default(), |_, _| {}).unwrap_err();
    assert!(error.to_string().contains("taken"), "{error}");
}
