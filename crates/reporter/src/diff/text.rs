//! What became of sites, a line each, by file and function.

use std::io;

use ::diff::{Change, Diff, FileDiff, Site};
use anstyle::{AnsiColor, Style};

use super::words::{
    apart, became, heading, is_listed, named_apart, other_files, path, position, sign, title,
    totals,
};
use crate::Options;
use crate::summary::grouped;
use crate::terminal::paint::Paint;
use crate::terminal::{Depth, Screen};
use crate::visible::Visible;
use crate::words::excerpt;

/// What is never less than readable of an expression.
const NARROWEST: usize = 20;

/// Writes what was compared, the totals, and the sites that are not as they were.
pub(super) fn write(diff: &Diff, screen: Screen, out: &mut dyn io::Write) -> io::Result<()> {
    let paint = Paint { options: Options::default(), depth: screen.depth };
    writeln!(out, "{}", paint.strong(&title(diff)))?;
    for note in &diff.notes {
        writeln!(out, "{} {}", paint.alarming("note:"), Visible(note))?;
    }
    writeln!(out, "{}", totals(diff))?;
    for file in &diff.files {
        write_file(file, paint, screen, out)?;
    }
    for line in other_files(diff) {
        writeln!(out, "\n{}", paint.faint(&line))?;
    }
    out.flush()
}

fn write_file(
    file: &FileDiff,
    paint: Paint,
    screen: Screen,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let sites: Vec<_> = file.sites.iter().filter(|site| is_listed(site)).collect();
    let apart = apart(file);
    if sites.is_empty() && apart.is_none() {
        return Ok(());
    }
    writeln!(out, "\n{}", paint.strong(&path(file)))?;
    let mut function = None;
    for site in sites {
        if function != Some(&site.function) {
            writeln!(out, "  {}", Visible(&site.function))?;
            function = Some(&site.function);
        }
        write_site(site, paint, screen, out)?;
    }
    if let Some(apart) = apart {
        writeln!(out, "  {}", paint.faint(&apart))?;
    }
    let (sites, more) = named_apart(file);
    for site in sites {
        let head = format!("    {} {} ", sign(site.change), position(site));
        let expression = excerpt(&site.expression, room(screen, head.len()));
        writeln!(out, "{}", paint.faint(&format!("{head}{expression}")))?;
    }
    if more > 0 {
        writeln!(out, "    {}", paint.faint(&format!("and {} more", grouped(more))))?;
    }
    Ok(())
}

/// The expression on one line, what became of it on the next.
fn write_site(
    site: &Site,
    paint: Paint,
    screen: Screen,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let head = format!("    {} {} ", sign(site.change), position(site));
    let name = heading(site.change);
    let expression = excerpt(&site.expression, room(screen, head.len() + name.len() + 2));
    let name = styled(paint, site.change, name);
    writeln!(out, "{head}{expression}  {name}")?;
    writeln!(out, "        {}", paint.faint(&became(site)))
}

/// The columns for an expression beside what takes so many.
fn room(screen: Screen, taken: usize) -> usize {
    screen.width.saturating_sub(taken).max(NARROWEST)
}

fn styled(paint: Paint, change: Change, text: &str) -> String {
    let color = match change {
        Change::Lost | Change::Unstable | Change::Fails => AnsiColor::Red,
        Change::Gained => AnsiColor::Green,
        Change::Changed => AnsiColor::Cyan,
        Change::Hidden | Change::Removed | Change::Added => return paint.faint(text),
    };
    if paint.depth == Depth::None {
        return text.to_owned();
    }
    let style = Style::new().bold().fg_color(Some(color.into()));
    format!("{style}{text}{style:#}")
}
