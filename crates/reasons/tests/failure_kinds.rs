//! Compares `failure-kinds/`, the names that CPython's own statistics builds have for failures,
//! with our rules.

use std::collections::{BTreeMap, BTreeSet};

use bytecode::{Kind, Version};
use serde::Deserialize;

/// A number under which a specializer counts failures.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FailureKind {
    /// `SPEC_FAIL_` and one of these: some numbers have two names.
    names: Vec<String>,
    /// The rules for it.
    #[serde(default)]
    rules: Vec<String>,
    /// Why no program shows it.
    unseen: Option<String>,
}

/// By family, by number.
type Kinds = BTreeMap<String, BTreeMap<String, FailureKind>>;

fn kinds(version: Version) -> Kinds {
    let text = match version {
        Version::V3_11 => include_str!("../failure-kinds/3.11.toml"),
        Version::V3_12 => include_str!("../failure-kinds/3.12.toml"),
        Version::V3_13 => include_str!("../failure-kinds/3.13.toml"),
        Version::V3_14 => include_str!("../failure-kinds/3.14.toml"),
        Version::V3_15 => include_str!("../failure-kinds/3.15.toml"),
    };
    toml::from_str(text).unwrap_or_else(|error| panic!("{version}: {error}"))
}

#[test]
fn every_kind_has_a_rule_that_holds_or_cannot_be_seen() {
    for version in Version::ALL {
        for (family, kinds) in kinds(version) {
            let known = version.instruction_set().named(&family);
            assert!(known.is_some_and(|opcode| opcode.kind == Kind::Family), "{version} {family}");
            for (number, kind) in kinds {
                let place = format!("{version} {family} {number}");
                assert!(number.parse::<u8>().is_ok_and(|number| number < 64), "{place}");
                assert!(!kind.names.is_empty(), "{place}");
                assert_eq!(kind.rules.is_empty(), kind.unseen.is_some(), "{place}");
                for code in kind.rules {
                    let rule = specialist_reasons::rule(&code)
                        .unwrap_or_else(|| panic!("{place}: {code}"));
                    assert!(rule.holds_for(version), "{place}: {code}");
                    assert!(rule.families.contains(&&*family), "{place}: {code}");
                }
            }
        }
    }
}

/// Rules about forms that are written but then miss: the specializer does not fail.
const MISSES: &[&str] = &[
    "SPC106", "SPC208", "SPC436", "SPC439", "SPC461", "SPC507", "SPC634", "SPC635", "SPC636",
    "SPC661",
];

/// Failures that a version does not count, or for which it writes a form that then misses.
fn uncounted(version: Version) -> &'static [&'static str] {
    match version {
        Version::V3_11 => &["SPC435", "SPC501", "SPC502", "SPC503", "SPC512"],
        Version::V3_12 => &["SPC435", "SPC512"],
        Version::V3_13 => &["SPC512"],
        Version::V3_14 => &["SPC422", "SPC512"],
        Version::V3_15 => &["SPC422"],
    }
}

#[test]
fn every_rule_is_the_reason_of_a_failure_kind() {
    for version in Version::ALL {
        let kinds = kinds(version);
        let said: BTreeSet<&str> = kinds
            .values()
            .flat_map(BTreeMap::values)
            .flat_map(|kind| &kind.rules)
            .map(|c| &**c)
            .collect();
        for rule in specialist_reasons::RULES.iter().filter(|rule| rule.holds_for(version)) {
            let concerned = rule.families.iter().any(|family| kinds.contains_key(*family));
            let counted = !uncounted(version).contains(&rule.code) && !MISSES.contains(&rule.code);
            if concerned && counted {
                assert!(said.contains(rule.code), "{version} {}", rule.code);
            }
        }
    }
}
