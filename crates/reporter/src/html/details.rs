//! All that is known of an instruction, as the panel of a page wants it: see
//! `templates/script/panel.js`.

use std::borrow::Cow;

use recording::facts::Fact;
use recording::{
    Certainty, Code, Evidence, Instruction, OpcodeName, Reason, Seen, Transition, Trouble,
};
use serde::Serialize;

use super::data::harmless;
use crate::Findings;
use crate::evidence::facts;
use crate::summary::grouped;
use crate::visible::Visible;

/// So much of a long history, or of much variety, is kept.
const MOST: usize = 64;

/// An instruction and what is known of it. What is not known is left out.
#[derive(Debug, Serialize)]
pub(super) struct Details<'a> {
    base: OpcodeName,
    form: OpcodeName,
    #[serde(skip_serializing_if = "Option::is_none")]
    argument: Option<Cow<'a, str>>,
    state: &'static str,
    /// Specialized, but not for long.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unstable: bool,
    /// The form of the instruction that executes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<OpcodeName>,
    #[serde(flatten)]
    known: Known<'a>,
}

#[derive(Debug, Default, Serialize)]
struct Known<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Why<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guard: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<Cow<'a, str>>,
    /// Headings, with words beside them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facts: Vec<(&'static str, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    samples: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operands: Option<Looked>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache: Option<Vec<(&'static str, u32)>>,
    /// Microseconds since the program started, the form found then, and the context.
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<Vec<Form<'a>>>,
    /// Changes of form after those.
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<usize>,
}

/// A form, and what the program said it was doing when it was found.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Form<'a> {
    Alone(u64, OpcodeName),
    Within(u64, OpcodeName, Cow<'a, str>),
}

#[derive(Debug, Serialize)]
struct Why<'a> {
    code: Cow<'a, str>,
    message: Cow<'a, str>,
    evidence: Certainty,
    avoidable: bool,
}

/// Operands that were looked at.
#[derive(Debug, Serialize)]
struct Looked {
    executions: u32,
    /// A line for each shape.
    seen: Vec<String>,
    /// Shapes that are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<usize>,
}

/// Collects what is known of an instruction.
pub(super) fn details<'a>(
    instruction: &'a Instruction,
    code: &Code,
    findings: &Findings,
) -> Details<'a> {
    Details {
        base: instruction.base,
        form: instruction.opcode,
        argument: instruction.argrepr.as_deref().map(harmless),
        state: instruction.state.name(),
        unstable: findings.trouble(instruction) == Some(Trouble::Unstable),
        by: executed_by(instruction, code),
        known: instruction.evidence.as_deref().map(known).unwrap_or_default(),
    }
}

/// The form of the instruction that executes it too.
pub(super) fn executed_by(instruction: &Instruction, code: &Code) -> Option<OpcodeName> {
    let offset = instruction.covered_by?;
    let at = code.instructions.binary_search_by_key(&offset, |other| other.offset).ok()?;
    code.instructions.get(at).map(|other| other.opcode)
}

fn known(evidence: &Evidence) -> Known<'_> {
    let history = evidence.history.as_deref();
    let changes = history.unwrap_or_default().len();
    let more = evidence.more_changes.unwrap_or(0) as usize + changes.saturating_sub(MOST);
    Known {
        reason: evidence.reason.as_deref().map(why),
        guard: evidence.guard.as_deref().map(harmless),
        target: evidence.target.as_deref().map(harmless),
        facts: facts(evidence),
        samples: evidence.samples,
        operands: evidence.operands.as_deref().map(|operands| Looked {
            executions: operands.executions,
            seen: operands.seen.iter().take(MOST).map(seen).collect(),
            more: operands.seen.len().checked_sub(MOST).filter(|more| *more > 0),
        }),
        cache: evidence.cache.map(|cache| cache.fields().collect()),
        history: history.map(|forms| forms.iter().take(MOST).map(form).collect()),
        more: (more > 0).then_some(more),
    }
}

fn form(found: &Transition) -> Form<'_> {
    match &found.context {
        None => Form::Alone(found.at, found.opcode),
        Some(context) => Form::Within(found.at, found.opcode, harmless(context)),
    }
}

fn why(Reason { code, message, evidence, avoidable }: &Reason) -> Why<'_> {
    let (code, message) = (harmless(code), harmless(message));
    Why { code, message, evidence: *evidence, avoidable: *avoidable }
}

/// `63 × int, float (big: left)`
fn seen(Seen { count, types, facts }: &Seen) -> String {
    let types: Vec<_> = types.iter().map(|name| Visible(name).to_string()).collect();
    let in_words = |fact: &Fact| format!("{}: {}", Visible(fact.key()), Visible(&fact.value()));
    let facts: Vec<_> = facts.iter().map(in_words).collect();
    let brackets =
        if facts.is_empty() { String::new() } else { format!(" ({})", facts.join("; ")) };
    format!("{} × {}{brackets}", grouped(*count as usize), types.join(", "))
}
