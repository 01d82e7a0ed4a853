//! `specialist check`: fails if hot code is not specialized.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use check::{Baseline, Report, Rules};
use engine::{Options, interpreter};
use recording::{Recording, State};
use reporter::check::{Format, statistics, write};
use sha2::{Digest, Sha256};

use crate::args::{self, CheckArgs, Command};
use crate::baseline::{self, NewBaseline};
use crate::nothing::{has, nothing_specialized};
use crate::output::screen;
use crate::pager;
use crate::project::here;
use crate::run::{failure, program};
use crate::save::Saving;
use crate::say::misuse;
use crate::session::{Session, load_unnamed};
use crate::settings::{self, Settings};

/// The exit status if something was found.
const FOUND: u8 = 1;

/// Code that runs less often belongs to the program's startup: 3.11 does not even quicken it.
const FEW: u64 = 8;

pub(crate) fn check(args: CheckArgs) -> anyhow::Result<ExitCode> {
    let args = &options_of_recordings(args)?;
    let settings = Settings::find(&args.settings, &here()?)?;
    let check = Check::new(args, &settings)?;
    let new_baseline = args.write_baseline.clone();
    let new_baseline = new_baseline.map(|path| NewBaseline::prepare(path, args.force));
    let new_baseline = new_baseline.transpose()?;
    let mut report = match recordings(args) {
        Some(paths) => check.recordings(&paths)?,
        None => check.run()?,
    };
    if is_vacuous(&report) {
        bail_if_incomplete(&report)?;
        bail!("nothing was checked: no loop ran long enough to be specialized");
    }
    if let Some(new_baseline) = new_baseline {
        bail_if_incomplete(&report).context("no baseline was written")?;
        new_baseline.write(&report)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some((path, baseline)) = &check.baseline {
        let forgiven = baseline.forgive(&mut report);
        forgiven.with_context(|| format!("{} cannot be used", path.display()))?;
    }
    check.print(&report)?;
    bail_if_incomplete(&report)?;
    let is_clean = report.findings.len() <= check.max_findings;
    Ok(if is_clean || check.exit_zero { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}

/// Fails if not everything was checked.
fn bail_if_incomplete(report: &Report) -> anyhow::Result<()> {
    if report.unchecked.is_empty() {
        return Ok(());
    }
    let unchecked: Vec<&str> = report.unchecked.iter().map(String::as_str).collect();
    bail!("the check is incomplete: {}", unchecked.join("; "))
}

/// Whether nothing was hot, so that no finding was possible.
fn is_vacuous(report: &Report) -> bool {
    report.totals.hot_loops == 0 && report.findings.is_empty()
}

/// Arguments after a program belong to it; those after recordings are options.
fn options_of_recordings(args: CheckArgs) -> anyhow::Result<CheckArgs> {
    let is_option = |word: &OsString| word.as_encoded_bytes().starts_with(b"-") && word != "-";
    if recordings(&args).is_none() || !args.program.words.iter().any(is_option) {
        return Ok(args);
    }
    let typed: Vec<OsString> = env::args_os().collect();
    match args::anywhere(&typed, "check").map_err(|error| anyhow!(misuse(&error)))? {
        Some(Command::Check(args)) => Ok(*args),
        _ => Ok(args),
    }
}

/// The recordings that are given instead of a program.
fn recordings(args: &CheckArgs) -> Option<Vec<PathBuf>> {
    let words = &args.program.words;
    let is_program = !args.program.module.is_empty() || !args.program.command.is_empty();
    let is_recording = |path: &Path| {
        path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
    };
    let first = words.first().filter(|_| !is_program)?;
    is_recording(Path::new(first)).then(|| words.iter().map(PathBuf::from).collect())
}

/// The command line and the settings combined.
struct Check<'a> {
    args: &'a CheckArgs,
    settings: check::Settings,
    python: Option<String>,
    targets: Vec<String>,
    explain: Option<bool>,
    baseline: Option<(PathBuf, Baseline)>,
    max_findings: usize,
    exit_zero: bool,
    statistics: bool,
    format: Format,
}

impl<'a> Check<'a> {
    fn new(args: &'a CheckArgs, settings: &'a Settings) -> anyhow::Result<Self> {
        let settings::Check { select, ignore, format, .. } = &settings.check;
        let select = args.select.as_ref().or(select.as_ref());
        let ignore = args.ignore.as_ref().or(ignore.as_ref());
        let rules = Rules::new(select.map(Vec::as_slice), ignore.map_or(&[], Vec::as_slice))?;
        let named = format.as_ref().map(|name| name.parse()).transpose()?;
        let format = args.format.or(named).unwrap_or_default();
        let statistics = args.statistics || settings.check.statistics.unwrap_or(false);
        if statistics && !matches!(format, Format::Full | Format::Concise) {
            bail!("--statistics prints a table of its own; leave out --format {format}");
        }
        let path = args.fail_on_increase.as_ref().or(settings.check.fail_on_increase.as_ref());
        let path = path.filter(|_| args.write_baseline.is_none());
        let explain = match (args.explain, args.no_explain) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => settings.check.explain,
        };
        let asked = &settings.check;
        let settings_of_check = check::Settings {
            rules,
            min_specialized: args.min_specialized.or(asked.min_specialized),
            min_executions: args.min_executions.or(asked.min_executions).unwrap_or(FEW),
            explained: false,
        };
        let targets = settings.targets.clone().filter(|_| args.targets.is_empty());
        Ok(Self {
            args,
            settings: settings_of_check,
            python: match &args.python {
                None => settings.python()?,
                python => python.clone(),
            },
            targets: targets.unwrap_or_else(|| args.targets.clone()),
            explain,
            baseline: path
                .map(|path| Ok::<_, anyhow::Error>((path.clone(), baseline::read(path)?)))
                .transpose()?,
            max_findings: args.max_findings.or(settings.check.max_findings).unwrap_or(0),
            exit_zero: args.exit_zero || settings.check.exit_zero.unwrap_or(false),
            statistics,
            format,
        })
    }

    /// Runs the program and checks it.
    fn run(&self) -> anyhow::Result<Report> {
        let program = program(&self.args.program)?;
        let python = interpreter::choose(self.python.as_deref())?;
        let save = self.args.save.clone().map(|path| Saving::prepare(path, self.args.force));
        let save = save.transpose()?;
        let explain = self.explain.unwrap_or(python.1.has_monitoring());
        let options = Options::new(self.targets.clone()).explain(explain);
        let session = Session::repeatable(python, program, options);
        let run = || -> anyhow::Result<Recording> { Ok(session.record()?.recording?) };
        let mut recording = run()?;
        if let Some(save) = save {
            save.write(&recording)?;
        }
        if recording.files.is_empty() {
            bail!(session.nothing_ran(&recording));
        }
        let mut report = self.recording(&mut recording, explain)?;
        if is_vacuous(&report)
            && report.unchecked.is_empty()
            && !has(&recording, &[State::Specialized])
        {
            bail!("nothing was checked: {}", nothing_specialized(&recording));
        }
        let again = (1..self.args.repeat).map(|_| self.recording(&mut run()?, explain));
        report.agree(&again.collect::<anyhow::Result<Vec<Report>>>()?);
        Ok(report)
    }

    /// Checks saved recordings, one after the other.
    fn recordings(&self, paths: &[PathBuf]) -> anyhow::Result<Report> {
        if self.args.save.is_some() {
            bail!("--save records a program; this is already a recording");
        }
        if self.args.repeat > 1 {
            bail!("--repeat runs a program; a recording can't be run");
        }
        let mut all: Option<Report> = None;
        for path in paths {
            let report = self
                .saved(path)
                .with_context(|| format!("{} cannot be checked", path.display()))?;
            match &mut all {
                None => all = Some(report),
                Some(all) => all.add(report)?,
            }
        }
        all.context("name a recording")
    }

    fn saved(&self, path: &Path) -> anyhow::Result<Report> {
        let mut recording = load_unnamed(path, &self.targets)?;
        let absent = compare_sources(&recording)?;
        let mut report = self.recording(&mut recording, false)?;
        if absent > 0 {
            let note = format!(
                "{absent} of the recorded files are not here, so line numbers are those of the recording"
            );
            report.notes.push(note);
        }
        Ok(report)
    }

    /// Checks a recording of a program that succeeded. `explained` says whether operands are known
    /// to have been observed.
    fn recording(&self, recording: &mut Recording, explained: bool) -> anyhow::Result<Report> {
        if let Some(failure) = failure(&recording.outcome) {
            bail!("nothing was checked: the program {failure}");
        }
        let settings = check::Settings { explained, ..self.settings.clone() };
        engine::prepare_threads();
        Ok(check::check(recording, &settings))
    }

    fn print(&self, report: &Report) -> anyhow::Result<()> {
        let args = &self.args.screen;
        let screen = screen(args.color);
        let is_read = self.statistics || matches!(self.format, Format::Full | Format::Concise);
        pager::print(is_read && !args.no_pager, |out| {
            if self.statistics {
                statistics(report, out)
            } else {
                write(report, self.format, screen, out)
            }
        })
    }
}

/// Fails if a file has changed since it was recorded, because findings may be elsewhere now.
/// Returns how many files don't exist at all.
fn compare_sources(recording: &Recording) -> anyhow::Result<usize> {
    let directory = Path::new(&recording.program.cwd);
    let mut absent = 0;
    for file in &recording.files {
        let there = [directory.join(&file.path), PathBuf::from(&file.path)];
        let Some(bytes) = there.iter().find_map(|path| files::read(path, files::SOURCE).ok())
        else {
            absent += 1;
            continue;
        };
        let hash = hex::encode(Sha256::digest(&bytes));
        if !hash.eq_ignore_ascii_case(&file.sha256) {
            bail!("{} has changed since it was recorded; record again", file.path);
        }
    }
    Ok(absent)
}
