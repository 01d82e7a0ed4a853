//! How much of hot code is specialized.

use std::ops::Add;

use reasons::rules::SPC003;
use recording::{Instruction, State};
use sites::{HotBy, View, WhyHot};
use source::Target;

use crate::finding::{Finding, Totals};
use crate::hot;
use crate::locator::Locator;
use crate::troubled::Asked;

/// Specialized sites among those that tried. Sites that no change can help, and those that a
/// comment says to ignore, are in neither number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ratio {
    /// Those that are specialized.
    pub specialized: usize,
    /// Those, and those that fail.
    pub of: usize,
}

impl Ratio {
    /// In whole per cent, rounded down so that 100 means all; `None` of nothing.
    pub fn percent(self) -> Option<usize> {
        (self.specialized * 100).checked_div(self.of)
    }

    fn is_below(self, least: u8) -> bool {
        self.percent().is_some_and(|percent| percent < least.into())
    }
}

impl Add for Ratio {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { specialized: self.specialized + other.specialized, of: self.of + other.of }
    }
}

/// What a file has of hot code, and what is to be said of its loops.
pub(crate) fn of_file(
    locator: &Locator,
    number: usize,
    asked: &Asked,
    least: Option<u8>,
) -> (Totals, Vec<Finding>) {
    let view = locator.view;
    let mut by_loop = vec![Ratio::default(); view.outline.loops.len()];
    let mut totals = Totals {
        hot_loops: view.heats.loops.iter().filter(|heat| heat.is_hot()).count(),
        ..Totals::default()
    };
    for (member, within) in view.instructions() {
        let Some(one) = counted(view, member.instruction) else { continue };
        if let Some((number, _)) = within.innermost.and_then(|it| view.hot_loop(it)) {
            by_loop[number] = by_loop[number] + one;
        }
        if asked.hot.is_hot(number, within) {
            totals.hot_code = totals.hot_code + one;
        }
    }
    let Some(least) = least else { return (totals, Vec::new()) };
    let low = by_loop.iter().enumerate().filter(|(_, ratio)| ratio.is_below(least));
    let findings = low.map(|(at, ratio)| {
        let finding = locator
            .at(view.outline.head(Target::Loop(at)), Finding::low(*ratio, "this loop", least));
        let why = view.hot_loop(at).map(|(at, by)| WhyHot {
            view: number,
            target: Target::Loop(at),
            by: HotBy::Loop(by),
        });
        Finding { hot: why.and_then(|why| hot::told(asked.views, why)), ..finding }
    });
    (totals, findings.collect())
}

/// A site that tried: one of one, or none of one.
fn counted(view: &View, instruction: &Instruction) -> Option<Ratio> {
    let specialized = match instruction.state {
        // A superinstruction has no misses: it is written whether or not it is executed.
        State::Specialized => instruction.evidence.as_deref()?.misses.map(|_| 1)?,
        State::Failing => 0,
        _ => return None,
    };
    let ignored = || {
        let code = instruction.reason().map_or("", |reason| &reason.code);
        instruction.span.is_some_and(|span| view.outline.comments.ignored(code, span))
    };
    let counts = instruction.covered_by.is_none()
        && sites::change_may_help(instruction)
        && (specialized == 1 || !ignored());
    counts.then_some(Ratio { specialized, of: 1 })
}

/// What is to be said of all hot code together.
pub(crate) fn overall(totals: &Totals, least: Option<u8>) -> Option<Finding> {
    let least = least.filter(|least| totals.hot_code.is_below(*least))?;
    Some(Finding::low(totals.hot_code, "hot code", least))
}

impl Finding {
    fn low(ratio: Ratio, what: &str, least: u8) -> Self {
        let values = [
            ("percent", &*ratio.percent().unwrap_or(100).to_string()),
            ("what", what),
            ("least", &least.to_string()),
            ("specialized", &ratio.specialized.to_string()),
            ("of", &ratio.of.to_string()),
        ];
        Self::new(&SPC003, values)
    }
}
