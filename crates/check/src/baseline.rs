//! Baselines: the findings that existed before, which are accepted.

use std::collections::BTreeMap;

use bytecode::Version;
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Report};

/// The value of the field `schema` in every baseline.
pub const SCHEMA: &str = "specialist/baseline";
const SCHEMA_VERSION: u32 = 1;

/// The findings of a program at some time, for each version of Python on which it was checked.
///
/// A finding is identified by file, function, expression and rule, not by its line: see
/// [`source::Key`]. For equal expressions in a function, the number counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<Version, BTreeMap<Entry, usize>>);

/// What identifies a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Entry {
    path: String,
    function: String,
    expression: String,
    code: String,
}

/// An entry, and how many findings it represents.
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

/// The fields that every version of the document has.
#[derive(Deserialize)]
struct Head {
    schema: Option<String>,
    version: Option<u32>,
}

/// Why a text is not a baseline, or not the requested one.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It is not JSON, or something else.
    #[error("this is not a baseline written by specialist: {0}")]
    Foreign(String),
    /// It has a version of the format that this build can't read.
    #[error(
        "the baseline has format version {0}, and this specialist reads {SCHEMA_VERSION}; write it again with --write-baseline"
    )]
    Version(u32),
    /// It has no entry for the version of Python that was checked.
    #[error("the baseline has no entry for Python {0}; add one with --write-baseline")]
    Python(Version),
}

impl Baseline {
    /// Reads what [`Baseline::to_json`] wrote.
    ///
    /// # Errors
    /// If it is something else.
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

    /// Converts it to JSON in a fixed order, so that changes can be read.
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

    /// Replaces the entries for the report's version of Python with its findings. A report of
    /// several versions does not distinguish them.
    pub fn take(&mut self, report: &Report) {
        for version in &report.versions {
            let all = self.0.entry(*version).or_default();
            all.clear();
            for finding in &report.findings {
                *all.entry(Entry::of(finding)).or_default() += 1;
            }
        }
    }

    /// Removes the findings of the baseline from a report. If there are more equal ones than in the
    /// baseline, the first are removed.
    ///
    /// # Errors
    /// If it has no entry for a version of Python that the report has.
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
