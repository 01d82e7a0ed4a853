//! The walkthrough of one file: a function's source beside its bytecode, and the stack between
//! instructions. Everything is in the page's data; its script creates what is visible.

mod data;
mod source;
mod stacks;
mod texts;

#[cfg(test)]
pub(super) use source::PIECES;

use ::source::Lines;
use askama::Template;
use bytecode::Version;
use recording::File;
use sites::Ranking;

use super::error::Unrendered;
use super::frame::Frame;
use super::text::shown;
use crate::json::for_script;

#[derive(Template)]
#[template(path = "walk.html")]
struct Walkthrough<'a> {
    frame: &'a Frame,
    path: String,
    /// The name of the file's page.
    home: &'a str,
    data: String,
}

/// Renders a page. `home` is the name of the file's own.
pub(super) fn render(
    frame: &Frame,
    version: Version,
    file: &File,
    findings: &Ranking,
    home: &str,
) -> Result<String, Unrendered> {
    let lines = Lines::new(&file.source);
    let data = data::of_page(version, frame, file, &lines, findings, home);
    let page = Walkthrough { frame, path: shown(&file.path), home, data: for_script(&data)? };
    Ok(page.render()?)
}

#[cfg(test)]
mod tests;
