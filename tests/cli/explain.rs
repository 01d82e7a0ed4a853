//! `specialist explain`: the rules, for people and for programs.

use crate::sandbox::{Sandbox, Seen, see};

fn explain(words: &[&str]) -> Seen {
    see(Sandbox::new().specialist().arg("explain").args(words))
}

#[test]
fn all_rules_have_a_line() {
    let seen = explain(&[]).well();
    for rule in reasons::RULES {
        let line = seen.stdout.lines().find(|line| line.starts_with(rule.code));
        let line = line.unwrap_or_else(|| panic!("{} is not listed", rule.code));
        assert!(line.contains(rule.name) && line.contains(rule.summary), "{line}");
    }
    assert!(!seen.stdout.contains('\u{1b}'));
}

#[test]
fn a_rule_is_found_by_code_and_by_name_however_the_case() {
    let page = explain(&["SPC221"]).well().stdout;
    assert!(page.starts_with("SPC221 containment-in-sequence · CONTAINS_OP · 3.13 and later\n"));
    // In a pipe it is Markdown.
    assert!(page.contains("\n## What to change\n") && page.contains("\n```python\n"), "{page}");
    assert_eq!(explain(&["spc221"]).well().stdout, page);
    assert_eq!(explain(&["Containment-In-Sequence"]).well().stdout, page);

    let colored = explain(&["--color", "always", "SPC221"]).well().stdout;
    assert!(colored.contains('\u{1b}') && !colored.contains("```"), "{colored}");
}

#[test]
fn what_nothing_can_help_says_so() {
    let page = explain(&["SPC103"]).well().stdout;
    assert!(
        page.lines().next().is_some_and(|head| head.ends_with("no fix in your code")),
        "{page}"
    );
}

#[test]
fn rules_as_json() {
    let one: serde_json::Value =
        serde_json::from_str(&explain(&["--format", "json", "spc107"]).well().stdout).unwrap();
    for (field, value) in [
        ("code", serde_json::json!("SPC107")),
        ("families", serde_json::json!(["BINARY_OP"])),
        ("first", serde_json::json!("3.14")),
        ("last", serde_json::json!("3.14")),
        ("avoidable", serde_json::json!(true)),
    ] {
        assert_eq!(one[field], value, "{field}");
    }
    assert!(one["explanation"].as_str().unwrap().starts_with("# "));
    let all: Vec<serde_json::Value> =
        serde_json::from_str(&explain(&["--format", "json"]).well().stdout).unwrap();
    assert_eq!(all.len(), reasons::RULES.len());
    assert!(all.contains(&one));
}

#[test]
fn unknown_rules_are_refused_with_the_nearest() {
    explain(&["SPC1O7"]).refused(&["no rule SPC1O7", "SPC107"]);
    explain(&["negative-indices"]).refused(&["no rule negative-indices", "SPC201"]);
    explain(&["E501"]).refused(&["no rule E501", "`specialist explain` lists all"]);
}
