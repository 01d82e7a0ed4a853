//! `specialist report`

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

use crate::args::ReportArgs;
use crate::output::Output;

pub(crate) fn report(args: &ReportArgs) -> anyhow::Result<ExitCode> {
    let output = Output::prepare(&args.output, None)?;
    let shown = args.recording.display();
    let bytes = read(&args.recording).with_context(|| format!("{shown} cannot be read"))?;
    let recording = recording::read(&bytes).with_context(|| format!("{shown} cannot be shown"))?;
    output.show(&recording)?;
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    if path.as_os_str() != "-" {
        return std::fs::read(path);
    }
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}
