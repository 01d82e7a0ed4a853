//! Combines many recordings into one.

mod merge;
mod paths;
#[cfg(test)]
pub(crate) mod properties;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use bytecode::Version;
use jiff::Timestamp;
use path_clean::clean;

pub use self::paths::{BadPath, Paths};

use self::paths::is_no_file;

use crate::{
    Code, Engine, File, Machine, Missing, Outcome, Processes, Program, ProgramKind, Recording,
    Sampling,
};

/// Recordings of several processes, combined one at a time: only the result is kept in memory.
///
/// The result does not depend on their order, and a single recording stays as it is.
/// `docs/recording.md` explains which form of an instruction is displayed.
#[derive(Debug)]
pub struct Combined {
    paths: Paths,
    base: PathBuf,
    /// The parts that describe the whole; `None` before the first recording.
    head: Option<Head>,
    files: BTreeMap<Key, Merged>,
}

/// Identifies a file: one path may have had several sources.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// The absolute path, after mapping.
    path: PathBuf,
    sha256: String,
}

/// What is known about a file.
#[derive(Debug)]
struct Merged {
    source: String,
    code: Vec<Code>,
    /// The places in `code` of possibly equal code objects, in order.
    places: HashMap<u64, Vec<usize>>,
    /// Whether its code is still in the order of the only recording that had it.
    alone: bool,
}

#[derive(Debug)]
struct Head {
    version: Option<Version>,
    first: First,
    outcome: Outcome,
    warnings: Vec<String>,
    /// Paths are whole.
    missing: Missing,
    processes: Processes,
    sampling: Option<Sampled>,
    recordings: usize,
    /// The directory in which all were started; `None` if they differ, or if a file's path was
    /// mapped.
    cwd: Option<PathBuf>,
}

/// The rank of the recording that describes all: the one that was started first, which started the
/// others. One without a start time comes last.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct First {
    undated: bool,
    started: Option<Timestamp>,
    program: Program,
    engine: Engine,
    machine: Option<Machine>,
}

/// Sums of samples, in integers, so that the order of adding changes no digit.
#[derive(Debug)]
struct Sampled {
    one: Sampling,
    /// The time between samples, summed over all of them, in picoseconds.
    time: u128,
    ticks: u64,
    inside: u64,
    outside: u64,
}

/// The error for a recording of another version of Python, whose code objects can't be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "it was recorded on {found}, and what comes before it on {known}: combine the recordings of one version at a time"
)]
pub struct OtherVersion {
    /// What it was recorded on, such as `CPython 3.13`.
    pub found: String,
    /// What the others were recorded on.
    pub known: String,
}

impl Combined {
    /// Starts without recordings. Paths are mapped by `paths`; if recordings were started in
    /// different directories, or a path is mapped, paths below `base` become relative to it in the
    /// result.
    pub fn new(paths: Paths, base: impl Into<PathBuf>) -> Self {
        Self { paths, base: base.into(), head: None, files: BTreeMap::new() }
    }

    /// Adds a recording.
    ///
    /// # Errors
    /// If it is from another version of Python or another implementation. Then nothing is added.
    pub fn add(&mut self, recording: Recording) -> Result<(), OtherVersion> {
        let mut head = Head::new(&recording);
        if let Some(known) = &self.head
            && (known.version, name(known)) != (head.version, name(&head))
        {
            return Err(OtherVersion { found: name(&head), known: name(known) });
        }
        let directory = Path::new(&recording.program.cwd);
        for source in &mut head.missing.sources {
            let (path, mapped) = self.paths.place(directory, &source.path);
            source.path = path.to_string_lossy().into_owned();
            if mapped {
                head.cwd = None;
            }
        }
        for file in recording.files {
            let (path, mapped) = self.paths.place(directory, &file.path);
            if mapped {
                head.cwd = None;
            }
            let File { sha256, source, code, .. } = file;
            let merged = self.files.entry(Key { path, sha256 }).or_insert_with(|| Merged {
                source,
                code: Vec::new(),
                places: HashMap::new(),
                alone: true,
            });
            merged.add(code, head.version);
        }
        self.head = Some(match self.head.take() {
            Some(known) => known.and(head),
            None => head,
        });
        Ok(())
    }

    /// The combined recording; `None` if there were none.
    pub fn finish(self) -> Option<Recording> {
        let Self { base, head, files, .. } = self;
        let head = head?;
        let mut warnings = head.warnings;
        let known: HashSet<String> = warnings.iter().cloned().collect();
        let directory = head.cwd.as_deref().unwrap_or(&base);
        let shown = |path: &Path| {
            path.strip_prefix(directory).unwrap_or(path).to_string_lossy().into_owned()
        };
        for (key, next) in files.keys().zip(files.keys().skip(1)) {
            if key.path == next.path && !is_no_file(&key.path.to_string_lossy()) {
                let path = shown(&key.path);
                let warning =
                    format!("{path} had different contents in different processes: each is here");
                if !known.contains(&warning) && warnings.last() != Some(&warning) {
                    warnings.push(warning);
                }
            }
        }
        let mut missing = head.missing;
        missing.sources.iter_mut().for_each(|source| source.path = shown(Path::new(&source.path)));
        let sampling = if head.recordings > 1 {
            warnings.sort();
            head.sampling.map(Sampled::mean)
        } else {
            head.sampling.map(|sampled| sampled.one)
        };
        let First { started, mut program, engine, machine, .. } = head.first;
        if head.cwd.is_none() {
            program = moved(program, &base);
        }
        let files = files.into_iter().map(|(key, merged)| File {
            path: shown(&key.path),
            sha256: key.sha256,
            source: merged.source,
            code: sorted(merged.code, merged.alone),
        });
        let mut files: Vec<File> = files.collect();
        files.sort_by(|a, b| (&a.path, &a.sha256).cmp(&(&b.path, &b.sha256)));
        Some(Recording {
            engine,
            program,
            outcome: head.outcome,
            started,
            machine,
            warnings,
            missing,
            processes: head.processes,
            sampling,
            files,
        })
    }
}

/// `cpython 3.12`
fn name(head: &Head) -> String {
    let Engine { implementation, python, .. } = &head.first.engine;
    match head.version {
        Some(version) => format!("{implementation} {version}"),
        None => format!("{implementation} {python}"),
    }
}

/// The program, as named from another directory.
fn moved(program: Program, base: &Path) -> Program {
    let is_path = program.kind == ProgramKind::File && program.target != "-";
    let path = clean(Path::new(&program.cwd).join(&program.target));
    let target = if is_path {
        path.strip_prefix(base).unwrap_or(&path).to_string_lossy().into_owned()
    } else {
        program.target
    };
    Program { target, cwd: base.to_string_lossy().into_owned(), ..program }
}

impl Merged {
    fn add(&mut self, code: Vec<Code>, version: Option<Version>) {
        self.alone &= self.code.is_empty();
        // Of equal ones the first is put to the first, and so on: those before are taken.
        let mut taken: HashMap<u64, usize> = HashMap::new();
        for new in code {
            let place = place(&new);
            let places = self.places.entry(place).or_default();
            let next = taken.entry(place).or_insert(0);
            let known = places.get(*next).and_then(|at| self.code.get_mut(*at));
            *next += 1;
            if let Some(known) = known.filter(|known| merge::is_same(known, &new)) {
                merge::merge(known, new, version);
            } else {
                places.insert(*next - 1, self.code.len());
                self.code.push(new);
            }
        }
    }
}

/// The key under which equal code objects are found: hardly any others share it.
fn place(code: &Code) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&code.qualname, code.first_line, code.instructions.len(), &code.lines).hash(&mut hasher);
    for instruction in &code.instructions {
        merge::fixed(instruction).hash(&mut hasher);
    }
    hasher.finish()
}

/// Sorts by first line; code objects of one line are always in the same order, too.
fn sorted(mut code: Vec<Code>, alone: bool) -> Vec<Code> {
    let key = |code: &Code| {
        let bases = code.instructions.iter().map(|it| (it.base, it.arg, it.span));
        (code.first_line, code.qualname.clone(), bases.collect::<Vec<_>>())
    };
    if !alone {
        code.sort_by_cached_key(key);
    }
    code
}

impl Head {
    fn new(recording: &Recording) -> Self {
        let Recording { engine, program, outcome, started, machine, .. } = recording;
        let sampled = |one: Sampling| Sampled {
            one,
            #[expect(clippy::cast_sign_loss, reason = "casts stop at the ends of the range")]
            time: ((one.interval * 1e12) as u128).saturating_mul(one.ticks.into()),
            ticks: one.ticks,
            inside: one.inside,
            outside: one.outside,
        };
        Self {
            version: engine.version(),
            first: First {
                undated: started.is_none(),
                started: *started,
                program: program.clone(),
                engine: engine.clone(),
                machine: machine.clone(),
            },
            outcome: outcome.clone(),
            warnings: recording.warnings.clone(),
            missing: recording.missing.clone(),
            processes: recording.processes,
            sampling: recording.sampling.map(sampled),
            recordings: 1,
            cwd: Some(clean(Path::new(&program.cwd))),
        }
    }

    fn and(mut self, other: Self) -> Self {
        self.warnings.extend(other.warnings);
        let mut known = HashSet::new();
        self.warnings.retain(|warning| known.insert(warning.clone()));
        self.missing = self.missing.and(other.missing);
        self.first = self.first.min(other.first);
        self.outcome = worst(self.outcome, other.outcome);
        self.processes = self.processes.and(other.processes);
        self.recordings += other.recordings;
        self.cwd = self.cwd.filter(|cwd| other.cwd.as_ref() == Some(cwd));
        self.sampling = match (self.sampling, other.sampling) {
            (Some(a), Some(b)) => Some(a.and(&b)),
            (a, b) => a.or(b),
        };
        self
    }
}

/// The end of the process that ended worst, the duration of the one that ran longest (everything
/// observed falls within it), and the threads of all.
fn worst(a: Outcome, b: Outcome) -> Outcome {
    let seconds = a.seconds.max(b.seconds);
    let threads = a.threads.saturating_add(b.threads);
    let key = |end: &Outcome| (end.exit_status != 0, end.exit_status, end.exception.clone());
    let worse = if key(&b) > key(&a) { b } else { a };
    Outcome { seconds, threads, ..worse }
}

impl Sampled {
    fn and(self, other: &Self) -> Self {
        Self {
            one: self.one,
            time: self.time.saturating_add(other.time),
            ticks: self.ticks.saturating_add(other.ticks),
            inside: self.inside.saturating_add(other.inside),
            outside: self.outside.saturating_add(other.outside),
        }
    }

    fn mean(self) -> Sampling {
        let Self { time, ticks, inside, outside, .. } = self;
        #[expect(clippy::cast_precision_loss, reason = "an average need not be exact")]
        let interval = if ticks == 0 { 0.0 } else { time as f64 / 1e12 / ticks as f64 };
        Sampling { interval, ticks, inside, outside }
    }
}
