//! The number of findings of each rule.

use std::cmp::Reverse;
use std::io;

use check::Report;
use reasons::{RULES, Rule};

use super::concise;
use super::words::totals;

/// Writes a line for each rule with findings, the most frequent first, and what was checked.
///
/// # Errors
/// What `out` says.
pub fn statistics(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let count = |rule: &Rule| report.findings.iter().filter(|it| it.rule == rule).count();
    let mut rules: Vec<(usize, &Rule)> = RULES.iter().map(|rule| (count(rule), *rule)).collect();
    rules.retain(|(count, _)| *count > 0);
    rules.sort_by_key(|(count, rule)| (Reverse(*count), rule.code));
    let digits = rules.first().map_or(1, |(count, _)| count.to_string().len());
    for (count, rule) in rules {
        writeln!(out, "{count:digits$}  {}  {}", rule.code, rule.summary)?;
    }
    writeln!(out, "{}", totals(report))?;
    concise::end(report, out)
}
