//! Where a recording goes: pages, standard output, a file.

use std::cell::Cell;
use std::env;
use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use engine::Temporary;
use indicatif::{ProgressBar, ProgressStyle};
use recording::Recording;
use reporter::terminal::{Depth, Screen, Sources, When};
use reporter::{Format, Options, Palette, html, json, markdown, terminal};

use crate::args::OutputArgs;
use crate::pager;
use crate::save::Saving;
use crate::say::{say, sentence};

/// Fewer pages than this are written without a progress bar.
const MANY_PAGES: usize = 50;

/// All requested outputs, which were found to be possible before the program runs.
pub(crate) struct Output {
    pages: Option<PathBuf>,
    /// The directory for pages if none is given. It is kept once they are in it.
    temporary: Cell<Option<Temporary>>,
    open: bool,
    /// Whether pages may replace any file.
    force: bool,
    format: Option<Format>,
    save: Option<Saving>,
    sources: Sources,
    options: Options,
    screen: Screen,
    /// Whether a pager may be used.
    pager: bool,
}

impl Output {
    /// Makes sure that all requested outputs can be written.
    pub(crate) fn prepare(args: &OutputArgs, save: Option<PathBuf>) -> anyhow::Result<Self> {
        let is_unnamed = args.output.is_none() && args.open;
        let temporary = is_unnamed.then(Temporary::new).transpose()?;
        let pages = temporary.as_ref().map(|directory| directory.path().to_owned());
        let pages = pages.or_else(|| args.output.clone());
        if let Some(directory) = &pages {
            check_directory(directory)?;
            html::may_write(directory, args.force)?;
        }
        let save = save.map(|path| Saving::prepare(path, args.force));
        let palette = if args.blue { Palette::Blue } else { Palette::Classic };
        Ok(Self {
            format: args.format.or(pages.is_none().then_some(Format::Full)),
            pages,
            temporary: Cell::new(temporary),
            open: args.open,
            force: args.force,
            save: save.transpose()?,
            sources: if args.targets.is_empty() { Sources::Program } else { Sources::All },
            options: Options { palette, dark: args.dark, single_file: args.single_file },
            screen: screen(args.screen.color),
            pager: !args.screen.no_pager,
        })
    }

    /// Whether standard output is read by a program, so that nothing else may be on it.
    pub(crate) fn stdout_is_a_document(&self) -> bool {
        self.format.is_some_and(Format::is_machine)
    }

    /// Saves the recording, if that was requested.
    pub(crate) fn save(&self, recording: &Recording) -> anyhow::Result<()> {
        let Some(saving) = &self.save else { return Ok(()) };
        saving.write(recording).or_else(|error| rescue(recording, error))
    }

    /// Writes all requested outputs.
    pub(crate) fn show(&self, recording: &Recording) -> anyhow::Result<()> {
        if let Some(directory) = &self.pages {
            let index = self.write_pages(recording, directory).map_err(anyhow::Error::from);
            let index = index.or_else(|error| self.rescue_unsaved(recording, error))?;
            self.temporary.take().map(Temporary::keep);
            let wrote = format!("wrote {}", index.display());
            if self.open {
                opener::open(&index)
                    .with_context(|| format!("{wrote}, but no browser could be opened"))?;
            }
            say(wrote);
        }
        if let Some(format) = self.format {
            let written = self.print(recording, format);
            written.or_else(|error| self.rescue_unsaved(recording, error))?;
        }
        Ok(())
    }

    fn write_pages(&self, recording: &Recording, directory: &Path) -> Result<PathBuf, html::Error> {
        let bar = ProgressBar::hidden();
        if recording.files.len() >= MANY_PAGES && io::stderr().is_terminal() {
            bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("writing pages {wide_bar} {pos}/{len}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        }
        let progress = |written: usize, of: usize| {
            bar.set_length(of as u64);
            bar.set_position(written as u64);
        };
        engine::prepare_threads();
        let index = html::write_dir(recording, directory, &self.options, self.force, progress)?;
        bar.finish_and_clear();
        Ok(index)
    }

    fn print(&self, recording: &Recording, format: Format) -> anyhow::Result<()> {
        let options = &self.options;
        pager::print(self.pager && !format.is_machine(), |out| match format {
            Format::Full => terminal::full(recording, self.sources, options, self.screen, out),
            Format::Summary => terminal::summary(recording, options, self.screen, out),
            Format::Markdown => markdown::write(recording, out),
            Format::Json => json::write(recording, out),
        })
    }

    fn rescue_unsaved<T>(&self, recording: &Recording, error: anyhow::Error) -> anyhow::Result<T> {
        if let Some(saving) = &self.save {
            bail!("{}; the recording is in {}", sentence(&error), saving.path().display());
        }
        rescue(recording, error)
    }
}

/// A run may have taken hours: its recording is kept somewhere, and the error says where.
fn rescue<T>(recording: &Recording, error: anyhow::Error) -> anyhow::Result<T> {
    let builder = tempfile::Builder::new().prefix("specialist-").suffix(".json").tempfile();
    let kept = builder.and_then(|file| {
        let mut out = BufWriter::new(file.as_file());
        json::write(recording, &mut out)?;
        out.flush()?;
        drop(out);
        file.into_temp_path().keep().map_err(|error| error.error)
    });
    match kept {
        Ok(path) => bail!("{}; the recording is kept in {}", sentence(&error), path.display()),
        Err(_) => Err(error),
    }
}

/// The appearance of a report on standard output.
pub(crate) fn screen(color: When) -> Screen {
    Screen { depth: depth(color), width: width() }
}

/// How many colors standard output should get.
pub(crate) fn depth(color: When) -> Depth {
    Depth::choose(color, io::stdout().is_terminal(), |name| env::var(name).ok())
}

/// The number of columns of the terminal on standard output; otherwise that in `COLUMNS`, or that
/// of a standard terminal.
fn width() -> usize {
    let size = terminal_size::terminal_size_of(io::stdout());
    let columns = size.map(|(terminal_size::Width(columns), _)| columns.into());
    columns.or_else(|| said(&env::var("COLUMNS").ok()?)).unwrap_or(80)
}

/// A plausible width of a page.
fn said(columns: &str) -> Option<usize> {
    columns.trim().parse().ok().filter(|columns| (20..=1000).contains(columns))
}

pub(crate) fn check_directory(directory: &Path) -> anyhow::Result<()> {
    let made = make_directory(directory);
    made.with_context(|| format!("pages cannot be written to {}", directory.display()))
}

fn make_directory(directory: &Path) -> io::Result<()> {
    let there = directory.ancestors().find(|above| above.exists());
    if let Some(file) = there.filter(|there| !there.is_dir()) {
        let file = if file == directory { "it".into() } else { file.display().to_string() };
        return Err(io::Error::other(format!(
            "{file} is not a directory: pass an existing directory or a new name"
        )));
    }
    fs::create_dir_all(directory)?;
    tempfile::tempfile_in(directory).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plausible_widths_count() {
        assert_eq!(said("60"), Some(60));
        for other in ["", "0", "19", "-60", "wide", "99999999999999999999", "1001"] {
            assert_eq!(said(other), None, "{other}");
        }
    }
}
