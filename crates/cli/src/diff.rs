//! `specialist diff`: what became of sites between two recordings.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use ::diff::Diff;
use anyhow::{Context, anyhow, bail};
use bytecode::Version;
use engine::Options;
use engine::interpreter::{self, Interpreter};
use recording::Recording;
use reporter::diff::{Format, write};
use reporter::html;

use crate::args::{self, Command, DiffArgs};
use crate::output::{check_directory, screen};
use crate::pager;
use crate::project::here;
use crate::run::{failure, program};
use crate::say::{misuse, say};
use crate::session::{Session, load};
use crate::settings::Settings;

/// The exit status if sites were lost or became unstable.
const LOST: u8 = 1;

pub(crate) fn diff(args: DiffArgs) -> anyhow::Result<ExitCode> {
    let args = options_first(args)?;
    if let Some(directory) = &args.output {
        check_directory(directory)?;
        html::may_write_diff(directory, args.force)?;
    }
    let paths = Settings::find(&args.settings, &here()?)?.paths()?;
    let [old, new] = if args.python.is_empty() { recorded(&args)? } else { ran(&args)? };
    let missing = old.missing.clone().and(new.missing.clone()).sentences();
    let diff = ::diff::diff(&old, &new, &paths);
    let diff = diff.context("the recordings cannot be compared")?;
    show(&args, &diff)?;
    if !diff.compared() {
        bail!("nothing was compared: the recordings have no site in common");
    }
    if !missing.is_empty() {
        bail!("the comparison is incomplete: {}", missing.join("; "));
    }
    let lost = diff.sites().any(|site| site.change.is_loss());
    Ok(if lost { ExitCode::from(LOST) } else { ExitCode::SUCCESS })
}

/// Arguments after a program belong to it; those after two recordings are options.
fn options_first(args: DiffArgs) -> anyhow::Result<DiffArgs> {
    let words = &args.program.words;
    let is_option = |word: &OsString| word.as_encoded_bytes().starts_with(b"-");
    if !args.python.is_empty() || !words.get(2).is_some_and(is_option) {
        return Ok(args);
    }
    let typed: Vec<OsString> = env::args_os().collect();
    match args::anywhere(&typed, "diff").map_err(|error| anyhow!(misuse(&error)))? {
        Some(Command::Diff(args)) => Ok(*args),
        _ => Ok(args),
    }
}

fn recorded(args: &DiffArgs) -> anyhow::Result<[Recording; 2]> {
    let is_program = !args.program.module.is_empty() || !args.program.command.is_empty();
    let [old, new] = args.program.words.as_slice() else {
        bail!("name two recordings, or a program and --python with two versions (see --help)");
    };
    if is_program {
        bail!("to compare a program on two versions, name them with --python OLD,NEW");
    }
    let get = |path: &OsString| load(Path::new(path), &args.targets, "compared");
    Ok([get(old)?, get(new)?])
}

fn ran(args: &DiffArgs) -> anyhow::Result<[Recording; 2]> {
    let [old, new] = args.python.as_slice() else {
        bail!("--python takes two versions here, such as 3.11,3.14");
    };
    let (program, was) = program(&args.program)?;
    // Find both before running one.
    let [old, new] = [interpreter::choose(Some(old))?, interpreter::choose(Some(new))?];
    let run = |python: (Interpreter, Version)| {
        let version = python.1;
        let options = Options::new(args.targets.clone()).explain(args.explain);
        let session = Session::repeatable(python, (program.clone(), was), options);
        let recording = session.record()?.recording?;
        if let Some(failure) = failure(&recording.outcome) {
            bail!("nothing was compared: on Python {version} the program {failure}");
        }
        if recording.files.is_empty() {
            bail!(session.nothing_ran(&recording));
        }
        Ok(recording)
    };
    Ok([run(old)?, run(new)?])
}

fn show(args: &DiffArgs, diff: &Diff) -> anyhow::Result<()> {
    if let Some(directory) = &args.output {
        let page = html::write_diff(diff, directory, args.force)?;
        say(format_args!("wrote {}", page.display()));
    }
    let format = args.format.or(args.output.is_none().then_some(Format::Text));
    let Some(format) = format else { return Ok(()) };
    let screen = screen(args.screen.color);
    let is_read = format == Format::Text;
    pager::print(is_read && !args.screen.no_pager, |out| write(diff, format, screen, out))
}
