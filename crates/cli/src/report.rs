//! `specialist report`

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use engine::Selection;
use recording::{File, Recording};

use crate::args::ReportArgs;
use crate::output::Output;

pub(crate) fn report(args: &ReportArgs) -> anyhow::Result<ExitCode> {
    let output = Output::prepare(&args.output, None)?;
    let shown = args.recording.display();
    let bytes = read(&args.recording).with_context(|| format!("{shown} cannot be read"))?;
    let mut recording =
        recording::read(&bytes).with_context(|| format!("{shown} cannot be shown"))?;
    choose(&mut recording, &args.output.targets)?;
    output.show(&recording)?;
    Ok(ExitCode::SUCCESS)
}

/// So many recorded files are named where the patterns choose none.
const NAMED: usize = 3;

/// Keeps the files that the patterns choose, as a run with these patterns would have. The files of
/// a recording are known, wherever they lie, so that `**/` at the beginning is any directory.
pub(crate) fn choose(recording: &mut Recording, patterns: &[String]) -> anyhow::Result<()> {
    if patterns.is_empty() {
        return Ok(());
    }
    let directory = recording.program.cwd.clone().into();
    let anywhere = |pattern: &String| match pattern.strip_prefix("**/") {
        Some(_) => format!("/{pattern}"),
        None => pattern.clone(),
    };
    let selection = Selection {
        directory,
        patterns: patterns.iter().map(anywhere).collect(),
        ..Selection::default()
    };
    let matcher = selection.matcher()?;
    let is_wanted = |file: &File| matcher.wants(Path::new(&file.path));
    if !recording.files.iter().any(is_wanted) {
        let patterns = patterns.join(" ");
        bail!("no file in the recording matches --targets {patterns}{}", held(recording));
    }
    recording.files.retain(is_wanted);
    recording.missing.sources.retain(|source| matcher.wants(Path::new(&source.path)));
    Ok(())
}

/// What there is to choose from: `; it has a.py, b.py, c.py and 4 more`.
fn held(recording: &Recording) -> String {
    let named: Vec<&str> =
        recording.files.iter().take(NAMED).map(|file| file.path.as_str()).collect();
    match recording.files.len().saturating_sub(named.len()) {
        _ if named.is_empty() => "; it has no files".to_owned(),
        0 => format!("; it has {}", named.join(", ")),
        more => format!("; it has {} and {more} more", named.join(", ")),
    }
}

/// Reads a recording; `-` is standard input.
///
/// # Errors
/// What the system says, or that it is no file.
pub(crate) fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    files::read_named(path, files::LARGE, is_object)
}

/// Whether a text may be a JSON object, going by its beginning. The rest of another is not read.
pub(crate) fn is_object(beginning: &[u8]) -> bool {
    beginning.trim_ascii_start().first().is_none_or(|first| *first == b'{')
}
