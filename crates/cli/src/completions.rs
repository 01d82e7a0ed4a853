//! `specialist completions`

use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::args::Cli;

pub(crate) fn print(shell: Shell) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "specialist", &mut script);
    crate::pager::print(false, |out| out.write_all(&script))?;
    Ok(ExitCode::SUCCESS)
}
