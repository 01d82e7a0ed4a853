//! `specialist report`

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use engine::Selection;
use recording::Recording;

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

/// Keeps the files that the patterns choose, as a run with these patterns would have.
pub(crate) fn choose(recording: &mut Recording, patterns: &[String]) -> anyhow::Result<()> {
    if patterns.is_empty() {
        return Ok(());
    }
    let directory = recording.program.cwd.clone().into();
    let selection = Selection { directory, patterns: patterns.to_vec(), ..Selection::default() };
    let matcher = selection.matcher()?;
    recording.files.retain(|file| matcher.wants(Path::new(&file.path)));
    if recording.files.is_empty() {
        bail!("the recording has no file that --targets {} chooses", patterns.join(" "));
    }
    Ok(())
}

pub(crate) fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    if path.as_os_str() != "-" {
        return std::fs::read(path);
    }
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}
