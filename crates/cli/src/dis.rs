//! `specialist dis`: the disassembly of a program that has run.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{anyhow, bail};
use engine::launch::Launch;
use engine::{Options, Program, interpreter};
use recording::{Code, File, ProgramKind, Recording};
use reporter::terminal::{self, dis};

use crate::args::DisArgs;
use crate::nothing;
use crate::output::screen;
use crate::pager;
use crate::project::here;
use crate::run::{end_as, recorded};
use crate::session::{Session, load};

pub(crate) fn dis(args: &DisArgs) -> anyhow::Result<ExitCode> {
    let (target, qualname) = parts(&args.target, args.module);
    let is_recording =
        |path: &Path| path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"));
    if !args.module && is_recording(Path::new(&target)) {
        if !args.arguments.is_empty() {
            bail!("a recording takes no arguments: its program has already run");
        }
        let recording = load(Path::new(&target), &args.targets, "shown")?;
        show(&recording, qualname.as_deref(), args, |_| true)?;
        return Ok(ExitCode::SUCCESS);
    }
    run(args, target, qualname.as_deref())
}

fn run(args: &DisArgs, target: OsString, qualname: Option<&str>) -> anyhow::Result<ExitCode> {
    let kind = if args.module { ProgramKind::Module } else { ProgramKind::File };
    if kind == ProgramKind::File && !Path::new(&target).exists() {
        bail!("there is no file {}", Path::new(&target).display());
    }
    here()?;
    let python = interpreter::choose(args.python.as_deref())?;
    let was = nothing::target(kind, &target)?;
    let program = Program { kind, target, arguments: args.arguments.clone() };
    let launch = Launch::new(program, Options::new(args.targets.clone())).stdout_to_stderr(true);
    let session = Session::new(python, launch, was);
    let run = session.record()?;
    let Some(recording) = recorded(&run)? else { return Ok(end_as(run)) };
    if recording.files.is_empty() {
        bail!(session.nothing_ran(recording));
    }
    // Imported files are shown only on request.
    let is_program = |file: &File| terminal::is_program(&file.path, recording);
    let only_program = args.targets.is_empty() && recording.files.iter().any(is_program);
    show(recording, qualname, args, |file| !only_program || is_program(file))?;
    Ok(end_as(run))
}

/// `FILE[:QUALNAME]`. A colon may also belong to the file's name.
fn parts(target: &OsStr, is_module: bool) -> (OsString, Option<String>) {
    let whole = || (target.to_owned(), None);
    let Some(text) = target.to_str() else { return whole() };
    if !is_module && Path::new(target).exists() {
        return whole();
    }
    match text.rsplit_once(':') {
        Some((file, qualname)) => (file.into(), Some(qualname.to_owned())),
        None => whole(),
    }
}

fn show(
    recording: &Recording,
    qualname: Option<&str>,
    args: &DisArgs,
    wants: impl Fn(&File) -> bool,
) -> anyhow::Result<()> {
    let python = &recording.engine.python;
    let version = recording.engine.version().ok_or_else(|| {
        anyhow!("the recording is from Python {python}, which cannot be disassembled")
    })?;
    let files: Vec<&File> = recording.files.iter().filter(|file| wants(file)).collect();
    let is_chosen = |code: &&Code| qualname.is_none_or(|name| code.qualname == name);
    if let Some(name) = qualname
        && !files.iter().flat_map(|file| &file.code).any(|code| code.qualname == name)
    {
        bail!(unknown(name, &files));
    }
    let shown = dis::Shown {
        adaptive: args.adaptive,
        caches: args.show_caches,
        stack: args.stack,
        plain: args.plain,
    };
    let screen = screen(args.screen.color);
    let options = reporter::Options::default();
    pager::print(!args.screen.no_pager, |out| {
        let mut is_first = true;
        files.into_iter().try_for_each(|file| {
            let chosen: Vec<&Code> = file.code.iter().filter(is_chosen).collect();
            if !chosen.is_empty() && !std::mem::take(&mut is_first) {
                writeln!(out)?;
            }
            dis::write(version, file, chosen, shown, &options, screen, &mut *out)
        })
    })
}

/// Maximum number of suggestions.
const NEAREST: usize = 3;

/// The message for a name that no code object has.
fn unknown(name: &str, files: &[&File]) -> String {
    let mut names: Vec<&str> =
        files.iter().flat_map(|file| &file.code).map(|code| code.qualname.as_str()).collect();
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let likeness = |known: &str| {
        let whole = strsim::jaro_winkler(known, name);
        // `shifted` for `Point.shifted`.
        whole.max(strsim::jaro_winkler(&last(known), name))
    };
    names.sort_by(|a, b| likeness(b).total_cmp(&likeness(a)).then_with(|| a.cmp(b)));
    names.dedup();
    names.truncate(NEAREST);
    let file = match files {
        [file] => file.path.as_str(),
        _ => "the recorded files",
    };
    format!("{file} has no code object {name}; the nearest are {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_and_a_name_in_it() {
        let parts = |text: &str, is_module| {
            let (target, name) = parts(OsStr::new(text), is_module);
            (target.into_string().unwrap(), name)
        };
        assert_eq!(parts("a.py", false), ("a.py".into(), None));
        assert_eq!(parts("a.py:f", false), ("a.py".into(), Some("f".into())));
        assert_eq!(parts("a:b.py:A.f", false), ("a:b.py".into(), Some("A.f".into())));
        assert_eq!(parts("pkg.mod:<module>", true), ("pkg.mod".into(), Some("<module>".into())));
        assert_eq!(parts("pkg.mod", true), ("pkg.mod".into(), None));
    }
}
