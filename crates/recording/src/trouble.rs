//! What can be wrong with a site.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::{Instruction, State};

/// What is wrong with a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Trouble {
    /// It does not specialize.
    Failing,
    /// It specializes, but does not stay specialized, or only fits some of the operands it sees.
    Unstable,
}

impl Trouble {
    /// The word the JSON and the reports use.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl Instruction {
    /// What is wrong with it, if anything. An instruction that another one executes has no trouble
    /// of its own. The number of times it was re-specialized is not considered.
    pub fn trouble(&self) -> Option<Trouble> {
        if self.covered_by.is_some() {
            return None;
        }
        if self.state == State::Failing {
            return Some(Trouble::Failing);
        }
        let evidence = self.evidence.as_deref()?;
        (evidence.reason.is_some() || evidence.misses_often()).then_some(Trouble::Unstable)
    }
}
