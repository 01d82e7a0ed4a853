//! Selects the rules that count.

use reasons::{RULES, nearest};

/// The rule that is applied only on request: an ignore that is unneeded on one version may be
/// needed on another.
const UNASKED: &str = "SPC007";

/// Rules, chosen by prefixes of their codes. The longest matching prefix decides; of equally long
/// ones, the one that ignores the rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    select: Vec<String>,
    ignore: Vec<String>,
}

/// A prefix that matches no code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no rule has a code that begins with {given:?}{}", meant(*.nearest))]
pub struct UnknownRule {
    /// The prefix as given.
    pub given: String,
    /// The code that may have been meant.
    pub nearest: Option<&'static str>,
}

fn meant(nearest: Option<&str>) -> String {
    let meant = nearest.map(|code| format!("; did you mean {code}?"));
    meant.unwrap_or_else(|| "; `specialist explain` lists all".to_owned())
}

impl Rules {
    /// The rules that are selected and not ignored. If none are selected, all except `SPC007` are.
    ///
    /// # Errors
    /// The first prefix that matches no rule's code. Prefixes may be in lower case.
    pub fn new(select: Option<&[String]>, ignore: &[String]) -> Result<Self, UnknownRule> {
        let mut rules = Self::default();
        if let Some(select) = select {
            rules = Self { select: prefixes(select)?, ignore: Vec::new() };
        }
        rules.ignore.extend(prefixes(ignore)?);
        Ok(rules)
    }

    /// Whether findings of a rule count.
    pub fn want(&self, code: &str) -> bool {
        let longest = |prefixes: &[String]| {
            let fitting = prefixes.iter().filter(|prefix| code.starts_with(prefix.as_str()));
            fitting.map(String::len).max()
        };
        longest(&self.select) > longest(&self.ignore)
    }
}

/// All rules except the one that is applied only on request.
impl Default for Rules {
    fn default() -> Self {
        Self { select: vec!["SPC".into()], ignore: vec![UNASKED.into()] }
    }
}

fn prefixes(given: &[String]) -> Result<Vec<String>, UnknownRule> {
    let prefix = |given: &String| {
        let prefix = given.trim().to_ascii_uppercase();
        let is_one = !prefix.is_empty() && RULES.iter().any(|rule| rule.code.starts_with(&prefix));
        let unknown =
            || UnknownRule { given: given.clone(), nearest: nearest(given).map(|rule| rule.code) };
        is_one.then_some(prefix).ok_or_else(unknown)
    };
    given.iter().map(prefix).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(select: Option<&[&str]>, ignore: &[&str]) -> Rules {
        let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        Rules::new(select.map(owned).as_deref(), &owned(ignore)).unwrap()
    }

    fn wanted(rules: &Rules) -> Vec<&'static str> {
        let all = ["SPC007", "SPC101", "SPC102", "SPC201"];
        all.into_iter().filter(|code| rules.want(code)).collect()
    }

    #[test]
    fn the_longest_prefix_decides() {
        assert_eq!(wanted(&rules(None, &[])), ["SPC101", "SPC102", "SPC201"]);
        assert_eq!(wanted(&rules(None, &["SPC1"])), ["SPC201"]);
        assert_eq!(wanted(&rules(Some(&["SPC1"]), &["SPC102"])), ["SPC101"]);
        assert_eq!(wanted(&rules(Some(&["spc102", "SPC2"]), &["SPC1"])), ["SPC102", "SPC201"]);
        assert_eq!(wanted(&rules(Some(&["SPC1"]), &["SPC1"])), [""; 0]);
        assert_eq!(wanted(&rules(Some(&[]), &[])), [""; 0]);
    }

    #[test]
    fn unused_comments_are_told_where_that_is_asked() {
        assert!(rules(Some(&["SPC"]), &[]).want("SPC007"));
        assert!(!rules(None, &["SPC1"]).want("SPC007"));
    }

    #[test]
    fn what_names_no_rule_is_refused() {
        let refused = |given: &str| Rules::new(None, &[given.to_owned()]).unwrap_err().to_string();
        assert_eq!(
            refused("SPC1O1"),
            "no rule has a code that begins with \"SPC1O1\"; did you mean SPC101?"
        );
        assert_eq!(
            refused("E501"),
            "no rule has a code that begins with \"E501\"; `specialist explain` lists all"
        );
        assert!(Rules::new(None, &[String::new()]).is_err());
    }
}
