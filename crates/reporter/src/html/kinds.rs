//! The distinct instructions of a page, and everything that is known about each.

use recording::facts::Fact;
use recording::{Cache, Code, Evidence, Instruction, OpcodeName, Reason, Seen, State, Transition};
use rustc_hash::FxHashMap;
use sites::{Ranking, Trouble};

use super::model::{Change, Details, Found, Known, Looked, Rule, Rules, Table, Why};
use super::names;
use super::text::{harmless, shown};
use crate::evidence::facts;
use crate::summary::grouped;

/// How much of a long history, or of many operands, is kept.
const MOST: usize = 64;

/// What makes two instructions the same kind.
type Key<'a> =
    (OpcodeName, OpcodeName, Option<&'a str>, State, Option<OpcodeName>, Option<&'a Evidence>);

/// The distinct instructions of a page, and the rules they mention.
pub(super) struct Kinds<'a, 'f> {
    findings: &'f Ranking<'f>,
    pub(super) all: Vec<Details<'a>>,
    pub(super) rules: Rules,
    numbers: FxHashMap<Key<'a>, usize>,
}

impl<'a, 'f> Kinds<'a, 'f> {
    pub(super) fn new(findings: &'f Ranking<'f>) -> Self {
        Self { findings, all: Vec::new(), rules: Rules::new(), numbers: FxHashMap::default() }
    }

    /// The number of an instruction's kind.
    pub(super) fn number(&mut self, instruction: &'a Instruction, code: &Code) -> usize {
        let Instruction { base, opcode, state, .. } = *instruction;
        let argument = instruction.argrepr.as_deref();
        let known = instruction.evidence.as_deref();
        let key = (base, opcode, argument, state, executed_by(instruction, code), known);
        *self.numbers.entry(key).or_insert_with(|| {
            if let Some(rule) = instruction.reason().and_then(|reason| reasons::rule(&reason.code))
            {
                self.rules.entry(rule.code).or_insert_with(|| of_rule(rule));
            }
            self.all.push(details(instruction, code, self.findings));
            self.all.len() - 1
        })
    }
}

fn of_rule(rule: &'static reasons::Rule) -> Rule {
    let change = rule.change();
    Rule {
        summary: rule.summary,
        page: names::of_rule(rule.code),
        change: change.map(|reasons::Change { words, example }| {
            let [before, after] = example.map_or([None; 2], |example| example.map(Some));
            Change { words, before, after }
        }),
    }
}

/// Collects what is known about an instruction.
fn details<'a>(instruction: &'a Instruction, code: &Code, findings: &Ranking) -> Details<'a> {
    Details {
        base: instruction.base,
        form: instruction.opcode,
        argument: instruction.argrepr.as_deref().map(harmless),
        state: instruction.state.name(),
        unstable: findings.stability.trouble(instruction) == Some(Trouble::Unstable),
        by: executed_by(instruction, code),
        known: instruction.evidence.as_deref().map(known).unwrap_or_default(),
    }
}

/// The form of the instruction that also executes it.
fn executed_by(instruction: &Instruction, code: &Code) -> Option<OpcodeName> {
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
        cache: evidence.cache.iter().flat_map(Cache::fields).collect(),
        history: Table(history.unwrap_or_default().iter().take(MOST).map(form).collect()),
        more: (more > 0).then_some(more),
    }
}

fn form(found: &Transition) -> Found<'_> {
    Found { at: found.at, form: found.opcode, context: found.context.as_deref().map(harmless) }
}

fn why(Reason { code, message, evidence, avoidable }: &Reason) -> Why<'_> {
    let (code, message) = (harmless(code), harmless(message));
    Why { code, message, evidence: *evidence, avoidable: *avoidable }
}

/// `63 × int, float (big: left)`
fn seen(Seen { count, types, facts }: &Seen) -> String {
    let types: Vec<_> = types.iter().map(|name| shown(name)).collect();
    let in_words = |fact: &Fact| format!("{}: {}", shown(fact.key()), shown(&fact.value()));
    let facts: Vec<_> = facts.iter().map(in_words).collect();
    let brackets =
        if facts.is_empty() { String::new() } else { format!(" ({})", facts.join("; ")) };
    format!("{} × {}{brackets}", grouped(*count as usize), types.join(", "))
}
