//! The walkthrough of one file: a function's source beside its bytecode, and the stack between
//! instructions. Everything is in the page's data; its script makes what is looked at.

mod data;
mod source;
mod stacks;
mod texts;

pub(super) use data::ids;

use askama::Template;
use bytecode::Version;
use recording::File;

use super::{Frame, shown};
use crate::Findings;

#[derive(Template)]
#[template(path = "walk.html")]
struct Page<'a> {
    frame: &'a Frame,
    path: String,
    /// The name of the file's page.
    home: &'a str,
    data: String,
}

/// The name of the walkthrough beside the page of a file.
pub(super) fn name(page: &str) -> String {
    format!("{}.walk.html", page.strip_suffix(".html").unwrap_or(page))
}

/// Renders a page. `page` is the name of the file's own.
pub(super) fn render(
    frame: &Frame,
    version: Version,
    file: &File,
    findings: &Findings,
    page: &str,
) -> String {
    let page = Page {
        frame,
        path: shown(&file.path),
        home: page,
        // Writing into memory what has names for keys does not fail.
        data: data::of_page(version, frame, file, findings, page).unwrap_or_default(),
    };
    // Nor does writing a template into memory.
    page.render().unwrap_or_default()
}

#[cfg(test)]
mod tests;
