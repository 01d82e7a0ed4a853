//! The sentences about what is known of an instruction.

use recording::{Branches, Evidence, Executions, Form, State};

use crate::summary::{counted, grouped};
use crate::visible::Visible;

/// ``specialized for `Point`, no misses since``, `5 failed attempts in 100 executions`, `3 misses
/// since it was specialized`, `jumped 3 of the last 16 times`; `None` where there is nothing to say.
pub(crate) fn in_words(evidence: &Evidence) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(guard) = &evidence.guard {
        let finds =
            evidence.target.as_ref().map(|target| format!(" and its `{}`", Visible(target)));
        parts.push(format!("specialized for {}{}", described(guard), finds.unwrap_or_default()));
    }
    parts.extend(evidence.misses.and_then(|misses| missed(misses, evidence.guard.as_deref())));
    let executions = evidence.executions.map(executions_in_words);
    match (evidence.failures, executions) {
        (Some(failures), Some(executions)) => {
            parts.push(format!("{} in {executions}", counted(failures.into(), "failed attempt")));
        }
        (Some(failures), None) => parts.push(counted(failures.into(), "failed attempt")),
        (None, Some(executions)) => parts.push(executions),
        (None, None) => {}
    }
    if let Some(Branches { taken, of }) = evidence.branch {
        parts.push(format!("jumped {taken} of the last {}", counted(of.into(), "time")));
    }
    if let Some((so, of)) = evidence.agreement() {
        parts.push(format!(
            "the same in {} of {} processes",
            grouped(so as usize),
            grouped(of as usize)
        ));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What the counters say, each with its heading: `attempts`, `5 failed in 100 executions`.
pub(crate) fn facts(evidence: &Evidence) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let executions = evidence.executions.map(executions_in_words);
    match (evidence.failures, executions) {
        (Some(failures), Some(executions)) => {
            facts.push((
                "attempts",
                format!("{} failed in {executions}", grouped(failures as usize)),
            ));
        }
        (Some(failures), None) => {
            facts.push(("attempts", format!("{} failed", grouped(failures as usize))));
        }
        (None, Some(executions)) => facts.push(("executed", executions)),
        (None, None) => {}
    }
    if let Some(misses) = evidence.misses {
        facts.push(("misses", format!("{} since it was specialized", grouped(misses as usize))));
    }
    if let Some(Branches { taken, of }) = evidence.branch {
        facts
            .push(("branch", format!("jumped {taken} of the last {}", counted(of.into(), "time"))));
    }
    if let Some(forms) = &evidence.forms {
        facts.push(("processes", forms.iter().map(form_in_words).collect::<Vec<_>>().join(", ")));
    }
    facts
}

/// ``3 LOAD_ATTR_SLOT for `Point` ``, `1 LOAD_ATTR failing`.
fn form_in_words(form: &Form) -> String {
    let number = grouped(form.processes.count() as usize);
    let opcode = Visible(&form.opcode);
    match (&form.guard, form.state) {
        (Some(guard), State::Specialized) => format!("{number} {opcode} for {}", described(guard)),
        (None, State::Specialized) => format!("{number} {opcode}"),
        (_, state) => format!("{number} {opcode} {}", state.name()),
    }
}

/// A guard in a sentence: the name of a class or function is code, and a description is not:
/// `` `Point` ``, ``module `math` ``, `list and int index`.
pub(crate) fn described(guard: &str) -> String {
    match guard.strip_prefix("module ") {
        Some(module) => format!("module `{}`", Visible(module)),
        None if guard.contains(' ') => Visible(guard).to_string(),
        None => format!("`{}`", Visible(guard)),
    }
}

fn executions_in_words(Executions { count, exact }: Executions) -> String {
    let at_least = if exact { "" } else { "at least " };
    format!("{at_least}{}", counted(count, "execution"))
}

/// Misses are counted only since the last specialization. No misses are not worth saying unless
/// the guard is known.
fn missed(misses: u32, guard: Option<&str>) -> Option<String> {
    match (misses, guard) {
        (0, None) => None,
        (0, Some(_)) => Some("no misses since".into()),
        (_, None) => Some(format!("{} since it was specialized", counted(misses.into(), "miss"))),
        (_, Some(guard)) => {
            let why = if is_of_names(guard) { "" } else { ": operands vary" };
            Some(format!("{} since{why}", counted(misses.into(), "miss")))
        }
    }
}

/// Whether this guard fails when names come and go, or for another module: not because operands vary.
fn is_of_names(guard: &str) -> bool {
    guard.starts_with("module ") || ["global variable", "built-in name"].contains(&guard)
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use recording::{OpcodeName, Processes};

    use super::*;

    #[test]
    fn processes_may_differ() {
        let form = |opcode, state, processes, guard: Option<&str>| Form {
            opcode: OpcodeName::new(opcode),
            state,
            processes: Processes(NonZeroU32::new(processes).unwrap()),
            covered_by: None,
            guard: guard.map(Into::into),
            target: None,
            misses: None,
        };
        let forms = vec![
            form("LOAD_ATTR_SLOT", State::Specialized, 1200, Some("Point")),
            form("LOAD_ATTR", State::Failing, 3, None),
        ];
        let evidence = Evidence { forms: Some(forms.into()), ..Evidence::default() };
        assert_eq!(in_words(&evidence).as_deref(), Some("the same in 3 of 1,203 processes"));
        let told = "1,200 LOAD_ATTR_SLOT for `Point`, 3 LOAD_ATTR failing".to_owned();
        assert_eq!(facts(&evidence), [("processes", told)]);
    }

    #[test]
    fn says_what_there_is_to_say() {
        let say = |evidence: Evidence| in_words(&evidence);
        let executions = |count, exact| Some(Executions { count, exact });
        assert_eq!(say(Evidence { misses: Some(0), ..Evidence::default() }), None);
        let failing = Evidence { failures: Some(5), ..Evidence::default() };
        assert_eq!(
            say(Evidence { executions: executions(1200, true), ..failing.clone() }).as_deref(),
            Some("5 failed attempts in 1,200 executions")
        );
        assert_eq!(
            say(Evidence { executions: executions(4095, false), ..Evidence::default() }).as_deref(),
            Some("at least 4,095 executions")
        );
        let says = |guard: &str, misses| {
            say(Evidence { guard: Some(guard.into()), misses: Some(misses), ..Evidence::default() })
        };
        assert_eq!(says("Point", 0).unwrap(), "specialized for `Point`, no misses since");
        let vary = "specialized for `int`, 31 misses since: operands vary";
        assert_eq!(says("int", 31).unwrap(), vary);
        let names = "specialized for module `math`, 1 miss since";
        assert_eq!(says("module math", 1).unwrap(), names);
        let fixed = "specialized for global variable, 1 miss since";
        assert_eq!(says("global variable", 1).unwrap(), fixed);
        let [guard, target] = ["Point", "Base.shifted"].map(|name| Some(name.into()));
        let method = Evidence { guard, target, misses: Some(0), ..Evidence::default() };
        let found = "specialized for `Point` and its `Base.shifted`, no misses since";
        assert_eq!(say(method).unwrap(), found);
        let branch = Some(Branches { taken: 1, of: 1 });
        assert_eq!(
            say(Evidence { misses: Some(1), branch, ..Evidence::default() }).as_deref(),
            Some("1 miss since it was specialized, jumped 1 of the last 1 time")
        );
    }
}
