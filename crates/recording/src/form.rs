//! The forms that one instruction had in several processes.

use std::num::NonZeroU32;

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use crate::{OpcodeName, State};

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
    /// Its opcode; see [`Instruction::opcode`](crate::Instruction::opcode).
    pub opcode: OpcodeName,
    /// Its state; see [`Instruction::state`](crate::Instruction::state).
    pub state: State,
    /// How many processes ended with it.
    #[serde(default, skip_serializing_if = "Processes::is_one")]
    pub processes: Processes,
    /// The instruction that executed it; see [`Instruction::covered_by`](crate::Instruction::covered_by).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered_by: Option<u32>,
    /// What it was specialized for; see [`Evidence::guard`](crate::Evidence::guard).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<ArcStr>,
    /// What it found there; see [`Evidence::target`](crate::Evidence::target).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<ArcStr>,
    /// The largest number of misses in any of these processes; see [`Evidence::misses`](crate::Evidence::misses).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub misses: Option<u32>,
}

impl Form {
    /// Whether it is the same form, regardless of how many processes had it and how often it
    /// missed.
    pub(crate) fn is(&self, other: &Self) -> bool {
        let key = |form: &Self| (form.opcode, form.state, form.covered_by);
        key(self) == key(other) && self.guard == other.guard && self.target == other.target
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
