//! The definition of a rule.

use bytecode::Version;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// A rule of a specializer, which is one reason why instructions don't specialize; or a rule of
/// `specialist check`. Each is a file in `rules/`, read when the crate is built.
#[derive(Debug)]
pub struct Rule {
    /// `SPC` and three digits, such as `SPC101`. The first digit is 0 for requirements of
    /// `specialist check`; 1 for arithmetic and comparison; 2 for subscripts, containment, truth
    /// and unpacking; 3 for iteration; 4 for attributes and methods; 5 for globals and `super`; 6
    /// for calls; and 9 for rules about all of them.
    pub code: &'static str,
    /// Its name in kebab case, such as `mixed-numbers`.
    pub name: &'static str,
    /// A summary in one line.
    pub summary: &'static str,
    /// The families to which it applies, in any version, such as `BINARY_OP`; empty if it applies
    /// to all.
    pub families: &'static [&'static str],
    /// The first version to which it applies.
    pub first: Version,
    /// The last version; `None` if it still applies to the newest.
    pub last: Option<Version>,
    /// Whether a change of the program can help.
    pub avoidable: bool,
    /// The sentence about an instruction, with `{placeholders}`.
    pub message: &'static str,
    pub(crate) source: &'static str,
}

/// The advice of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// What to do, in Markdown.
    pub words: &'static str,
    /// A program to which the rule applies, and the same program fixed, if that can be shown.
    pub example: Option<[&'static str; 2]>,
}

impl Rule {
    /// Its page, in Markdown.
    pub fn page(&self) -> &'static str {
        self.source.split_once("\n+++\n\n").map_or("", |(_, page)| page)
    }

    /// What to change, if a change can help.
    pub fn change(&self) -> Option<Change> {
        let (_, section) = self.page().split_once("\n## What to change\n")?;
        let mut parts = section.split("```");
        let words = parts.next()?.trim();
        let mut code = parts.filter_map(|part| part.strip_prefix("python\n# "));
        let mut example = || {
            let before = code.next()?.strip_prefix("before\n")?;
            Some([before, code.next()?.strip_prefix("after\n")?])
        };
        self.avoidable.then(|| Change { words, example: example() })
    }

    /// Whether it applies to a version.
    pub fn holds_for(&self, version: Version) -> bool {
        self.first <= version && self.last.is_none_or(|last| version <= last)
    }

    /// The versions to which it applies: `3.11–3.13`, or `3.12 and later`.
    pub fn versions(&self) -> String {
        match self.last {
            Some(last) if last == self.first => last.to_string(),
            Some(last) => format!("{}–{last}", self.first),
            None if self.first == Version::ALL[0] => "all versions".into(),
            None => format!("{} and later", self.first),
        }
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rule = serializer.serialize_struct("Rule", 9)?;
        rule.serialize_field("code", self.code)?;
        rule.serialize_field("name", self.name)?;
        rule.serialize_field("summary", self.summary)?;
        rule.serialize_field("families", self.families)?;
        rule.serialize_field("first", &self.first)?;
        rule.serialize_field("last", &self.last)?;
        rule.serialize_field("avoidable", &self.avoidable)?;
        rule.serialize_field("message", self.message)?;
        rule.serialize_field("explanation", self.page())?;
        rule.end()
    }
}

#[cfg(test)]
mod tests {
    use crate::RULES;

    #[test]
    fn every_page_says_what_to_change() {
        for rule in RULES {
            assert!(rule.page().contains("\n## What to change\n"), "{}", rule.code);
            assert_eq!(rule.change().is_some(), rule.avoidable, "{}", rule.code);
            let Some(change) = rule.change() else { continue };
            assert!(!change.words.is_empty(), "{}", rule.code);
            assert_eq!(
                change.example.is_some(),
                rule.page().contains("# before\n"),
                "{}",
                rule.code
            );
            assert!(change.example.is_none_or(|[before, after]| before != after), "{}", rule.code);
        }
    }
}
