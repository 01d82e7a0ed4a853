//! The forms that one instruction had in several processes.

use std::cmp::Reverse;
use std::num::NonZeroU32;

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use crate::{Evidence, Instruction, OpcodeName, State};

/// A number of processes; 1 in most recordings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Processes(pub NonZeroU32);

impl Default for Processes {
    fn default() -> Self {
        Self(NonZeroU32::MIN)
    }
}

impl Processes {
    /// The number, at least 1.
    pub fn count(self) -> u32 {
        self.0.get()
    }

    /// Whether it is 1.
    pub fn is_one(&self) -> bool {
        self.count() == 1
    }

    /// The sum of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.count()))
    }
}

/// A form that an instruction had at the end of some of the combined processes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Form {
    /// Its opcode; see [`Instruction::opcode`].
    pub opcode: OpcodeName,
    /// Its state; see [`Instruction::state`].
    pub state: State,
    /// How many processes ended with it.
    #[serde(default, skip_serializing_if = "Processes::is_one")]
    pub processes: Processes,
    /// The instruction that executed it; see [`Instruction::covered_by`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered_by: Option<u32>,
    /// What it was specialized for; see [`Evidence::guard`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<ArcStr>,
    /// What it found there; see [`Evidence::target`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<ArcStr>,
    /// The largest number of misses in any of these processes; see [`Evidence::misses`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub misses: Option<u32>,
}

impl Form {
    /// Whether it is the same form, regardless of how many processes had it and how often it
    /// missed.
    fn is(&self, other: &Self) -> bool {
        let key = |form: &Self| (form.opcode, form.state, form.covered_by);
        key(self) == key(other) && self.guard == other.guard && self.target == other.target
    }
}

/// The forms of an instruction of a recording with this many processes.
pub(crate) fn take(instruction: &mut Instruction, processes: Processes) -> Vec<Form> {
    let Instruction { opcode, state, covered_by, .. } = *instruction;
    let evidence = instruction.evidence.as_deref_mut();
    if let Some(forms) = evidence.and_then(|evidence| evidence.forms.take()) {
        return forms.into_vec();
    }
    let (guard, target, misses) = match instruction.evidence.as_deref() {
        Some(known) => (known.guard.clone(), known.target.clone(), known.misses),
        None => (None, None, None),
    };
    vec![Form { opcode, state, processes, covered_by, guard, target, misses }]
}

/// Adds the forms of other processes.
pub(crate) fn add(forms: &mut Vec<Form>, others: Vec<Form>) {
    for other in others {
        match forms.iter_mut().find(|form| form.is(&other)) {
            Some(form) => {
                form.processes = form.processes.and(other.processes);
                form.misses = form.misses.max(other.misses);
            }
            None => forms.push(other),
        }
    }
    forms.sort_by(|a, b| (Reverse(a.processes), a).cmp(&(Reverse(b.processes), b)));
}

/// Chooses the form to display: the most telling one of those for which `may` is true or, if there
/// are none, of all.
pub(crate) fn show(instruction: &mut Instruction, forms: Vec<Form>, may: impl Fn(&Form) -> bool) {
    let rank = |form: &&Form| says(form.state);
    let shown = forms.iter().filter(|form| may(form)).min_by_key(rank);
    let Some(shown) = shown.or_else(|| forms.iter().min_by_key(rank)) else { return };
    instruction.opcode = shown.opcode;
    instruction.state = shown.state;
    instruction.covered_by = shown.covered_by;
    let mut evidence = instruction.evidence.take().unwrap_or_default();
    evidence.guard.clone_from(&shown.guard);
    evidence.target.clone_from(&shown.target);
    evidence.misses = shown.misses;
    evidence.forms = (forms.len() > 1).then(|| forms.into_boxed_slice());
    instruction.evidence = Some(evidence).filter(|evidence| !evidence.is_empty());
}

/// The rank of a state, the most telling first. A site that fails in any process costs time there,
/// even if it specializes in others; code that did not run says nothing about code that did; and a
/// hidden instruction says least.
fn says(state: State) -> usize {
    let order = [
        State::Failing,
        State::Specialized,
        State::Compiled,
        State::Cold,
        State::Plain,
        State::Unknown,
    ];
    order.iter().position(|other| *other == state).unwrap_or(order.len())
}

impl State {
    /// Whether it tells a reader more than `other`: an instruction that fails anywhere costs time
    /// there, code that did not run says nothing about code that did, and a hidden instruction says
    /// least.
    pub fn says_more_than(self, other: Self) -> bool {
        says(self) < says(other)
    }
}

impl Evidence {
    /// In how many processes it ended in the state that is displayed, and of how many; `None` if
    /// all agree.
    pub fn agreement(&self) -> Option<(u32, u32)> {
        let forms = self.forms.as_deref()?;
        let shown = forms.iter().map(|form| says(form.state)).min()?;
        let sum = |sum: u32, form: &Form| sum.saturating_add(form.processes.count());
        let agree = forms.iter().filter(|form| says(form.state) == shown).fold(0, sum);
        let all = forms.iter().fold(0, sum);
        (agree < all).then_some((agree, all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        Form {
            opcode: OpcodeName::new("BINARY_OP"),
            state: State::Failing,
            processes: Processes::default(),
            covered_by: None,
            guard: None,
            target: None,
            misses: None,
        }
    }

    #[test]
    fn default_fields_are_omitted() {
        let json = r#"{"opcode":"BINARY_OP","state":"failing"}"#;
        assert_eq!(serde_json::to_string(&form()).unwrap(), json);
        assert_eq!(serde_json::from_str::<Form>(json).unwrap(), form());
        assert!(serde_json::from_str::<Processes>("0").is_err());
    }

    #[test]
    fn every_field_is_documented_and_no_other() {
        let full = Form {
            processes: Processes::default().and(Processes::default()),
            covered_by: Some(2),
            guard: Some("Point".into()),
            target: Some("Point.x".into()),
            misses: Some(1),
            ..form()
        };
        let serde_json::Value::Object(fields) = serde_json::to_value(full).unwrap() else {
            panic!()
        };
        let page = include_str!("../../../docs/recording.md");
        let (_, list) = page.split_once("### forms").unwrap();
        let (list, _) = list.split_once("\n#").unwrap();
        let rows = list.lines().filter_map(|line| line.strip_prefix("| `"));
        let mut documented: Vec<_> = rows.filter_map(|row| row.split('`').next()).collect();
        documented.sort_unstable();
        assert!(fields.keys().eq(documented), "{fields:?}");
    }
}
