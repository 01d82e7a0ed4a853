//! The index's table of files and of the functions in them.

use recording::{Code, Instruction};
use rustc_hash::FxHashMap;
use sites::{Ranking, Trouble};

use super::model::{File, Function, IndexData, Table};
use super::report::Report;
use super::sites::short_percent;
use super::text::shown;
use crate::summary::{Counts, FileSummary, grouped};

/// The columns in order: their names in the script, and their headings.
const COLUMNS: [(&str, &str); 7] = [
    ("name", "File"),
    ("sites", "Sites"),
    ("specialized", "Specialized"),
    ("failing", "Failing"),
    ("unstable", "Unstable"),
    ("cold", "Cold"),
    // Left out if there are no samples.
    ("heat", "Samples"),
];

/// The table, and what the script needs in addition.
pub(super) struct FilesTable<'a> {
    pub(super) rows: Vec<Row<'a>>,
    /// All samples that were taken.
    samples: u64,
    /// Samples of the hottest file.
    most: u64,
}

/// A file's line.
pub(super) struct Row<'a> {
    pub(super) page: &'a str,
    pub(super) path: String,
    numbers: Numbers,
    functions: Vec<(&'a Code, Numbers)>,
    /// Its samples, as text and in percent of the hottest file's.
    heat: Option<(String, u64)>,
    sampled: bool,
}

/// The counts of a file or a function.
#[derive(Clone, Copy, Default)]
struct Numbers {
    sites: u64,
    specialized: u64,
    failing: u64,
    unstable: u64,
    cold: u64,
    samples: u64,
}

/// A cell of the table.
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) class: &'static str,
    /// The length of its bar, in percent.
    pub(super) of: Option<u64>,
}

impl<'a> FilesTable<'a> {
    /// The files in the order of the summary.
    pub(super) fn new(report: &'a Report) -> Self {
        let samples = report.frame.samples;
        let unstable = unstable(&report.findings);
        let row = |of: &FileSummary<'a>| {
            let functions = functions(of, &unstable);
            let here = functions.iter().map(|(_, numbers)| numbers.samples);
            let heat = here.fold(0_u64, u64::saturating_add);
            Row {
                page: report.name(of.index),
                path: shown(&of.file.path),
                numbers: Numbers::new(of.counts, of.unstable, heat),
                functions,
                heat: None,
                sampled: samples > 0,
            }
        };
        let mut rows: Vec<Row> = report.summary.files.iter().map(row).collect();
        let most = rows.iter().map(|row| row.numbers.samples).max().unwrap_or(0);
        for row in &mut rows {
            let here = row.numbers.samples;
            let share = short_percent(here, samples).filter(|_| here > 0);
            row.heat = share.map(|share| (share, here.saturating_mul(100) / most.max(1)));
        }
        Self { rows, samples, most }
    }

    pub(super) fn columns(&self) -> &'static [(&'static str, &'static str)] {
        if self.samples > 0 { &COLUMNS } else { &COLUMNS[..COLUMNS.len() - 1] }
    }

    /// What the script sorts and searches.
    pub(super) fn data(&self) -> IndexData<'_> {
        let functions = self.rows.iter().flat_map(|row| &row.functions);
        IndexData {
            samples: self.samples,
            most: self.most,
            files: Table(self.rows.iter().map(Row::data).collect()),
            functions: Table(functions.map(|(code, numbers)| function(code, *numbers)).collect()),
        }
    }
}

impl Row<'_> {
    fn data(&self) -> File<'_> {
        let Numbers { sites, specialized, failing, unstable, cold, samples } = self.numbers;
        let (page, length) = (self.page, self.functions.len());
        File { page, length, sites, specialized, failing, unstable, cold, samples }
    }

    /// The cells after the name.
    pub(super) fn cells(&self) -> Vec<Cell> {
        let Numbers { sites, specialized, failing, unstable, cold, .. } = self.numbers;
        let plain = |text| Cell { text, class: "", of: None };
        let counted = |count, class| {
            let class = if count > 0 { class } else { "none" };
            Cell { text: number(count), class, of: None }
        };
        let percent = self.numbers.percent(specialized);
        let percent = percent.map_or_else(|| "–".into(), |percent| format!("{percent}%"));
        let mut cells = vec![
            plain(number(sites)),
            plain(percent),
            counted(failing, "failing"),
            counted(unstable, "unstable"),
            counted(cold, ""),
        ];
        if self.sampled {
            cells.push(match &self.heat {
                Some((text, of)) => Cell { text: text.clone(), class: "hot", of: Some(*of) },
                None => plain(String::new()),
            });
        }
        cells
    }

    /// Where the specialized and the failing sites end in the bar, in percent; `None` without
    /// sites.
    pub(super) fn bar(&self) -> Option<(u64, u64)> {
        let Numbers { specialized, failing, .. } = self.numbers;
        let end = |count| self.numbers.percent(count);
        end(specialized).zip(end(specialized + failing))
    }
}

impl Numbers {
    fn new(counts: Counts, unstable: usize, samples: u64) -> Self {
        Self {
            sites: counts.sites() as u64,
            specialized: counts.specialized as u64,
            failing: counts.failing as u64,
            unstable: unstable as u64,
            cold: counts.cold as u64,
            samples,
        }
    }

    /// A share of the sites, in percent.
    fn percent(self, part: u64) -> Option<u64> {
        (part * 100).checked_div(self.sites)
    }
}

fn function(code: &Code, numbers: Numbers) -> Function {
    let Numbers { sites, specialized, failing, unstable, cold, samples } = numbers;
    let (name, line) = (shown(&code.qualname), code.first_line);
    Function { name, line, sites, specialized, failing, unstable, cold, samples }
}

/// How many unstable sites each code object has, by the indices of the file and the code object.
fn unstable(findings: &Ranking) -> FxHashMap<(usize, usize), usize> {
    let mut counts = FxHashMap::default();
    for finding in findings.all.iter().filter(|finding| finding.trouble == Trouble::Unstable) {
        *counts.entry((finding.file, finding.code)).or_default() += 1;
    }
    counts
}

/// A file's functions in order of their lines; code objects created repeatedly from the same
/// function are one.
fn functions<'a>(
    of: &FileSummary<'a>,
    unstable: &FxHashMap<(usize, usize), usize>,
) -> Vec<(&'a Code, Numbers)> {
    let mut known: FxHashMap<_, usize> = FxHashMap::default();
    let mut functions: Vec<(&Code, Counts, usize, u64)> = Vec::with_capacity(of.file.code.len());
    for (place, object) in of.file.code.iter().enumerate() {
        let at = *known.entry((&object.qualname, object.first_line)).or_insert(functions.len());
        if at == functions.len() {
            functions.push((object, Counts::default(), 0, 0));
        }
        let Some((_, counts, unstable_here, samples_here)) = functions.get_mut(at) else {
            continue;
        };
        *counts = *counts + Counts::of_code(object);
        *unstable_here += unstable.get(&(of.index, place)).copied().unwrap_or(0);
        *samples_here = samples_here.saturating_add(samples(object));
    }
    let numbers =
        |(code, counts, unstable, samples)| (code, Numbers::new(counts, unstable, samples));
    functions.into_iter().map(numbers).collect()
}

fn samples(code: &Code) -> u64 {
    code.instructions.iter().map(Instruction::samples).fold(0, u64::saturating_add)
}

pub(super) fn number(count: u64) -> String {
    grouped(usize::try_from(count).unwrap_or(usize::MAX))
}
