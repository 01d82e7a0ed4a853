//! Sites that fail or do not stay specialized, in hot code.

use std::collections::HashMap;

use reasons::rule;
use reasons::rules::{SPC004, SPC005};
use recording::{Evidence, Instruction, Span, Trouble};

use crate::finding::Finding;
use crate::hot::HotCode;
use crate::view::{Locator, View};

/// The findings at sites of a file. Instructions of one family from the same expression (in copies of
/// a function, of a `finally` block) are one, and the one executed most speaks for all. `explained` is
/// whether operands were looked at.
pub(crate) fn findings(
    locator: &Locator,
    number: usize,
    hot: &HotCode,
    min_executions: u64,
    explained: bool,
) -> Vec<Finding> {
    let mut found: Vec<(u64, Finding)> = Vec::new();
    let mut known = HashMap::new();
    for code in &locator.view.codes {
        for (instruction, innermost) in code.instructions() {
            let (Some(trouble), Some(span)) = (instruction.trouble(), instruction.span) else {
                continue;
            };
            if is_hopeless(instruction) {
                continue;
            }
            let Some(hot) = hot.of(number, code.function, innermost) else { continue };
            let is_marked = || locator.view.marked(innermost, code.function).is_some();
            if most_executions(instruction).is_some_and(|most| most < min_executions)
                && !is_marked()
            {
                continue;
            }
            let finding = Finding {
                hot: Some(hot),
                help: help(instruction, explained),
                ..finding(locator, instruction, span, trouble)
            };
            let executed = instruction.executions().unwrap_or(0);
            let at = *known.entry((span, instruction.family())).or_insert(found.len());
            match found.get_mut(at) {
                None => found.push((executed, finding)),
                Some(kept) if executed > kept.0 => *kept = (executed, finding),
                Some(_) => {}
            }
        }
    }
    found.into_iter().map(|(_, finding)| finding).collect()
}

/// How often it was executed at most, where that is known.
fn most_executions(instruction: &Instruction) -> Option<u64> {
    let evidence = instruction.evidence.as_deref()?;
    // What was looked at is not counted.
    let looked_at = evidence.operands.as_ref().map_or(0, |operands| operands.executions);
    Some(evidence.executions?.count + u64::from(looked_at))
}

/// It is known that no change of the program can help.
pub(crate) fn is_hopeless(instruction: &Instruction) -> bool {
    instruction.reason().is_some_and(|reason| !reason.avoidable)
}

fn finding(locator: &Locator, instruction: &Instruction, span: Span, trouble: Trouble) -> Finding {
    let finding = locator.at(span, why(instruction, trouble));
    let place = if instruction.names_attribute() {
        let lines = &locator.view.lines;
        lines.place(lines.last_name(span))
    } else {
        finding.place
    };
    let evidence = instruction.evidence.as_deref().map(counters);
    Finding { place, trouble: Some(trouble), evidence, ..finding }
}

/// The reason that was found, or that there is none.
fn why(instruction: &Instruction, trouble: Trouble) -> Finding {
    if let Some(reason) = instruction.reason()
        && let Some(rule) = rule(&reason.code)
    {
        let certainty = reason.evidence;
        let message = reason.message.to_string();
        return Finding { message, certainty, ..Finding::new(rule, []) };
    }
    let rule = match trouble {
        Trouble::Failing => &SPC004,
        Trouble::Unstable => &SPC005,
    };
    Finding::new(rule, [("instruction", instruction.base.as_str())])
}

/// What to do where no reason is known.
fn help(instruction: &Instruction, explained: bool) -> Option<&'static str> {
    if instruction.reason().is_some() || has_operands(instruction) {
        None
    } else if explained {
        Some("it ran too rarely for its operands to be observed; let the program run longer")
    } else {
        Some("run the program with --explain to observe the operands")
    }
}

/// Whether operands were seen of any instruction.
pub(crate) fn any_operands(views: &[View]) -> bool {
    let code = views.iter().flat_map(|view| &view.file.code);
    code.flat_map(|code| &code.instructions).any(has_operands)
}

fn has_operands(instruction: &Instruction) -> bool {
    instruction.evidence.as_deref().is_some_and(|evidence| evidence.operands.is_some())
}

/// What the counters tell, without what led to the reason.
fn counters(evidence: &Evidence) -> Box<Evidence> {
    Box::new(Evidence {
        failures: evidence.failures,
        misses: evidence.misses,
        executions: evidence.executions,
        guard: evidence.guard.clone(),
        ..Evidence::default()
    })
}
