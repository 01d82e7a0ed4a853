//! The page that explains every mark, color and word.

use askama::Template;

use super::error::Unrendered;
use super::frame::Frame;
use super::shade::Shade;
use crate::Tally;

/// Tallies, and the meanings of their colors.
const EXAMPLES: [(Tally, &str); 6] = [
    (Tally { s: 3, f: 0, p: 0 }, "All of its instructions are specialized."),
    (Tally { s: 3, f: 1, p: 0 }, "One of four fails."),
    (Tally { s: 1, f: 1, p: 0 }, "As many fail as are specialized."),
    (Tally { s: 0, f: 1, p: 0 }, "All fail."),
    (Tally { s: 1, f: 0, p: 4 }, "One is specialized; four have no specialized form or are cold."),
    (Tally { s: 0, f: 0, p: 4 }, "None tried to specialize."),
];

#[derive(Template)]
#[template(path = "legend.html")]
struct Legend<'a> {
    frame: &'a Frame,
}

/// The style that gives an example its color, if it has one.
fn style(tally: Tally) -> Option<String> {
    Shade::of(tally).map(Shade::style)
}

/// Renders the page.
pub(super) fn render(frame: &Frame) -> Result<String, Unrendered> {
    Ok(Legend { frame }.render()?)
}
