//! Terminal output: what ran, the files, and their sources in color or with marks.

mod depth;
pub mod dis;
mod gutter;
mod notes;
pub(crate) mod paint;
mod source;
mod table;
mod text;
mod top;

use std::io;
use std::path::Path;

use ::source::Outline;
use bytecode::Version;
use recording::{File, Program, ProgramKind, Recording};
use sites::Ranking;

pub use depth::{Depth, When};

use crate::gutter::gutters;
use crate::summary::{Summary, grouped};
use crate::top::Top;
use crate::visible::Visible;
use crate::{Options, Sheet, Tally};
use notes::Notes;
use paint::Paint;

/// The terminal for which output is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// How many colors it shows.
    pub depth: Depth,
    /// How many columns it has. Sources are not wrapped, but sentences are; tables use 80 at most.
    pub width: usize,
}

/// Minimum width of a sentence, even if the terminal is narrower.
const NARROWEST: usize = 30;

impl Screen {
    /// A text in lines that fit, broken only at spaces, so that paths stay whole.
    fn fill(self, text: &str) -> String {
        let options = textwrap::Options::new(self.width.max(NARROWEST))
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .break_words(false);
        textwrap::fill(text, options)
    }

    /// The width for output that would not get clearer by being wider.
    fn narrow(self) -> usize {
        self.width.clamp(NARROWEST, table::WIDTH)
    }
}

/// The files whose sources [`full`] writes, if there are several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sources {
    /// All files.
    #[default]
    All,
    /// Only the program's own file; the others are only in the table.
    Program,
}

impl Sources {
    fn include(self, file: &File, recording: &Recording) -> bool {
        self == Self::All || recording.files.len() == 1 || is_program(&file.path, recording)
    }
}

/// Whether a file is the one named on the command line. Paths of files are relative to the
/// directory in which the program was started.
pub fn is_program(path: &str, recording: &Recording) -> bool {
    let Program { kind, target, cwd, .. } = &recording.program;
    match kind {
        ProgramKind::File => Path::new(cwd).join(path) == Path::new(cwd).join(target),
        ProgramKind::Command => path == "<string>",
        ProgramKind::Module => false,
    }
}

/// Writes what ran and its totals, a table if there are several files, sources with notes on hot
/// sites, and the hottest of these.
///
/// # Errors
/// What `out` says.
pub fn full(
    recording: &Recording,
    sources: Sources,
    options: &Options,
    screen: Screen,
    mut out: impl io::Write,
) -> io::Result<()> {
    let paint = Paint { options: *options, depth: screen.depth };
    let ranking = Ranking::new(recording);
    let summary = Summary::new(recording, &ranking);
    let shown: Vec<_> =
        summary.files.iter().filter(|file| sources.include(file.file, recording)).collect();
    let version = recording.engine.version().or(Version::ALL.last().copied());
    head(recording, &summary, paint, screen, &mut out)?;
    if !shown.is_empty() {
        legend(paint, !ranking.hot().is_empty(), screen, &mut out)?;
    }
    if summary.files.len() > 1 {
        writeln!(out)?;
        table::write(&summary, paint, screen, &mut out)?;
    }
    for file in &shown {
        writeln!(out)?;
        let name = Visible(&file.file.path).to_string();
        writeln!(out, "{}  {}", paint.strong(&name), paint.faint(&file.counts.in_words()))?;
        let sheet = Sheet::new(file.file);
        let here = || ranking.of_file(file.index);
        let outline = version.and_then(|version| Outline::parse(version, sheet.source).ok());
        let gutters = gutters(file.file, sheet.lines.len(), here(), outline.as_ref());
        let hot: Vec<_> = here().filter(|site| site.hot).collect();
        let notes = Notes::new(&sheet, &hot, ranking.measure, screen.width);
        source::write(&sheet, &gutters, &notes, paint, &mut out)?;
    }
    let hidden = summary.files.len() - shown.len();
    if hidden > 0 {
        let files = if hidden == 1 { "file" } else { "files" };
        let hint = format!(
            "{} more {files}: --targets GLOB prints their source, --output DIR writes pages",
            grouped(hidden)
        );
        writeln!(out, "\n{}", paint.faint(&screen.fill(&hint)))?;
    }
    if let Some(top) = Top::new(recording, &ranking) {
        top::write(&top, paint, screen, &mut out)?;
    }
    out.flush()
}

/// Writes what ran, its totals, a table of the files, and the hottest sites.
///
/// # Errors
/// What `out` says.
pub fn summary(
    recording: &Recording,
    options: &Options,
    screen: Screen,
    mut out: impl io::Write,
) -> io::Result<()> {
    let paint = Paint { options: *options, depth: screen.depth };
    let ranking = Ranking::new(recording);
    let summary = Summary::new(recording, &ranking);
    head(recording, &summary, paint, screen, &mut out)?;
    if !summary.files.is_empty() {
        writeln!(out)?;
        table::write(&summary, paint, screen, &mut out)?;
    }
    if let Some(top) = Top::new(recording, &ranking) {
        top::write(&top, paint, screen, &mut out)?;
    }
    out.flush()
}

fn head(
    recording: &Recording,
    summary: &Summary,
    paint: Paint,
    screen: Screen,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let executable = &recording.engine.executable;
    let mut title = format!("{} on {}", paint.strong(&summary.program), summary.interpreter);
    if !executable.is_empty() {
        let executable = format!("({})", Visible(executable));
        title = format!("{title} {}", paint.faint(&executable));
    }
    writeln!(out, "{}", screen.fill(&title))?;
    if let Some(ending) = &summary.ending {
        writeln!(out, "{}", paint.alarming(ending))?;
    }
    for warning in &recording.warnings {
        writeln!(out, "{} {}", paint.alarming("warning:"), Visible(warning))?;
    }
    if summary.files.is_empty() {
        return writeln!(out, "No source was recorded.");
    }
    writeln!(out, "{}", screen.fill(&summary.total.in_words()))
}

/// The legend for the signs before lines.
const SIGNS: &str = "Before a line: ! a failing site, ◆ an unstable one, ○ a cold one marked hot";

/// The legend for the notes below lines.
const NOTES: &str =
    "Below a line: ^ hot, failing or unstable; - the same, with no fix in your code";

/// Writes the legend of the sources.
fn legend(paint: Paint, noted: bool, screen: Screen, out: &mut impl io::Write) -> io::Result<()> {
    if paint.depth == Depth::None {
        writeln!(out, "Marks: + specialized, ! failing, ~ both")?;
    } else {
        let sample = |s, f, words: &str| {
            let style = paint.tally(Tally { s, f, p: 0 });
            format!("{style} {words} {style:#}")
        };
        writeln!(
            out,
            "{} {} {} paler: mostly neither",
            sample(1, 0, "specialized"),
            sample(1, 1, "both"),
            sample(0, 1, "failing"),
        )?;
    }
    writeln!(out, "{}", screen.fill(SIGNS))?;
    if noted { writeln!(out, "{}", screen.fill(NOTES)) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
