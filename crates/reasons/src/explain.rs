//! Finds the reason for a site from what was observed there.

use std::collections::HashSet;

use arcstr::ArcStr;
use bytecode::{Kind, Version};
use recording::{Certainty, Code, Operands, Reason, Recording, Seen, State};

use crate::families::Family;
use crate::rules::{SPC901, SPC902, SPC903};
use crate::{Finding, Form, Site, Verdict};

/// Fills in the reason for every instruction that failed to specialize, or did not stay
/// specialized. Instructions that have a reason keep it.
pub fn add(recording: &mut Recording) {
    let Some(version) = recording.engine.version() else { return };
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
        let site = Site { version, instruction, after: rest };
        if known || !needs_reason(&site) {
            continue;
        }
        let Some(mut reason) = explain(&site) else { continue };
        reason.message = share(shared, &reason.message);
        if let Some(instruction) = code.instructions.get_mut(at) {
            instruction.evidence.get_or_insert_default().reason = Some(Box::new(reason));
        }
    }
}

/// A few sentences apply to many sites, which share them.
fn share(shared: &mut HashSet<ArcStr>, text: &ArcStr) -> ArcStr {
    if let Some(known) = shared.get(text) {
        return known.clone();
    }
    shared.insert(text.clone());
    text.clone()
}

fn needs_reason(site: &Site) -> bool {
    let instruction = site.instruction;
    let misses = instruction.evidence.as_deref().and_then(|evidence| evidence.misses);
    instruction.covered_by.is_none()
        && (instruction.state == State::Failing
            || misses.is_some_and(|misses| misses > 0)
            || form_changes(site) > 1)
}

/// How often one specialized form was replaced by another. Anything else between two forms means
/// nothing: observing operands also restarts specialization.
fn form_changes(site: &Site) -> usize {
    let evidence = site.instruction.evidence.as_deref();
    let history = evidence.and_then(|evidence| evidence.history.as_deref()).unwrap_or_default();
    let set = site.version.instruction_set();
    let is_form =
        |name: &str| set.named(name).is_some_and(|opcode| opcode.kind == Kind::Specialized);
    let forms: Vec<_> =
        history.iter().map(|found| found.opcode).filter(|name| is_form(name)).collect();
    forms.windows(2).filter(|pair| pair.first() != pair.last()).count()
}

/// Why a site does not specialize, or does not stay specialized; `None` if nothing is known.
pub fn explain(site: &Site) -> Option<Reason> {
    explained(site).map(|found| found.reason)
}

/// The first later version in which a site would be specialized that has the reason that it has now;
/// `None` where that is not known.
pub fn mended_in(site: &Site) -> Option<Version> {
    let found = explained(site)?;
    found.since.filter(|_| site.instruction.reason().is_some_and(|it| it.code == found.reason.code))
}

/// A reason, and the first later version that has mended it.
struct Explained {
    reason: Reason,
    since: Option<Version>,
}

fn explained(site: &Site) -> Option<Explained> {
    let family = Family::of(site)?;
    let operands = site.instruction.evidence.as_deref().and_then(|known| known.operands.as_deref());
    if let Some(finding) = (family.always_fails)(site) {
        let mended = |later: Site| Some((Family::of(&later)?.always_fails)(&later).is_none());
        let certainty = operands.map_or(Certainty::Inferred, |_| Certainty::Measured);
        return Some(reason(&finding, since(site, mended), "", certainty));
    }
    match operands {
        Some(operands) => by_operands(family, site, operands),
        None => by_changes(form_changes(site)),
    }
}

fn by_changes(changes: usize) -> Option<Explained> {
    let finding = Finding::new(&SPC903, [("count", &changes.to_string())]);
    (changes > 1).then(|| reason(&finding, None, "", Certainty::Inferred))
}

/// The first later version for which this is true.
fn since(site: &Site, is_mended: impl Fn(Site) -> Option<bool>) -> Option<Version> {
    let later = Version::ALL.into_iter().filter(|version| *version > site.version);
    later.into_iter().find(|version| is_mended(site.in_version(*version)) == Some(true))
}

/// The observed operands that led to the same result: the most frequent of them, and how often they
/// were seen.
struct Share<'a, T> {
    item: T,
    seen: &'a Seen,
    count: u32,
}

fn by_operands(family: &Family, site: &Site, operands: &Operands) -> Option<Explained> {
    let mut failing: Vec<Share<Finding>> = Vec::new();
    let mut forms: Vec<Share<Form>> = Vec::new();
    // Where a fact is not known, nobody can tell.
    for seen in operands.seen.iter().filter(|seen| !seen.facts.has_unknown_value()) {
        match (family.verdict)(site, seen) {
            Verdict::Specializes(form) => count(&mut forms, form, seen),
            Verdict::Fails(finding) => count(&mut failing, finding, seen),
            Verdict::Unknown => {}
        }
    }
    // Of equally frequent ones the first, which was seen first.
    if let Some(most) = failing.iter().rev().max_by_key(|share| share.count) {
        let alone = most.count == operands.executions;
        let share = format!(" (in {} of {} observed executions)", most.count, operands.executions);
        let mended = |later: Site| {
            let verdict = (Family::of(&later)?.verdict)(&later, most.seen);
            Some(matches!(verdict, Verdict::Specializes(_)))
        };
        let share = if alone { "" } else { &share };
        return Some(reason(&most.item, since(site, mended), share, Certainty::Measured));
    }
    let finding = match forms.as_slice() {
        [_, _, ..] => vary(&forms, operands.executions),
        [only] if site.instruction.state == State::Failing => {
            Finding::new(&SPC902, [("form", only.item.opcode)])
        }
        _ => return None,
    };
    Some(reason(&finding, None, "", Certainty::Measured))
}

fn count<'a, T: PartialEq>(shares: &mut Vec<Share<'a, T>>, item: T, seen: &'a Seen) {
    match shares.iter_mut().find(|share| share.item == item) {
        Some(share) => share.count += seen.count,
        None => shares.push(Share { item, seen, count: seen.count }),
    }
}

/// Each of the operands would specialize, but they take turns.
fn vary(forms: &[Share<Form>], executions: u32) -> Finding {
    let kind = |share: &Share<Form>| {
        let what = match share.item.guard.as_str() {
            "" => share.seen.types.join(" and "),
            guard => guard.to_owned(),
        };
        format!("{what} {}%", (200 * share.count + executions) / (2 * executions).max(1))
    };
    let kinds: Vec<String> = forms.iter().map(kind).collect();
    let count = kinds.len().to_string();
    Finding::new(&SPC901, [("count", &*count), ("kinds", &kinds.join(", "))])
}

fn reason(
    finding: &Finding,
    since: Option<Version>,
    share: &str,
    evidence: Certainty,
) -> Explained {
    let reason = Reason {
        code: arcstr::format!("{}", finding.rule.code),
        message: arcstr::format!("{}{share}", finding.message(since)),
        evidence,
        avoidable: finding.rule.avoidable,
    };
    Explained { reason, since }
}

#[cfg(test)]
mod tests;
