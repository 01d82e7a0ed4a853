//! `specialist diff`: what became of sites, by recordings and by runs, and how it ends.

use std::fs;
use std::path::Path;

use bytecode::Version;
use serde_json::Value;

use crate::sandbox::{Sandbox, Seen, any_python, python, see};

const BEFORE: &str = "\
def scale(items, by):
    result = 0
    for item in items:
        result += item * by
    return result


def other(items):
    return [item + 1 for item in items]


scale([1, 2, 3] * 200, 2)
other([1, 2] * 200)
";

/// Lines moved, white space, a comment, another function changed and one new.
fn edited() -> String {
    let edited = BEFORE.replace("item * by", "item  *  by  # faster?");
    let edited = edited.replace(
        "def other(items):\n    return [item + 1",
        "def other(items):\n    return [item + 2",
    );
    format!("import sys\n\n\ndef added(a):\n    return a + a\n\n\n{edited}added(1)\n")
}

fn record(sandbox: &Sandbox, python: &Path, source: &str, name: &str) {
    sandbox.write("p.py", source);
    let words = ["--no-sample", "--format", "summary", "--save", name, "p.py"];
    see(sandbox.on(python).args(words)).well();
}

fn diff(sandbox: &Sandbox, words: &[&str]) -> Seen {
    see(sandbox.specialist().arg("diff").args(words))
}

fn document(seen: &Seen) -> Value {
    serde_json::from_str(&seen.stdout).unwrap()
}

/// What became of sites, with their expressions.
fn changes(document: &Value) -> Vec<(String, String)> {
    let files = document["files"].as_array().unwrap();
    let sites = files.iter().flat_map(|file| file["sites"].as_array().unwrap());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    sites.map(|site| (text(&site["change"]), text(&site["expression"]))).collect()
}

#[test]
fn an_edit_elsewhere_loses_nothing_and_other_operands_do() {
    let sandbox = Sandbox::new();
    for version in Version::ALL {
        let Some(python) = python(version) else { continue };
        record(&sandbox, python, BEFORE, "old.json");
        record(&sandbox, python, &edited(), "new.json");
        let seen = diff(&sandbox, &["old.json", "new.json", "--format", "json"]);
        assert_eq!((seen.status, seen.stderr.as_str()), (Some(0), ""), "{version}");
        let told = document(&seen);
        assert_eq!(told["totals"]["lost"], 0, "{version} {told}");
        let changes = changes(&told);
        let apart = changes.iter().all(|(change, _)| change == "added" || change == "removed");
        assert!(apart && !changes.is_empty(), "{version} {changes:?}");
        assert!(!changes.iter().any(|(_, text)| text.contains("item*by")), "{version} {changes:?}");
        // A list and a number: no version has a form for that.
        let slower = edited()
            .replace("* 200, 2)", "* 200, 2); scale([[1]] * 900, 0) if 0 else None")
            .replace("result = 0", "result = type(items)()")
            .replace("scale([1, 2, 3] * 200, 2)", "scale([[1], [2]] * 300, 2)");
        record(&sandbox, python, &slower, "slow.json");
        let seen = diff(&sandbox, &["new.json", "slow.json", "--format", "json"]);
        assert_eq!(seen.status, Some(1), "{version} {seen:?}");
        let lost = ("lost".to_owned(), "item*by".to_owned());
        assert!(self::changes(&document(&seen)).contains(&lost), "{version} {}", seen.stdout);
        // Each time the same, and the other way round it is gained.
        let again = diff(&sandbox, &["new.json", "slow.json", "--format", "json"]);
        assert_eq!(again.stdout, seen.stdout);
        let back = diff(&sandbox, &["slow.json", "new.json", "--format", "json"]);
        let gained = ("gained".to_owned(), "item*by".to_owned());
        assert!(self::changes(&document(&back)).contains(&gained), "{version}");
    }
}

#[test]
fn options_may_stand_after_recordings() {
    let sandbox = Sandbox::new();
    record(&sandbox, any_python(), BEFORE, "a.json");
    let before = diff(&sandbox, &["--format", "markdown", "a.json", "a.json"]).well();
    let after = diff(&sandbox, &["a.json", "a.json", "--format", "markdown"]).well();
    assert_eq!(before.stdout, after.stdout);
    assert!(after.stdout.starts_with("### specialist diff: nothing lost\n"), "{}", after.stdout);
    diff(&sandbox, &["a.json", "a.json", "--fromat", "json"]).refused(&["--fromat", "--format"]);
    diff(&sandbox, &["a.json", "a.json", "a.json"]).refused(&["name two recordings"]);
}

/// As in a checkout of another name: where no file is in both, that is said.
#[test]
fn directories_are_taken_for_others() {
    let sandbox = Sandbox::new();
    record(&sandbox, any_python(), BEFORE, "a.json");
    let text = fs::read_to_string(sandbox.path("a.json")).unwrap();
    let moved = text.replace("\"path\":\"p.py\"", "\"path\":\"/ci/7/p.py\"");
    assert_ne!(moved, text);
    sandbox.write("b.json", moved);
    let seen = diff(&sandbox, &["a.json", "b.json"]);
    seen.refused(&["no file in common", "[tool.specialist.paths]"]);
    assert_eq!(seen.stdout, "");
    sandbox.write("specialist.toml", "[paths]\nsource = [\".\", \"/ci/7\"]\n");
    let seen = diff(&sandbox, &["a.json", "b.json"]).well();
    assert!(seen.stdout.contains("unchanged"), "{}", seen.stdout);
}

#[test]
fn pages_stand_alone() {
    let sandbox = Sandbox::new();
    record(&sandbox, any_python(), BEFORE, "a.json");
    record(&sandbox, any_python(), &edited(), "b.json");
    let seen = diff(&sandbox, &["-o", "pages", "a.json", "b.json"]);
    assert_eq!((seen.said(), seen.stdout.as_str()), ("wrote pages/index.html", ""));
    let files: Vec<_> = fs::read_dir(sandbox.path("pages")).unwrap().flatten().collect();
    assert_eq!(files.len(), 1);
    let page = fs::read_to_string(files[0].path()).unwrap();
    for outside in ["src=", "<link", "http://", "https://"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("<table class=\"beside\">") || page.contains("only after"), "{page}");
}

/// Calls with keywords have no form on 3.13.
#[test]
fn a_program_is_run_on_both() {
    let sandbox = Sandbox::new();
    let (Some(old), Some(new)) = (python(Version::V3_12), python(Version::V3_13)) else { return };
    sandbox.write("p.py", "print('out')\nfor n in range(300):\n    print(end='')\n");
    let pythons = format!("{},{}", old.display(), new.display());
    let seen = diff(&sandbox, &["--python", &pythons, "p.py", "argument"]);
    assert_eq!(seen.status, Some(1), "{seen:?}");
    assert_eq!(seen.stderr, "out\nout\n");
    assert!(seen.stdout.contains("p.py argument on CPython 3.12."), "{}", seen.stdout);
    assert!(seen.stdout.contains("print(end='')  lost"), "{}", seen.stdout);
    assert!(seen.stdout.contains("no specialized form"), "{}", seen.stdout);
    sandbox.write("raises.py", "for n in range(9): pass\nraise ValueError(n)\n");
    let seen = diff(&sandbox, &["--python", &pythons, "raises.py"]);
    seen.refused(&["nothing was compared", "on Python 3.12", "status 1", "ValueError"]);
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let sandbox = Sandbox::new();
    record(&sandbox, any_python(), BEFORE, "a.json");
    let good = fs::read_to_string(sandbox.path("a.json")).unwrap();
    sandbox.write("cut.json", &good[..good.len() / 2]);
    sandbox.write("other.json", good.replacen("\"version\":1,", "\"version\":99,", 1));
    let (head, tail) = good.split_once("\"python\":\"3.").unwrap();
    sandbox.write("newer.json", format!("{head}\"python\":\"3.9{tail}"));
    let words: [(&[&str], &[&str]); 8] = [
        (&["a.json", "cut.json"], &["cut.json cannot be compared", "truncated"]),
        (&["other.json", "a.json"], &["other.json cannot be compared", "format version 99"]),
        (&["a.json", "newer.json"], &["cannot be compared", "is not one of the versions"]),
        (&["a.json", "p.py"], &["p.py cannot be compared", "not a recording"]),
        (&["a.json", "nosuch.json"], &["nosuch.json cannot be read", "No such file"]),
        (&["a.json"], &["name two recordings", "--help"]),
        (&["--python", "3.12", "p.py"], &["--python takes two versions"]),
        (&["-o", "p.py", "a.json", "a.json"], &["pages cannot be written to p.py"]),
    ];
    for (words, says) in words {
        let seen = diff(&sandbox, words);
        seen.refused(says);
        assert_eq!(seen.stdout, "", "{words:?}");
    }
    let pythons = format!("{},nosuch", any_python().display());
    diff(&sandbox, &["--python", &pythons, "p.py"]).refused(&["there is no Python \"nosuch\""]);
}
