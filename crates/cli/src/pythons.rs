//! `specialist pythons`

use std::fmt::Write;
use std::process::ExitCode;

pub(crate) fn list() -> anyhow::Result<ExitCode> {
    let found = engine::interpreter::all();
    let chosen = engine::interpreter::choose(None).ok().map(|(interpreter, _)| interpreter.path);
    let mut text = String::new();
    let mut usable = 0;
    for (path, answer) in &found {
        let verdict = answer.as_ref().map_err(ToString::to_string).and_then(|interpreter| {
            interpreter.usable().map_err(|error| error.to_string())?;
            Ok(&interpreter.version)
        });
        let mark = if chosen.as_ref() == Some(path) { "*" } else { " " };
        match verdict {
            Ok(version) => {
                usable += 1;
                writeln!(text, "{mark} {version:<10} {}", path.display())?;
            }
            Err(reason) => writeln!(text, "  not usable {reason}")?,
        }
    }
    if chosen.is_some() {
        writeln!(text, "\n* is used unless --python names another.")?;
    }
    crate::pager::print(false, |out| out.write_all(text.as_bytes()))?;
    if usable == 0 {
        anyhow::bail!("no usable interpreter was found; install CPython 3.11 or later");
    }
    Ok(ExitCode::SUCCESS)
}
