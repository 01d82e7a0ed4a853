//! `specialist FILE`, `-m MODULE`, `-c COMMAND`: run a program, then show what became of it.

use std::env;
use std::ffi::OsStr;
use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use engine::launch::{Launch, Run};
use engine::{Options, Program, Unrecorded, interpreter};
use recording::{Outcome, ProgramKind, Recording, State};

use crate::FAILED;
use crate::args::{ProgramArgs, RunArgs, commands};
use crate::family::{Recordings, tell};
use crate::nothing::{self, Target, has, nothing_specialized};
use crate::output::Output;
use crate::project::here;
use crate::say::{say, sentence};
use crate::session::Session;
use crate::settings::Settings;

pub(crate) fn run(args: RunArgs) -> anyhow::Result<ExitCode> {
    let (program, was) = program(&args.program)?;
    let here = here()?;
    let python = interpreter::choose(args.python.as_deref())?;
    let (file, recordings) = if args.subprocesses {
        let paths = Settings::find(&args.settings, &here)?.paths()?;
        (None, Some((Recordings::prepare(args.save)?, (paths, here))))
    } else if args.settings.is_given() {
        bail!(
            "a run uses no settings, except paths with --subprocesses; leave out --config and --no-config"
        );
    } else {
        (args.save, None)
    };
    let output = Output::prepare(&args.output, file)?;
    let options = Options::new(args.output.targets).sample(!args.no_sample).explain(args.explain);
    let launch = Launch::new(program, options)
        .stdout_to_stderr(output.stdout_is_a_document())
        .family(recordings.as_ref().map(|(recordings, _)| recordings.directory().to_owned()));
    let session = Session::new(python, launch, was);
    let mut run = session.record()?;
    if let Some(((recordings, place), family)) = recordings.zip(run.family.take()) {
        let main = run.recording.as_ref().ok();
        if let Some(main) = main {
            recordings.save(&run.name, main)?;
        }
        let (gathered, mut all) = recordings.gather(family, main, place)?;
        if let Some((all, main)) = all.as_mut().zip(main) {
            // The program is the process that was started; it may have ended the others.
            all.outcome.clone_from(&main.outcome);
        }
        tell(&recordings, &gathered, main.iter().count());
        if let Some(all) = all.filter(|_| gathered.recorded > 0)
            && let Err(error) = std::mem::replace(&mut run.recording, Ok(all))
        {
            say(error);
        }
    }
    let recording = match recorded(&run) {
        Ok(Some(recording)) => recording,
        Ok(None) => return Ok(end_as(run)),
        Err(error) => return or_kept(args.keep_status, run, sentence(&error)),
    };
    output.save(recording)?;
    if recording.files.is_empty() {
        let why = session.nothing_ran(recording);
        return or_kept(args.keep_status, run, why);
    }
    output.show(recording)?;
    let specialized = has(recording, &[State::Specialized, State::Compiled]);
    if run.exit_status() == 0 && !specialized {
        let why = nothing_specialized(recording).to_owned();
        return or_kept(args.keep_status, run, why);
    }
    Ok(end_as(run))
}

/// A run with nothing to show fails, unless the program's exit status is kept.
fn or_kept(keep: bool, run: Run, why: String) -> anyhow::Result<ExitCode> {
    if !keep {
        bail!(why);
    }
    say(why);
    Ok(end_as(run))
}

/// The recording; `None`, after saying why, if a program that failed has none because of what it or
/// another process did.
///
/// # Errors
/// If there is none for another reason.
pub(crate) fn recorded(run: &Run) -> anyhow::Result<Option<&Recording>> {
    let is_not_ours = |error: &Unrecorded| {
        matches!(
            error,
            Unrecorded::Vanished { .. } | Unrecorded::Removed { .. } | Unrecorded::Unloaded { .. }
        )
    };
    match &run.recording {
        Ok(recording) => Ok(Some(recording)),
        Err(error) if is_not_ours(error) && run.exit_status() != 0 => {
            say(error);
            Ok(None)
        }
        Err(error) => bail!("{error}"),
    }
}

/// How a program failed, such as `ended with status 1 (ValueError)`; `None` if it did not fail.
pub(crate) fn failure(outcome: &Outcome) -> Option<String> {
    let raised = outcome.exception.as_ref().map(|raised| format!(" ({})", raised.kind));
    let status = outcome.exit_status;
    (status != 0).then(|| format!("ended with status {status}{}", raised.unwrap_or_default()))
}

pub(crate) fn end_as(run: Run) -> ExitCode {
    run.die_likewise();
    let status = run.exit_status();
    // The system reclaims the memory of a million instructions faster than we could free it.
    std::mem::forget(run);
    u8::try_from(status).map_or(ExitCode::from(FAILED), ExitCode::from)
}

/// The program on the command line, and what its file is now.
pub(crate) fn program(args: &ProgramArgs) -> anyhow::Result<(Program, Target)> {
    let (kind, words) = if let [_, ..] = args.module.as_slice() {
        (ProgramKind::Module, args.module.iter())
    } else if let [_, ..] = args.command.as_slice() {
        (ProgramKind::Command, args.command.iter())
    } else {
        (ProgramKind::File, [].iter())
    };
    if let ([word], []) | ([], [word]) = (args.module.as_slice(), args.command.as_slice())
        && env::args_os().any(|typed| is_joined(&typed, word))
    {
        bail!(
            "put a space after -m or -c; without it, what follows is read as options of specialist"
        );
    }
    let mut words = words.chain(&args.words).cloned();
    let Some(target) = words.next() else {
        bail!("name a program: FILE, -m MODULE or -c COMMAND (see --help)");
    };
    if kind == ProgramKind::File && target != "-" && !Path::new(&target).exists() {
        let shown = Path::new(&target).display();
        match nearest_command(&target) {
            Some(name) => bail!("there is no file {shown}; did you mean the command {name}?"),
            None => bail!("there is no file {shown}"),
        }
    }
    let was = nothing::target(kind, &target)?;
    Ok((Program { kind, target, arguments: words.collect() }, was))
}

/// The command whose name was mistyped: `check` for `chekc`.
fn nearest_command(word: &OsStr) -> Option<String> {
    let word = word.to_str()?;
    let distance = |name: &String| strsim::damerau_levenshtein(word, name);
    let nearest = commands().into_iter().min_by_key(distance)?;
    (0 < distance(&nearest) && distance(&nearest) * 3 <= nearest.len()).then_some(nearest)
}

/// `-mpytest`, `-bmpytest`: Python gives all that follows to the program, clap does not.
fn is_joined(typed: &OsStr, word: &OsStr) -> bool {
    let flags = typed.as_encoded_bytes().strip_suffix(word.as_encoded_bytes());
    let is_short = matches!(flags, Some([b'-', b'a'..=b'z', ..]));
    is_short && !word.is_empty() && matches!(flags, Some([.., b'm' | b'c']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_was_meant() {
        let meant = |word: &str| nearest_command(OsStr::new(word));
        assert_eq!(meant("chekc").as_deref(), Some("check"));
        assert_eq!(meant("dif").as_deref(), Some("diff"));
        assert_eq!(meant("completion").as_deref(), Some("completions"));
        for other in ["point.py", "checker.py", "d", "", "bench"] {
            assert_eq!(meant(other), None, "{other}");
        }
    }

    #[test]
    fn a_word_joined_to_its_option() {
        let is = |typed: &str, word: &str| is_joined(OsStr::new(typed), OsStr::new(word));
        assert!(is("-mpytest", "pytest") && is("-bmpytest", "pytest") && is("-mm", "m"));
        assert!(!is("-m", "m") && !is("-c", "") && !is("pytest", "pytest") && !is("--m", "m"));
        assert!(!is("a-mb", "b"));
    }
}
