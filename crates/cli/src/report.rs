//! `specialist report`

use std::process::ExitCode;

use crate::args::ReportArgs;
use crate::output::Output;
use crate::session::load;

pub(crate) fn report(args: &ReportArgs) -> anyhow::Result<ExitCode> {
    let output = Output::prepare(&args.output, None)?;
    let recording = load(&args.recording, &args.output.targets, "shown")?;
    output.show(&recording)?;
    Ok(ExitCode::SUCCESS)
}
