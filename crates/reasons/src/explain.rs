//! From a site and what was seen there to a reason.

use std::collections::HashSet;

use arcstr::ArcStr;
use bytecode::Version;
use recording::{Certainty, Code, Instruction, Operands, Reason, Recording, State};

use crate::families::Family;
use crate::rules::{SPC901, SPC902};
use crate::{Finding, Site, Verdict};

/// Fills in the reason of every instruction that failed to specialise, or did not stay so. Those
/// that have one keep it.
pub fn add(recording: &mut Recording) {
    let parts = recording.engine.python.splitn(3, '.').collect::<Vec<_>>();
    let Some(version) = parts.get(..2).and_then(|parts| parts.join(".").parse().ok()) else {
        return;
    };
    let mut shared = HashSet::new();
    for code in recording.files.iter_mut().flat_map(|file| &mut file.code) {
        add_to(version, code, &mut shared);
    }
}

fn add_to(version: Version, code: &mut Code, shared: &mut HashSet<ArcStr>) {
    for at in 0..code.instructions.len() {
        let Some((instruction, rest)) = code.instructions.get(at..).and_then(<[_]>::split_first)
        else {
            return;
        };
        let known = instruction.evidence.as_ref().is_some_and(|known| known.reason.is_some());
        if known || !needs_reason(instruction) {
            continue;
        }
        let Some(mut reason) = explain(&Site { version, instruction, after: rest }) else {
            continue;
        };
        reason.message = share(shared, &reason.message);
        if let Some(instruction) = code.instructions.get_mut(at) {
            instruction.evidence.get_or_insert_default().reason = Some(Box::new(reason));
        }
    }
}

/// A few sentences are said of many sites.
fn share(shared: &mut HashSet<ArcStr>, text: &ArcStr) -> ArcStr {
    if let Some(known) = shared.get(text) {
        return known.clone();
    }
    shared.insert(text.clone());
    text.clone()
}

fn needs_reason(instruction: &Instruction) -> bool {
    instruction.covered_by.is_none()
        && (instruction.state == State::Failing || is_unstable(instruction))
}

/// It lost its form, or is on the way there.
fn is_unstable(instruction: &Instruction) -> bool {
    let Some(evidence) = instruction.evidence.as_deref() else { return false };
    evidence.misses.is_some_and(|misses| misses > 0)
        || evidence.history.as_ref().is_some_and(|forms| forms.len() > 2)
}

/// Why a site is not specialised, or not for long; `None` where nothing is known.
pub fn explain(site: &Site) -> Option<Reason> {
    let family = Family::of(&site.instruction.base)?;
    if let Some(finding) = (family.always_fails)(site) {
        return Some(reason(&finding, "", Certainty::Inferred));
    }
    let operands = site.instruction.evidence.as_deref()?.operands.as_deref()?;
    by_operands(family, site, operands)
}

/// How many executions a verdict holds for.
type Share<T> = Vec<(T, u32)>;

fn by_operands(family: &Family, site: &Site, operands: &Operands) -> Option<Reason> {
    let mut failing: Share<Finding> = Vec::new();
    let mut forms: Share<&str> = Vec::new();
    for seen in &operands.seen {
        match (family.verdict)(site, seen) {
            Verdict::Specialises(form) => count(&mut forms, form, seen.count),
            Verdict::Fails(finding) => count(&mut failing, finding, seen.count),
            Verdict::Unknown => {}
        }
    }
    let finding = failing.iter().max_by_key(|(_, count)| *count);
    let (finding, share) = match (finding, forms.as_slice()) {
        (Some((finding, count)), forms) => {
            let alone = failing.len() == 1 && forms.is_empty() && *count == operands.executions;
            let share = format!(" (in {count} of {} executions seen)", operands.executions);
            (finding.clone(), if alone { String::new() } else { share })
        }
        (None, [(form, _)]) if site.instruction.state == State::Failing => {
            (Finding::new(&SPC902, [("form", form)]), String::new())
        }
        (None, [_, _, ..]) => (vary(operands), String::new()),
        (None, _) => return None,
    };
    Some(reason(&finding, &share, Certainty::Measured))
}

fn count<T: PartialEq>(shares: &mut Share<T>, item: T, by: u32) {
    match shares.iter_mut().find(|(known, _)| *known == item) {
        Some((_, count)) => *count += by,
        None => shares.push((item, by)),
    }
}

/// Each of the operands would do, but not in turns.
fn vary(operands: &Operands) -> Finding {
    let kinds: Vec<String> = operands.seen.iter().map(|seen| seen.types.join(", ")).collect();
    Finding::new(&SPC901, [("kinds", &kinds.join(" / "))])
}

fn reason(finding: &Finding, share: &str, evidence: Certainty) -> Reason {
    Reason {
        code: arcstr::format!("{}", finding.rule.code),
        message: arcstr::format!("{}{share}", finding.message()),
        evidence,
        avoidable: finding.rule.avoidable,
    }
}
