//! Totals of a recording: counts of sites, and descriptions of what ran.

use std::cmp::Reverse;
use std::iter::Sum;
use std::ops::Add;

use recording::{Code, Engine, File, Outcome, Program, ProgramKind, Recording, State};
use sites::{Ranking, Trouble};

use crate::visible::Visible;

/// The number of instructions in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Instructions with a specialized form, or executed by one.
    pub specialized: usize,
    /// Instructions that tried to specialize and failed.
    pub failing: usize,
    /// Instructions that have not tried.
    pub cold: usize,
    /// Instructions without a specialized form.
    pub plain: usize,
    /// Instructions replaced by machine code or a trace.
    pub compiled: usize,
    /// Instructions hidden from us.
    pub unknown: usize,
}

impl Counts {
    /// Counts the instructions of a file.
    pub fn of(file: &File) -> Self {
        file.code.iter().map(Self::of_code).sum()
    }

    /// Counts the instructions of a code object.
    pub fn of_code(code: &Code) -> Self {
        let mut counts = Self::default();
        for instruction in &code.instructions {
            *counts.of_state(instruction.state) += 1;
        }
        counts
    }

    fn of_state(&mut self, state: State) -> &mut usize {
        match state {
            State::Specialized => &mut self.specialized,
            State::Failing => &mut self.failing,
            State::Cold => &mut self.cold,
            State::Plain => &mut self.plain,
            State::Compiled => &mut self.compiled,
            State::Unknown => &mut self.unknown,
        }
    }

    /// Instructions that could specialize: all except plain ones.
    pub fn sites(self) -> usize {
        self.specialized + self.failing + self.cold + self.compiled + self.unknown
    }

    /// The share of sites that are specialized, in percent, rounded down so that 100 means all;
    /// `None` without sites.
    pub fn specialized_percent(self) -> Option<usize> {
        (self.specialized * 100).checked_div(self.sites())
    }

    /// `120 sites: 90 specialized (75%), 3 failing, 27 cold`
    pub(crate) fn in_words(self) -> String {
        let Some(percent) = self.specialized_percent() else {
            return "no sites that could specialize".into();
        };
        let mut words = format!(
            "{}: {} specialized ({percent}%), {} failing, {} cold",
            counted(self.sites() as u64, "site"),
            grouped(self.specialized),
            grouped(self.failing),
            grouped(self.cold),
        );
        for (number, name) in [(self.compiled, "compiled"), (self.unknown, "unknown")] {
            if number > 0 {
                push!(words, ", {} {name}", grouped(number));
            }
        }
        words
    }

    /// The cells of a file in tables: sites, share specialized, failing, cold.
    pub(crate) fn cells(self) -> [String; 4] {
        let percent = self.specialized_percent();
        [
            grouped(self.sites()),
            percent.map_or_else(|| "–".into(), |percent| format!("{percent}%")),
            grouped(self.failing),
            grouped(self.cold),
        ]
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            specialized: self.specialized + other.specialized,
            failing: self.failing + other.failing,
            cold: self.cold + other.cold,
            plain: self.plain + other.plain,
            compiled: self.compiled + other.compiled,
            unknown: self.unknown + other.unknown,
        }
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), Add::add)
    }
}

/// A file and its counts.
#[derive(Clone, Copy, Debug)]
pub struct FileSummary<'a> {
    /// Its index in the recording.
    pub index: usize,
    /// The file.
    pub file: &'a File,
    /// Its counts.
    pub counts: Counts,
    /// How many of its sites don't stay specialized; these also count for their state.
    pub unstable: usize,
}

/// A recording in numbers and sentences.
#[derive(Clone, Debug)]
pub struct Summary<'a> {
    /// All files, those with the most failing sites first, then by path.
    pub files: Vec<FileSummary<'a>>,
    /// All files together.
    pub total: Counts,
    /// How many sites of all files don't stay specialized; these also count for their state.
    pub unstable: usize,
    /// What ran, as on a command line: `-m pytest tests`.
    pub program: String,
    /// The interpreter: `CPython 3.12.1`, `CPython 3.12.1 in 4 processes`.
    pub interpreter: String,
    /// How it ended, unless it succeeded.
    pub ending: Option<String>,
}

impl<'a> Summary<'a> {
    /// Counts, sorts and describes a recording with this ranking.
    pub fn new(recording: &'a Recording, ranking: &Ranking) -> Self {
        let mut unstable = vec![0; recording.files.len()];
        for site in ranking.all.iter().filter(|found| found.trouble == Trouble::Unstable) {
            if let Some(count) = unstable.get_mut(site.file) {
                *count += 1;
            }
        }
        let files = recording.files.iter().zip(unstable).enumerate().map(|(index, of_file)| {
            let (file, unstable) = of_file;
            FileSummary { index, file, counts: Counts::of(file), unstable }
        });
        let mut files: Vec<_> = files.collect();
        files.sort_by_key(|summary| (Reverse(summary.counts.failing), &summary.file.path));
        Self {
            total: files.iter().map(|summary| summary.counts).sum(),
            unstable: files.iter().map(|summary| summary.unstable).sum(),
            files,
            program: program(&recording.program),
            interpreter: interpreter(recording),
            ending: ending(&recording.outcome),
        }
    }
}

pub(crate) fn program(program: &Program) -> String {
    /// Maximum length of a displayed `-c` command.
    const LONGEST: usize = 60;
    let mut words = match program.kind {
        ProgramKind::File => Visible(&program.target).to_string(),
        ProgramKind::Module => format!("-m {}", Visible(&program.target)),
        ProgramKind::Command => {
            let mut shown: String = program.target.chars().take(LONGEST).collect();
            if shown.len() < program.target.len() {
                shown.push('…');
            }
            format!("-c '{}'", Visible(&shown))
        }
    };
    for argument in &program.argv {
        push!(words, " {}", Visible(argument));
    }
    words
}

fn interpreter(recording: &Recording) -> String {
    let words = python(&recording.engine);
    match recording.processes.count() {
        1 => words,
        count => format!("{words} in {} processes", grouped(count as usize)),
    }
}

/// `CPython 3.12.1`
pub(crate) fn python(engine: &Engine) -> String {
    let name = match engine.implementation.as_str() {
        "cpython" => "CPython",
        other => other,
    };
    format!("{} {}", Visible(name), Visible(&engine.python))
}

fn ending(outcome: &Outcome) -> Option<String> {
    if outcome.exit_status == 0 && outcome.exception.is_none() {
        return None;
    }
    let mut words = format!("The program ended with exit status {}", outcome.exit_status);
    if let Some(exception) = &outcome.exception {
        push!(words, ": {}", Visible(&exception.kind));
        if !exception.message.is_empty() {
            push!(words, ": {}", Visible(&exception.message));
        }
    }
    Some(words)
}

/// A number with thousands separators: `1,234,567`.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut words = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

/// A number and what there is of it: `1 site`, `2 misses`.
pub(crate) fn counted(number: u64, noun: &str) -> String {
    let ending = match noun {
        _ if number == 1 => "",
        "miss" => "es",
        _ => "s",
    };
    format!("{} {noun}{ending}", grouped(usize::try_from(number).unwrap_or(usize::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_per_cent_is_all() {
        let counts = Counts { specialized: 999, failing: 1, plain: 5000, ..Counts::default() };
        assert_eq!(counts.sites(), 1000);
        assert_eq!(counts.specialized_percent(), Some(99));
        let all = Counts { specialized: 3, plain: 1, ..Counts::default() };
        assert_eq!(all.specialized_percent(), Some(100));
        assert_eq!(Counts { plain: 9, ..Counts::default() }.specialized_percent(), None);
    }

    /// Counted by hand: of its sites, only the attribute `entries` comes and goes.
    #[test]
    fn what_does_not_last_is_counted() {
        let recording = crate::testing::scaled();
        let summary = Summary::new(&recording, &Ranking::new(&recording));
        assert_eq!((summary.unstable, summary.files[0].unstable), (1, 1));
        assert_eq!(summary.total.specialized, 2, "it counts for its state, too");
    }

    #[test]
    fn thousands_stand_apart() {
        let words = [0, 999, 1000, 1_234_567].map(grouped);
        assert_eq!(words, ["0", "999", "1,000", "1,234,567"]);
    }
}
