//! The rules that apply in a report.

use std::cmp::Reverse;

use reasons::Rule;
use rustc_hash::FxHashMap;
use sites::Trouble;

use super::sites::Sites;
use crate::summary::grouped;

/// A rule, and the sites to which it applies.
pub(super) struct Use {
    pub(super) rule: &'static Rule,
    /// The indices of the sites, the hottest first.
    pub(super) sites: Vec<usize>,
    failing: usize,
    unstable: usize,
    samples: u64,
}

/// The rules that apply, those with the most samples first, then those with the most sites.
pub(super) fn uses(sites: &Sites) -> Vec<Use> {
    let mut uses: Vec<Use> = Vec::new();
    let mut known = FxHashMap::default();
    for (index, site) in sites.all.iter().enumerate() {
        let Some(rule) = site.rule() else { continue };
        let at = *known.entry(rule.code).or_insert(uses.len());
        if at == uses.len() {
            uses.push(Use { rule, sites: Vec::new(), failing: 0, unstable: 0, samples: 0 });
        }
        let Some(of_rule) = uses.get_mut(at) else { continue };
        of_rule.sites.push(index);
        match site.finding.trouble {
            Trouble::Failing => of_rule.failing += 1,
            Trouble::Unstable => of_rule.unstable += 1,
        }
        of_rule.samples = of_rule.samples.saturating_add(site.finding.samples);
    }
    let told = sites.most_samples > 0;
    uses.sort_by_key(|of_rule| {
        let heat = if told { of_rule.samples } else { 0 };
        Reverse((heat, of_rule.sites.len()))
    });
    uses
}

impl Use {
    pub(super) fn failing(&self) -> String {
        grouped(self.failing)
    }

    pub(super) fn unstable(&self) -> String {
        grouped(self.unstable)
    }

    pub(super) fn share(&self, sites: &Sites) -> String {
        sites.share_of(self.samples).unwrap_or_default()
    }

    /// `3 sites: 2 failing, 1 unstable; 12% of samples`
    pub(super) fn counts(&self, sites: &Sites) -> String {
        let of_state = [(self.failing, "failing"), (self.unstable, "unstable")];
        let of_state = of_state.iter().filter(|(count, _)| *count > 0);
        let of_state: Vec<_> =
            of_state.map(|(count, state)| format!("{} {state}", grouped(*count))).collect();
        let noun = if self.sites.len() == 1 { "site" } else { "sites" };
        let counts = format!("{} {noun}: {}", grouped(self.sites.len()), of_state.join(", "));
        match sites.share_of(self.samples) {
            None => counts,
            Some(share) => format!("{counts}; {share} of samples"),
        }
    }
}
