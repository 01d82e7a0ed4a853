//! All rules, each under its code, from the files in `rules/`.

use crate::Rule;

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// The rule with this code (`SPC101`) or name (`mixed-numbers`), ignoring case.
pub fn rule(text: &str) -> Option<&'static Rule> {
    let is = |name: &str| name.eq_ignore_ascii_case(text);
    ALL.iter().copied().find(|rule| is(rule.code) || is(rule.name))
}

/// The rule that may have been meant: with one mistake in its code, or a few in its name.
pub fn nearest(text: &str) -> Option<&'static Rule> {
    let (code, name) = (text.to_ascii_uppercase(), text.to_ascii_lowercase());
    let by_code = |rule: &Rule| strsim::damerau_levenshtein(&code, rule.code);
    if let Some(rule) = ALL.iter().find(|rule| by_code(rule) == 1) {
        return Some(rule);
    }
    let by_name = |rule: &Rule| strsim::damerau_levenshtein(&name, rule.name);
    let (distance, rule) = ALL.iter().map(|rule| (by_name(rule), *rule)).min_by_key(|it| it.0)?;
    (distance * 3 <= text.chars().count()).then_some(rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_found_by_code_and_name() {
        for known in ALL {
            assert_eq!(rule(known.code), Some(*known));
            assert_eq!(rule(&known.code.to_lowercase()), Some(*known));
            assert_eq!(rule(known.name), Some(*known));
            assert!(known.page().starts_with("# "), "{}", known.code);
        }
        assert_eq!(rule("SPC000"), None);
    }

    #[test]
    fn misspelled_rules_are_recognized() {
        assert_eq!(nearest("SPC1O1"), Some(&SPC101));
        assert_eq!(nearest("spc1011"), Some(&SPC101));
        assert_eq!(nearest("mixed-number"), Some(&SPC101));
        assert_eq!(nearest("E501"), None);
        assert_eq!(nearest("SPC777"), None, "two of its digits are another rule's");
        assert_eq!(nearest(""), None);
    }
}
