//! All that is known of an instruction, row by row.

use recording::{Certainty, Evidence, Instruction, Reason, Seen, Transition};

use crate::evidence::counted;
use crate::summary::grouped;
use crate::visible::Visible;
use crate::words::percent;

/// So much of a long history, or of much variety, is shown.
const MOST: usize = 8;

/// A heading, and what stands beside it, line by line.
pub(crate) type Row = (&'static str, Vec<String>);

/// What is known of an instruction beyond what [`in_words`](crate::evidence::in_words) says.
/// `samples` are all that were taken.
pub(crate) fn rows(instruction: &Instruction, samples: u64) -> Vec<Row> {
    let Some(evidence) = instruction.evidence.as_deref() else { return Vec::new() };
    let mut rows = Vec::new();
    if let Some(reason) = &evidence.reason {
        rows.push(("reason", why(reason)));
    }
    rows.extend(operands(evidence));
    if let Some(here) = evidence.samples {
        rows.push(("heat", vec![sampled(here.into(), samples)]));
    }
    if let Some(history) = &evidence.history {
        let more = evidence.more_changes.unwrap_or(0) as usize;
        let lines = limited(history, more, |Transition { at, opcode }| {
            format!("{} {}", seconds(*at), Visible(opcode))
        });
        rows.push(("forms", lines.collect()));
    }
    if let Some(cache) = evidence.cache {
        let fields = cache.fields().map(|(name, value)| format!("{} {value}", Visible(name)));
        rows.push(("cache", vec![fields.collect::<Vec<_>>().join(", ")]));
    }
    rows
}

fn why(reason: &Reason) -> Vec<String> {
    let certainty = match reason.evidence {
        Certainty::Measured => "measured",
        Certainty::Inferred => "inferred",
    };
    let hope = if reason.avoidable { "" } else { "; no change of the program can help" };
    let message = format!("{}: {}", Visible(&reason.code), Visible(&reason.message));
    vec![message, format!("{certainty}{hope}")]
}

fn sampled(here: u64, of: u64) -> String {
    let number = counted(here, "sample");
    percent(here, of).map(|percent| format!("{number}, {percent} of all")).unwrap_or(number)
}

fn operands(evidence: &Evidence) -> Option<Row> {
    let operands = evidence.operands.as_deref()?;
    let heading = format!("in {}", counted(operands.executions.into(), "execution"));
    let lines = limited(&operands.seen, 0, seen);
    Some(("operands", std::iter::once(heading).chain(lines).collect()))
}

/// `63 × int, float (big: left)`
fn seen(Seen { count, types, facts }: &Seen) -> String {
    let types: Vec<_> = types.iter().map(|name| Visible(name).to_string()).collect();
    let facts: Vec<_> =
        facts.iter().map(|(key, value)| format!("{}: {}", Visible(key), Visible(value))).collect();
    let brackets =
        if facts.is_empty() { String::new() } else { format!(" ({})", facts.join("; ")) };
    format!("{} × {}{brackets}", grouped(*count as usize), types.join(", "))
}

/// The first lines; the others, and what followed them, are counted.
fn limited<T>(
    all: &[T],
    followed: usize,
    line: impl Fn(&T) -> String,
) -> impl Iterator<Item = String> {
    let more = all.len().saturating_sub(MOST) + followed;
    let rest = (more > 0).then(|| format!("and {} more", grouped(more)));
    all.iter().take(MOST).map(line).chain(rest)
}

/// Microseconds as seconds: `0.012345 s`.
fn seconds(microseconds: u64) -> String {
    format!("{}.{:06} s", microseconds / 1_000_000, microseconds % 1_000_000)
}
