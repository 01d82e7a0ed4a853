//! `specialist FILE`, `-m MODULE`, `-c COMMAND`: run a program, then show what became of it.

use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use engine::cpython::{self, Options, Program, Unrecorded};
use engine::interpreter;
use recording::{ProgramKind, Recording, State};

use crate::FAILED;
use crate::args::RunArgs;
use crate::output::Output;

pub(crate) fn run(args: RunArgs) -> anyhow::Result<ExitCode> {
    let program = program(&args)?;
    let (interpreter, version) = interpreter::choose(args.python.as_deref())?;
    let output = Output::prepare(&args.output, args.save)?;
    let options =
        Options { targets: args.targets, stdout_to_stderr: output.stdout_is_a_document() };
    let run = cpython::run(&interpreter, version, &program, &options)?;
    let recording = match &run.recording {
        Ok(recording) => recording,
        Err(error @ Unrecorded::Vanished { .. }) if run.exit_status() != 0 => {
            eprintln!("specialist: {error}");
            return Ok(end_as(&run));
        }
        Err(error) => bail!("{error}"),
    };
    output.save(recording)?;
    if recording.files.is_empty() {
        bail!(nothing_ran(recording, &options));
    }
    output.show(recording)?;
    if run.exit_status() == 0 && !any_specialized(recording) {
        bail!("nothing was specialised: no code ran often enough (most needs a loop, or several calls)");
    }
    Ok(end_as(&run))
}

fn end_as(run: &cpython::Run) -> ExitCode {
    run.die_likewise();
    u8::try_from(run.exit_status()).map_or(ExitCode::from(FAILED), ExitCode::from)
}

fn program(args: &RunArgs) -> anyhow::Result<Program> {
    let (kind, words) = if let [_, ..] = args.module.as_slice() {
        (ProgramKind::Module, args.module.iter())
    } else if let [_, ..] = args.command.as_slice() {
        (ProgramKind::Command, args.command.iter())
    } else {
        (ProgramKind::File, [].iter())
    };
    let mut words = words.chain(&args.program).cloned();
    let Some(target) = words.next() else {
        bail!("name a program: FILE, -m MODULE or -c COMMAND (see --help)");
    };
    if kind == ProgramKind::File && target != "-" && !Path::new(&target).exists() {
        bail!("there is no file {}", Path::new(&target).display());
    }
    Ok(Program { kind, target, arguments: words.collect() })
}

fn nothing_ran(recording: &Recording, options: &Options) -> String {
    let raised = recording.outcome.exception.as_ref();
    if let Some(exception) = raised.filter(|raised| raised.kind.ends_with("SyntaxError")) {
        return format!("nothing ran: {} has a syntax error: {}", recording.program.target, exception.message);
    }
    if options.targets.is_empty() {
        format!(
            "nothing ran of the files below {}: choose others with --targets",
            recording.program.cwd
        )
    } else {
        format!("nothing ran of the files chosen with --targets {}", options.targets.join(" "))
    }
}

fn any_specialized(recording: &Recording) -> bool {
    let code = recording.files.iter().flat_map(|file| &file.code);
    code.flat_map(|code| &code.instructions)
        .any(|instruction| matches!(instruction.state, State::Specialized | State::Compiled))
}
