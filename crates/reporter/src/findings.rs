//! Decides which sites are worth a look, and in what order.

use std::cmp::Reverse;
use std::ops::Range;

use recording::{File, Instruction, Reason, Recording, Span, Trouble};
use rustc_hash::FxHashMap;

use crate::lines::Lines;

/// Minimum number of samples that decide what is hot: a place with a hundredth of the time has then
/// been hit, more likely than not.
const ENOUGH_SAMPLES: u64 = 100;

/// Without samples, a site that was executed this many times less often than the hottest is not
/// hot.
const HOTTEST_TO_HOT: u64 = 100;

/// A site that was re-specialized this often has not settled down.
const MANY_FLAPS: u32 = 2;

/// A site that fails to specialize or does not stay specialized.
#[derive(Clone, Copy, Debug)]
pub struct Finding<'a> {
    /// The index of its file in the recording.
    pub file: usize,
    /// The index of its code object in the file.
    pub code: usize,
    /// Its file's path.
    pub path: &'a str,
    /// The qualified name of its code object, such as `Point.shifted`.
    pub qualname: &'a str,
    /// Its source.
    pub span: Span,
    /// The instruction; the hottest, if several were compiled from the same expression.
    pub instruction: &'a Instruction,
    /// What is wrong.
    pub trouble: Trouble,
    /// How often it was seen to specialize again; 0 also if that means nothing, because observing
    /// operands restarts specialization.
    pub flaps: u32,
    /// Samples of all instructions like it that were compiled from the same expression.
    pub samples: u64,
    /// Whether it matters, as far as the recording tells; see [`Measure`].
    pub hot: bool,
}

impl<'a> Finding<'a> {
    /// The reason, if it is known.
    pub fn reason(&self) -> Option<&'a Reason> {
        self.instruction.reason()
    }

    /// The part of the source that represents it: the expression or, for an attribute, its name;
    /// clipped to the source. `None` if nothing is left.
    pub(crate) fn place(&self, lines: &Lines) -> Option<Range<usize>> {
        let place = lines.place(self.span)?;
        let text = lines.source.get(place.clone())?;
        if !self.instruction.names_attribute() {
            return Some(place);
        }
        let before = text.trim_end_matches(|c: char| c == '_' || c.is_alphanumeric());
        let name = place.start + before.len();
        Some(if name < place.end { name..place.end } else { place })
    }

    /// Whether a change of the program may help: true unless it is known that none can.
    pub fn may_be_avoidable(&self) -> bool {
        self.reason().is_none_or(|reason| reason.avoidable)
    }
}

/// What decides which findings are hot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Samples: a site with any is hot.
    Samples {
        /// The number of all samples, including those elsewhere.
        of: u64,
    },
    /// Executions: a site with not far fewer than the hottest, or with an unknown number, is hot.
    Executions,
    /// Nothing does, so everything counts as hot.
    Nothing,
}

/// All findings of a recording.
#[derive(Clone, Debug)]
pub struct Findings<'a> {
    /// The hottest first: by samples if these decide, then by executions, then by place. Those that
    /// are not hot come last.
    pub all: Vec<Finding<'a>>,
    /// What tells which are hot.
    pub measure: Measure,
    /// The number of all samples, whether or not they suffice; 0 if none were taken.
    pub samples: u64,
    /// Whether operands were observed. Without them, few reasons are known.
    pub explained: bool,
    /// The indices in `all` of each file's findings, by the file's index in the recording.
    by_file: FxHashMap<usize, Vec<usize>>,
}

impl<'a> Findings<'a> {
    /// Finds and ranks them, in n log n for n findings.
    pub fn new(recording: &'a Recording) -> Self {
        let explained = instructions(recording).any(|instruction| {
            let evidence = instruction.evidence.as_deref();
            evidence.is_some_and(|evidence| evidence.operands.is_some())
        });
        let mut all = Vec::new();
        for (number, file) in recording.files.iter().enumerate() {
            of_file(number, file, explained, &mut all);
        }
        let samples = recording.sampling.map_or(0, |s| s.inside.saturating_add(s.outside));
        let inside = recording.sampling.map_or(0, |s| s.inside);
        let most = all.iter().filter_map(|found| found.instruction.executions()).max();
        let measure = match most {
            _ if inside >= ENOUGH_SAMPLES => Measure::Samples { of: samples },
            Some(_) => Measure::Executions,
            None => Measure::Nothing,
        };
        let least = most.unwrap_or(0) / HOTTEST_TO_HOT;
        for finding in &mut all {
            finding.hot = match measure {
                Measure::Samples { .. } => finding.samples > 0,
                Measure::Executions => {
                    finding.instruction.executions().is_none_or(|count| count >= least)
                }
                Measure::Nothing => true,
            };
        }
        all.sort_by_key(|finding| {
            let executions = finding.instruction.executions().unwrap_or(0);
            let place = (finding.file, finding.span, finding.instruction.offset);
            let samples = matches!(measure, Measure::Samples { .. }).then_some(finding.samples);
            (Reverse((finding.hot, samples, executions)), place)
        });
        let mut by_file: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for (number, finding) in all.iter().enumerate() {
            by_file.entry(finding.file).or_default().push(number);
        }
        Self { all, measure, samples, explained, by_file }
    }

    /// The findings of a file, by its index in the recording, the hottest first.
    pub(crate) fn of_file(&self, file: usize) -> impl Iterator<Item = &Finding<'a>> {
        let numbers = self.by_file.get(&file).map(Vec::as_slice).unwrap_or_default();
        numbers.iter().filter_map(|number| self.all.get(*number))
    }

    /// What is wrong with an instruction, if anything is.
    pub(crate) fn trouble(&self, instruction: &Instruction) -> Option<Trouble> {
        trouble(instruction, self.flaps(instruction))
    }

    fn flaps(&self, instruction: &Instruction) -> u32 {
        if self.explained { 0 } else { flaps(instruction) }
    }

    /// The hot findings, the hottest first.
    pub fn hot(&self) -> &[Finding<'a>] {
        let end = self.all.partition_point(|finding| finding.hot);
        self.all.get(..end).unwrap_or_default()
    }
}

fn instructions(recording: &Recording) -> impl Iterator<Item = &Instruction> {
    let code = recording.files.iter().flat_map(|file| &file.code);
    code.flat_map(|code| &code.instructions)
}

/// Adds a file's findings. Instructions of the same family from the same expression (in copies of a
/// function, of a `finally` block) are one finding, represented by the hottest.
fn of_file<'a>(number: usize, file: &'a File, explained: bool, all: &mut Vec<Finding<'a>>) {
    let mut known = FxHashMap::default();
    for (place, code) in file.code.iter().enumerate() {
        for instruction in &code.instructions {
            let flaps = if explained { 0 } else { flaps(instruction) };
            let (Some(trouble), Some(span)) = (trouble(instruction, flaps), instruction.span)
            else {
                continue;
            };
            let mut found = Finding {
                file: number,
                code: place,
                path: &file.path,
                qualname: &code.qualname,
                span,
                instruction,
                trouble,
                flaps,
                samples: instruction.samples(),
                hot: false,
            };
            let at = *known.entry((span, instruction.family())).or_insert(all.len());
            let Some(kept) = all.get_mut(at) else {
                all.push(found);
                continue;
            };
            found.samples = found.samples.saturating_add(kept.samples);
            if heat(instruction) > heat(kept.instruction) {
                *kept = found;
            }
            kept.samples = found.samples;
        }
    }
}

/// Of the changes that were not kept, every second one leads to a specialized form.
fn flaps(instruction: &Instruction) -> u32 {
    let Some(evidence) = instruction.evidence.as_deref() else { return 0 };
    evidence.flaps().saturating_add(evidence.more_changes.unwrap_or(0) / 2)
}

/// What is wrong with an instruction that was re-specialized this often, if anything.
fn trouble(instruction: &Instruction, flaps: u32) -> Option<Trouble> {
    let flaps = flaps >= MANY_FLAPS && instruction.covered_by.is_none();
    instruction.trouble().or(flaps.then_some(Trouble::Unstable))
}

fn heat(instruction: &Instruction) -> (u64, Option<u64>) {
    (instruction.samples(), instruction.executions())
}

#[cfg(test)]
mod tests;
