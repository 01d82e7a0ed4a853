//! What one process of a family has left → its recording.

use std::path::{Path, PathBuf};
use std::time::Duration;

use handoff::{About, Answer, End, Given, Member, Request};
use recording::Recording;

use crate::Program;
use crate::assemble::{self, Ran, Reads, Source, Sources};
use crate::interpreter::Interpreter;
use crate::platform;

/// A process and what there is of it.
pub(super) enum Found {
    Recorded(Box<Recording>),
    Running,
    Lost(String),
}

pub(super) fn found(member: &Member, request: &Request, reads: Reads<'_>) -> Found {
    let about = &member.about;
    let running = || platform::is_running(about.process, about.born);
    match Answer::read(&member.directory) {
        Ok(Answer::Given(given)) => match given.parts().1 {
            Some(end) => recording(member, request, reads, &given, &end)
                .map_or_else(Found::Lost, |recording| Found::Recorded(Box::new(recording))),
            None if running() => Found::Running,
            None => Found::Lost(
                "the disk was full, or it was killed while its code was written".to_owned(),
            ),
        },
        Ok(_) if running() => Found::Running,
        Ok(_) => Found::Lost(match member.ended() {
            Some(ended) => format!("it ended with status {} and could not be read", ended.status),
            None => "it was killed, or became another program".to_owned(),
        }),
        Err(error) => Found::Lost(error.to_string()),
    }
}

fn recording(
    member: &Member,
    request: &Request,
    reads: Reads<'_>,
    given: &Given,
    end: &End,
) -> Result<Recording, String> {
    let about = &member.about;
    let interpreter = interpreter(&end.python);
    let version = interpreter.usable().map_err(|error| error.to_string())?;
    // What is the same file in several processes has the same path in their recordings.
    let cwd = Path::new(&request.selection.directory);
    let program = Program::of_command_line(&about.command);
    let sources = Sources::of_program(&program, version, cwd, reads);
    if let Reads::Chosen(_) = reads {
        let matcher = request.selection.matcher().map_err(|error| error.to_string())?;
        let is_outside =
            |(name, source): &(PathBuf, Source)| !matcher.wants(name) || !sources.allow(source);
        if let Some((_, source)) = sources.of_answer(given).iter().find(|it| is_outside(it)) {
            let path = source.path().display();
            return Err(format!("its source {path} is elsewhere; to have it read, {CHOOSE}"));
        }
    }
    let ended = member.ended();
    let seconds = ended.map_or(0, |ended| ended.at.saturating_sub(about.began));
    let by_its_end = i32::from(end.raised.is_some());
    let ran = Ran {
        version,
        engine: interpreter.recorded(),
        program: program.recorded(cwd),
        began: about.began(),
        seconds: Duration::from_nanos(seconds).as_secs_f64(),
        exit_status: ended.map_or(by_its_end, |ended| ended.status),
    };
    let mut recording = assemble::recording(&ran, &sources, given);
    if ended.is_none() {
        recording.warnings.push(UNKNOWN_END.to_owned());
    }
    Ok(recording)
}

const CHOOSE: &str = "combine in a directory that contains it, or name one with --sources";

const UNKNOWN_END: &str = "the exit status and how long the process ran are not known";

fn interpreter(python: &handoff::Python) -> Interpreter {
    let mut numbers = python.version.split('.').map(|number| number.parse().unwrap_or_default());
    Interpreter {
        path: PathBuf::from(&python.executable),
        version: python.version.clone(),
        feature: (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default()),
        implementation: python.implementation.clone(),
        abiflags: String::new(),
        executable: PathBuf::from(&python.executable),
        stdlib: None,
    }
}

/// `process 12 (python app.py)`
pub(super) fn described(about: &About) -> String {
    let words = about.command.iter().map(|word| word.to_string_lossy());
    let command = words.collect::<Vec<_>>().join(" ");
    let fork = if about.forked { ", a fork of" } else { "" };
    let shown = match command.char_indices().nth(MOST_SHOWN) {
        Some((at, _)) => format!("{}…", &command[..at]),
        None => command,
    };
    let about = &about.process;
    format!("process {about}{fork} ({shown})")
}

/// Characters of a command line.
const MOST_SHOWN: usize = 80;
