//! `specialist env`: the variables with which processes started by something else record
//! themselves.

use std::fmt::Write;
use std::process::ExitCode;

use anyhow::anyhow;
use engine::Options;
use engine::family::Family;

use crate::args::EnvArgs;
use crate::family::Recordings;
use crate::pager;

/// Prints a line for each variable, in the syntax of POSIX shells.
pub(crate) fn print(args: EnvArgs) -> anyhow::Result<ExitCode> {
    let recordings = Recordings::prepare(Some(args.save))?;
    let options = Options::new(args.targets).sample(!args.no_sample).explain(args.explain);
    let mut lines = String::new();
    for (name, value) in Family::without_program(recordings.directory(), &options)? {
        let value = value.to_str().ok_or_else(|| {
            anyhow!("the path {} cannot be printed as text", recordings.directory().display())
        })?;
        let value = shell_words::quote(value);
        writeln!(lines, "export {name}={value}")?;
    }
    pager::print(false, |out| out.write_all(lines.as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}
