//! All sites of a recording that are in trouble, in the order in which they are worth a look.

use std::cmp::Reverse;
use std::ops::Range;

use recording::{File, Instruction, Reason, Recording, Span};
use rustc_hash::FxHashMap;
use source::Lines;

use crate::group::{grouped, instructions};
use crate::{Stability, Trouble, change_may_help, explained, own_place};

/// From so many samples on they tell what is hot: a place with a hundredth of the time then has
/// been seen, more likely than not.
const ENOUGH_SAMPLES: u64 = 100;

/// Without samples, what was executed so many times less than the hottest is not hot.
const HOTTEST_TO_HOT: u64 = 100;

/// A site that fails to specialize or does not stay specialized.
#[derive(Clone, Copy, Debug)]
pub struct RankedSite<'a> {
    /// The place of its file in the recording.
    pub file: usize,
    /// The place of its code object in the file.
    pub code: usize,
    /// Its file's path.
    pub path: &'a str,
    /// The code object it stands in, as `Point.shifted`.
    pub qualname: &'a str,
    /// Its source.
    pub span: Span,
    /// The instruction that [speaks](crate::Site::speaker) for it.
    pub instruction: &'a Instruction,
    /// What is wrong.
    pub trouble: Trouble,
    /// How often it was seen to specialize after it had been specialized before; 0 also where that
    /// says nothing, see [`Stability`].
    pub flaps: u32,
    /// Samples of all instructions like it that were compiled from the same expression.
    pub samples: u64,
    /// Whether it matters, as far as the recording tells; see [`Measure`].
    pub hot: bool,
}

impl<'a> RankedSite<'a> {
    /// Why, where that is known.
    pub fn reason(&self) -> Option<&'a Reason> {
        self.instruction.reason()
    }

    /// What of the source stands for it: the expression, of an attribute its name; cut to the
    /// source, `None` where nothing is left.
    pub fn place(&self, lines: &Lines) -> Option<Range<usize>> {
        lines.place(own_place(lines, self.instruction, self.span))
    }

    /// Whether a change of the program may help: it is not known that none can.
    pub fn change_may_help(&self) -> bool {
        change_may_help(self.instruction)
    }
}

/// What tells which sites are hot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Samples: what has any is hot.
    Samples {
        /// All that were taken, elsewhere too.
        of: u64,
    },
    /// Executions: what has not far fewer than the hottest, or an unknown number, is hot.
    Executions,
    /// Nothing does, so everything counts as hot.
    Nothing,
}

/// All sites of a recording that are in trouble.
#[derive(Clone, Debug)]
pub struct Ranking<'a> {
    /// The hottest first: by samples if these tell, then executions, then place. Those that are not hot come last.
    pub all: Vec<RankedSite<'a>>,
    /// What tells which are hot.
    pub measure: Measure,
    /// All samples that were taken, whether or not they suffice; 0 where none were.
    pub samples: u64,
    /// Whether operands were looked at. Without them few reasons are known.
    pub explained: bool,
    /// What tells that something is wrong.
    pub stability: Stability,
    /// The places in `all` of a file's sites, by the file's place in the recording.
    by_file: FxHashMap<usize, Vec<usize>>,
}

impl<'a> Ranking<'a> {
    /// Finds and ranks them, in n log n for n sites.
    pub fn new(recording: &'a Recording) -> Self {
        let explained = explained(recording);
        let stability = Stability::of(explained);
        let mut all = Vec::new();
        for (number, file) in recording.files.iter().enumerate() {
            all.extend(of_file(number, file, stability));
        }
        let measure = Measure::of(recording, &all);
        measure.rank(&mut all);
        let mut by_file: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for (number, site) in all.iter().enumerate() {
            by_file.entry(site.file).or_default().push(number);
        }
        Self { all, measure, samples: samples(recording), explained, stability, by_file }
    }

    /// Those of a file, by its place in the recording, the hottest first.
    pub fn of_file(&self, file: usize) -> impl Iterator<Item = &RankedSite<'a>> {
        let numbers = self.by_file.get(&file).map(Vec::as_slice).unwrap_or_default();
        numbers.iter().filter_map(|number| self.all.get(*number))
    }

    /// Those that matter, the hottest first.
    pub fn hot(&self) -> &[RankedSite<'a>] {
        let end = self.all.partition_point(|site| site.hot);
        self.all.get(..end).unwrap_or_default()
    }
}

impl Measure {
    /// What tells which of these sites are hot.
    fn of(recording: &Recording, all: &[RankedSite]) -> Self {
        let inside = recording.sampling.map_or(0, |sampling| sampling.inside);
        if inside >= ENOUGH_SAMPLES {
            Self::Samples { of: samples(recording) }
        } else if all.iter().any(|site| site.instruction.executions().is_some()) {
            Self::Executions
        } else {
            Self::Nothing
        }
    }

    /// Finds which are hot, and puts all in order.
    fn rank(self, all: &mut [RankedSite]) {
        let most = all.iter().filter_map(|site| site.instruction.executions()).max();
        let least = most.unwrap_or(0) / HOTTEST_TO_HOT;
        for site in &mut *all {
            site.hot = match self {
                Self::Samples { .. } => site.samples > 0,
                Self::Executions => {
                    site.instruction.executions().is_none_or(|count| count >= least)
                }
                Self::Nothing => true,
            };
        }
        all.sort_by_key(|site| {
            let executions = site.instruction.executions().unwrap_or(0);
            let place = (site.file, site.span, site.instruction.offset);
            let samples = matches!(self, Self::Samples { .. }).then_some(site.samples);
            (Reverse((site.hot, samples, executions)), place)
        });
    }
}

/// All that were taken.
fn samples(recording: &Recording) -> u64 {
    recording.sampling.map_or(0, |sampling| sampling.inside.saturating_add(sampling.outside))
}

fn of_file(number: usize, file: &File, stability: Stability) -> Vec<RankedSite<'_>> {
    let troubled =
        instructions(file).filter(|member| stability.trouble(member.instruction).is_some());
    let sites = grouped(troubled);
    let ranked = sites.iter().filter_map(|site| {
        let speaker = site.speaker()?;
        let instruction = speaker.instruction;
        Some(RankedSite {
            file: number,
            code: speaker.code,
            path: &file.path,
            qualname: &file.code.get(speaker.code)?.qualname,
            span: site.span,
            instruction,
            trouble: stability.trouble(instruction)?,
            flaps: stability.flaps(instruction),
            samples: site.samples(),
            hot: false,
        })
    });
    ranked.collect()
}

#[cfg(test)]
mod tests;
