//! 3.11: what its instructions fail on is found in a second run.
//!
//! The program runs again without anything going in or out, and only the code objects with
//! instructions of interest are traced. What it does otherwise, it does twice.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use handoff::{Answer, Observe, Request, Traced};
use recording::{Code, Evidence, File, Instruction, Operands, Recording, State};

use super::prepared::Prepared;
use super::{Launch, On};
use crate::interpreter::Interpreter;
use crate::platform;

/// How much longer than the first run the second may take: so many times as long, and this.
const TIMES: f64 = 20.0;
const MORE: Duration = Duration::from_secs(10);

/// How often is looked whether it has ended.
const PAUSE: Duration = Duration::from_millis(5);

/// Adds the operands of instructions of interest, if there are any. Where the second run behaves
/// differently there are fewer; where it fails there are none, and a warning.
pub(super) fn add(launch: &Launch, on: &On<'_>, request: &Request, recording: &mut Recording) {
    let asked = asked(on.cwd, recording);
    if asked.is_empty() {
        return;
    }
    let limit = Duration::from_secs_f64(TIMES * recording.outcome.seconds) + MORE;
    let launch = Launch { stdout_to_stderr: false, ..launch.clone() };
    match second_run(&launch, on.interpreter, request, asked, limit) {
        Ok((found, warnings)) => {
            let new = |warning: &String| !recording.warnings.contains(warning);
            let new: Vec<_> = warnings.into_iter().filter(new).collect();
            recording.warnings.extend(new);
            put(on.cwd, recording, found);
        }
        Err(reason) => {
            recording.warnings.push(format!("operands are not shown: the second run {reason}"));
        }
    }
}

/// The code objects with instructions of interest, as the host will find them.
fn asked(cwd: &Path, recording: &Recording) -> Vec<Traced> {
    let of_file = |file: &File| -> Vec<Traced> {
        let filename = filename(cwd, file);
        let traced = |code: &Code| {
            let offsets: Vec<u32> = code
                .instructions
                .iter()
                .filter(|it| is_of_interest(it))
                .map(|it| it.offset)
                .collect();
            (!offsets.is_empty()).then(|| Traced {
                filename: filename.clone(),
                qualname: code.qualname.clone(),
                first_line: code.first_line,
                offsets,
            })
        };
        file.code.iter().filter_map(traced).collect()
    };
    recording.files.iter().flat_map(of_file).collect()
}

/// It failed, or is specialized for operands that are not always there.
fn is_of_interest(instruction: &Instruction) -> bool {
    let misses = instruction.evidence.as_ref().and_then(|evidence| evidence.misses);
    instruction.state == State::Failing || misses.is_some_and(|misses| misses > 0)
}

/// The host names files by where they are, and the text after `-c` by the name it is compiled
/// under.
fn filename(cwd: &Path, file: &File) -> PathBuf {
    if file.path == "<string>" { file.path.clone().into() } else { cwd.join(&file.path) }
}

type Found = HashMap<(PathBuf, String, i32), Vec<(u32, Operands)>>;

/// Runs the program again. Gives what was seen and what could not be, or what became of the run, to
/// follow "it".
fn second_run(
    launch: &Launch,
    interpreter: &Interpreter,
    request: &Request,
    asked: Vec<Traced>,
    limit: Duration,
) -> Result<(Found, Vec<String>), String> {
    let request =
        Request { observe: Observe::Traced(asked), sample: false, family: None, ..request.clone() };
    let failed = |error: &dyn std::fmt::Display| format!("could not be started: {error}");
    let prepared = Prepared::new(launch, interpreter, &request);
    let Prepared { exchange, mut command, libraries: _libraries } =
        prepared.map_err(|e| failed(&e))?;
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    platform::end_with_parent(&mut command);
    let mut child = command.spawn().map_err(|error| failed(&error))?;
    let deadline = Instant::now() + limit;
    let ended: Option<ExitStatus> = loop {
        match child.try_wait() {
            Ok(None) if Instant::now() < deadline => std::thread::sleep(PAUSE),
            Ok(status) => break status,
            Err(error) => return Err(format!("was lost: {error}")),
        }
    };
    if ended.is_none() {
        let _ = child.kill().and_then(|()| child.wait());
        return Err(format!("was ended after {} seconds", limit.as_secs()));
    }
    let Ok(Answer::Given(given)) = Answer::read(exchange.path()) else {
        return Err("left nothing to read".to_owned());
    };
    let (objects, end) = given.parts();
    let mut found = Found::new();
    for (object, watched) in objects.iter().filter_map(|object| object.unpack().ok()) {
        if !watched.operands.is_empty() {
            let key = (object.filename, object.qualname, object.first_line);
            found.entry(key).or_insert(watched.operands);
        }
    }
    Ok((found, end.map(|end| end.warnings).unwrap_or_default()))
}

fn put(cwd: &Path, recording: &mut Recording, mut found: Found) {
    for file in &mut recording.files {
        let filename = filename(cwd, file);
        for code in &mut file.code {
            let key = (filename.clone(), code.qualname.clone(), code.first_line);
            for (offset, operands) in found.remove(&key).unwrap_or_default() {
                let place = code.instructions.binary_search_by_key(&offset, |it| it.offset);
                if let Some(it) = place.ok().and_then(|at| code.instructions.get_mut(at)) {
                    it.evidence.get_or_insert_with(Box::<Evidence>::default).operands =
                        Some(Box::new(operands));
                }
            }
        }
    }
}
