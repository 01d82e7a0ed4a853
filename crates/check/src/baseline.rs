//! What was there before, and is forgiven.

use std::collections::BTreeMap;

use bytecode::Version;
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Report};

/// What the field `schema` of every baseline says.
pub const SCHEMA: &str = "specialist/baseline";
const SCHEMA_VERSION: u32 = 1;

/// The findings of a program at some time, for each version of Python it was checked with.
///
/// A finding is known by file, function, expression and rule, not by its line: see [`source::Key`].
/// Of equal expressions in a function the number counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<Version, BTreeMap<Entry, usize>>);

/// What a finding is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Entry {
    path: String,
    function: String,
    expression: String,
    code: String,
}

/// An entry and how many findings it stands for.
#[derive(Serialize, Deserialize)]
struct Counted {
    #[serde(flatten)]
    entry: Entry,
    count: usize,
}

#[derive(Serialize, Deserialize)]
struct Document {
    schema: String,
    version: u32,
    findings: BTreeMap<Version, Vec<Counted>>,
}

/// What of a document of any version can be read.
#[derive(Deserialize)]
struct Head {
    schema: Option<String>,
    version: Option<u32>,
}

/// Why a text is no baseline, or not the one asked for.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// Not JSON, or something else.
    #[error("this is not a baseline written by specialist: {0}")]
    Foreign(String),
    /// A version of the format that this build cannot read.
    #[error(
        "the baseline has format version {0}, and this specialist reads {SCHEMA_VERSION}; write it again with --write-baseline"
    )]
    Version(u32),
    /// Another version of Python was checked.
    #[error("the baseline has no entry for Python {0}; add one with --write-baseline")]
    Python(Version),
}

impl Baseline {
    /// Reads what [`Baseline::to_json`] wrote.
    ///
    /// # Errors
    /// Where it is something else.
    pub fn from_json(text: &[u8]) -> Result<Self, BaselineError> {
        let foreign = |error: serde_json::Error| BaselineError::Foreign(error.to_string());
        let head: Head = serde_json::from_slice(text).map_err(foreign)?;
        if head.schema.as_deref() != Some(SCHEMA) {
            let reason = "its field \"schema\" does not say so";
            return Err(BaselineError::Foreign(reason.to_owned()));
        }
        if let Some(version) = head.version.filter(|version| *version != SCHEMA_VERSION) {
            return Err(BaselineError::Version(version));
        }
        let document: Document = serde_json::from_slice(text).map_err(foreign)?;
        let entries = |all: Vec<Counted>| all.into_iter().map(|one| (one.entry, one.count));
        let findings = document.findings.into_iter();
        Ok(Self(findings.map(|(version, all)| (version, entries(all).collect())).collect()))
    }

    /// As JSON, in an order of its own, so that a change of it can be read.
    pub fn to_json(&self) -> String {
        let counted =
            |(entry, count): (&Entry, &usize)| Counted { entry: entry.clone(), count: *count };
        let findings = self.0.iter();
        let document = Document {
            schema: SCHEMA.to_owned(),
            version: SCHEMA_VERSION,
            findings: findings
                .map(|(version, all)| (*version, all.iter().map(counted).collect()))
                .collect(),
        };
        serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
    }

    /// Takes over the findings of a report for its version of Python, in place of what was there. A
    /// report of several versions does not tell them apart.
    pub fn take(&mut self, report: &Report) {
        for version in &report.versions {
            let all = self.0.entry(*version).or_default();
            all.clear();
            for finding in &report.findings {
                *all.entry(Entry::of(finding)).or_default() += 1;
            }
        }
    }

    /// Takes out of a report what is known here. Of more equal ones than are known here the first
    /// are taken out.
    ///
    /// # Errors
    /// Where nothing is known for a version of Python that the report has.
    pub fn forgive(&self, report: &mut Report) -> Result<(), BaselineError> {
        let mut known: BTreeMap<Entry, usize> = BTreeMap::new();
        for version in &report.versions {
            let all = self.0.get(version).ok_or(BaselineError::Python(*version))?;
            for (entry, count) in all {
                let kept = known.entry(entry.clone()).or_default();
                *kept = (*kept).max(*count);
            }
        }
        let before = report.findings.len();
        report.findings.retain(|finding| match known.get_mut(&Entry::of(finding)) {
            Some(left @ 1..) => {
                *left -= 1;
                false
            }
            _ => true,
        });
        report.forgiven = before - report.findings.len();
        report.mended = known.values().sum();
        Ok(())
    }
}

impl Entry {
    fn of(finding: &Finding) -> Self {
        Self {
            path: finding.path.clone().unwrap_or_default(),
            function: finding.function.clone(),
            expression: finding.expression.clone(),
            code: finding.rule.code.to_owned(),
        }
    }
}
