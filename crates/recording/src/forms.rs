//! Which of the forms that processes ended with is shown.

use std::cmp::Reverse;

use crate::{Evidence, Form, Instruction, Processes};

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
    let rank = |form: &&Form| form.state.rank();
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

impl Evidence {
    /// In how many processes it ended in the state that is displayed, and of how many; `None` if
    /// all agree.
    pub fn agreement(&self) -> Option<(u32, u32)> {
        let forms = self.forms.as_deref()?;
        let shown = forms.iter().map(|form| form.state.rank()).min()?;
        let sum = |sum: u32, form: &Form| sum.saturating_add(form.processes.count());
        let agree = forms.iter().filter(|form| form.state.rank() == shown).fold(0, sum);
        let all = forms.iter().fold(0, sum);
        (agree < all).then_some((agree, all))
    }
}
