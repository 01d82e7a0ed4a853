//! Merges two recordings of one code object.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

use arcstr::ArcStr;
use bytecode::{Branches, Executions, Version};

use crate::{
    Code, Evidence, Instruction, OpcodeName, Operands, Processes, Seen, Transition, forms,
};

/// Whether they are the same code object: the same name and line, and the same instructions at the
/// same places. What became of these is not compared.
pub(super) fn is_same(a: &Code, b: &Code) -> bool {
    let line = |code: &Code| (code.first_line, code.instructions.len());
    line(a) == line(b)
        && a.qualname == b.qualname
        && a.instructions.iter().map(fixed).eq(b.instructions.iter().map(fixed))
        && a.lines == b.lines
        && a.handlers == b.handlers
}

/// What does not change about an instruction, whatever becomes of it.
pub(super) fn fixed(instruction: &Instruction) -> impl Hash + Eq + use<> {
    (instruction.offset, instruction.base, instruction.arg, instruction.span)
}

/// Adds what became of a code object in other processes.
pub(super) fn merge(code: &mut Code, other: Code, version: Option<Version>) {
    let mut disagree = false;
    for (instruction, more) in code.instructions.iter_mut().zip(other.instructions) {
        merge_instruction(instruction, code.processes, more, other.processes);
        disagree |= instruction.evidence.as_ref().is_some_and(|known| known.forms.is_some());
    }
    code.processes = code.processes.and(other.processes);
    // They hold what each process counted for itself.
    code.caches = crate::CacheUnits::default();
    if disagree {
        uncover(code, version);
    }
}

fn merge_instruction(
    instruction: &mut Instruction,
    processes: Processes,
    mut other: Instruction,
    others: Processes,
) {
    let mut all = forms::take(instruction, processes);
    forms::add(&mut all, forms::take(&mut other, others));
    if let Some(argument) = other.argrepr
        && instruction.argrepr.as_ref().is_none_or(|known| argument < *known)
    {
        instruction.argrepr = Some(argument);
    }
    if let Some(more) = other.evidence {
        merge_evidence(instruction.evidence.get_or_insert_default(), *more);
    }
    if let Some(known) = &mut instruction.evidence {
        known.cache = None;
        known.reason = None;
    }
    forms::show(instruction, all, |_| true);
}

fn merge_evidence(known: &mut Evidence, more: Evidence) {
    known.failures = both(known.failures, more.failures, u32::saturating_add);
    known.executions = both(known.executions, more.executions, |a, b| Executions {
        count: a.count.saturating_add(b.count),
        exact: a.exact && b.exact,
    });
    known.branch = both(known.branch, more.branch, |a, b| Branches {
        taken: a.taken.saturating_add(b.taken),
        of: a.of.saturating_add(b.of),
    });
    known.samples = both(known.samples, more.samples, u32::saturating_add);
    if changes(&more) > changes(known) {
        known.history = more.history;
        known.more_changes = more.more_changes;
    }
    known.operands = both(known.operands.take(), more.operands, |a, b| Box::new(operands(*a, *b)));
}

fn both<T>(a: Option<T>, b: Option<T>, join: impl FnOnce(T, T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(join(a, b)),
        (a, b) => a.or(b),
    }
}

/// The rank of a process by how many changes it saw. Ties are broken, so the choice is always the
/// same.
fn changes(evidence: &Evidence) -> impl Ord {
    let history: &[Transition] = evidence.history.as_deref().unwrap_or_default();
    let seen: Vec<(u64, OpcodeName, Option<ArcStr>)> =
        history.iter().map(|seen| (seen.at, seen.opcode, seen.context.clone())).collect();
    let number = seen.len() as u64 + u64::from(evidence.more_changes.unwrap_or(0));
    (number, evidence.more_changes, seen)
}

pub(super) fn operands(a: Operands, b: Operands) -> Operands {
    let mut seen: HashMap<_, u32> = HashMap::new();
    for Seen { count, types, facts } in a.seen.into_iter().chain(b.seen) {
        match seen.entry((types, facts)) {
            Entry::Occupied(mut known) => {
                *known.get_mut() = known.get().saturating_add(count);
            }
            Entry::Vacant(new) => {
                new.insert(count);
            }
        }
    }
    let mut seen: Vec<Seen> =
        seen.into_iter().map(|((types, facts), count)| Seen { count, types, facts }).collect();
    seen.sort_by(|a, b| {
        let key = |seen: &Seen| Reverse(seen.count);
        (key(a), &a.types, &a.facts).cmp(&(key(b), &b.types, &b.facts))
    });
    Operands { executions: a.executions.saturating_add(b.executions), seen }
}

/// If the displayed form does not execute the instructions after it, these are displayed as they
/// were in processes where nothing else executed them.
fn uncover(code: &mut Code, version: Option<Version>) {
    for at in 0..code.instructions.len() {
        let Some((before, [instruction, ..])) = code.instructions.split_at_mut_checked(at) else {
            return;
        };
        let Some(offset) = instruction.covered_by else { continue };
        let first = before.binary_search_by_key(&offset, |other| other.offset);
        let executes = first.ok().and_then(|first| before.get(first)).is_some_and(|first| {
            let set = version.map(Version::instruction_set);
            set.and_then(|set| set.named(&first.opcode)).is_none_or(|opcode| opcode.covers > 0)
        });
        let processes = code.processes;
        if !executes {
            let all = forms::take(instruction, processes);
            forms::show(instruction, all, |form| form.covered_by.is_none());
        }
    }
}
