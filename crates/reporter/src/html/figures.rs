//! Counts as pages show them.

use crate::summary::{Counts, grouped};

/// Counts as pages show them.
pub(super) struct Figures {
    counts: Counts,
}

impl Figures {
    /// The states of sites, in the order of the bar, with their numbers; empty ones are left out,
    /// except for the three that every report mentions.
    pub(super) fn states(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let counts = self.counts;
        let always = [
            ("specialized", counts.specialized),
            ("failing", counts.failing),
            ("cold", counts.cold),
        ];
        always.into_iter().chain(self.rare())
    }

    /// The states that most reports don't have, if there are any.
    pub(super) fn rare(&self) -> impl Iterator<Item = (&'static str, usize)> + use<> {
        let rare = [("compiled", self.counts.compiled), ("unknown", self.counts.unknown)];
        rare.into_iter().filter(|(_, number)| *number > 0)
    }

    pub(super) fn percent(&self) -> String {
        let percent = self.counts.specialized_percent();
        percent.map_or_else(|| "–".into(), |percent| format!("{percent}%"))
    }

    pub(super) fn sites(&self) -> String {
        grouped(self.counts.sites())
    }

    pub(super) fn failing(&self) -> String {
        grouped(self.counts.failing)
    }

    pub(super) fn cold(&self) -> String {
        grouped(self.counts.cold)
    }
}

impl From<Counts> for Figures {
    fn from(counts: Counts) -> Self {
        Self { counts }
    }
}
