//! Counts how many instructions of each color cover a place.

use recording::State;

/// The three ways an instruction counts for the color of the source it was compiled from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Specialized,
    Failing,
    Rest,
}

impl From<State> for Part {
    fn from(state: State) -> Self {
        match state {
            State::Specialized => Self::Specialized,
            State::Failing => Self::Failing,
            State::Cold | State::Plain | State::Compiled | State::Unknown => Self::Rest,
        }
    }
}

/// The number of instructions that cover a place, by how they count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// Specialized.
    pub s: u32,
    /// Failing.
    pub f: u32,
    /// The rest: plain, cold, compiled or unknown.
    pub p: u32,
}

impl Tally {
    /// Whether no instruction covers the place.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    pub(crate) fn part(&mut self, part: Part) -> &mut u32 {
        match part {
            Part::Specialized => &mut self.s,
            Part::Failing => &mut self.f,
            Part::Rest => &mut self.p,
        }
    }
}
