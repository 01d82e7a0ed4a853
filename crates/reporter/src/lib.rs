//! Turns a [`recording::Recording`] into terminal output, pages and JSON.
//!
//! The way of the data: instructions → [`Tally`] for every place → [`Sheet`] of stretches →
//! one of the formats, each in a module of its own. [`Palette`] alone knows what color a tally
//! has, [`Summary`] alone counts sites, [`Findings`] alone says which of them are worth a look.
//!
//! Deliberately absent: engines, and where output goes. Nothing here prints or looks at the
//! environment, and nothing in a recording is trusted: every text is shown harmlessly and every
//! span is cut to the source.

#[cfg(test)]
mod characters;
pub mod check;
mod color;
pub mod diff;
mod emphasis;
mod evidence;
mod findings;
mod format;
mod gutter;
pub mod html;
pub mod json;
mod lines;
pub mod markdown;
mod stretch;
mod summary;
mod tally;
pub mod terminal;
#[cfg(test)]
mod testing;
mod top;
mod visible;
mod words;

pub use color::{Color, Palette, Rgb};
pub use findings::{Finding, Findings, Measure};
pub use format::{Format, UnknownFormat};
pub use stretch::{Line, Sheet, Stretch};
pub use summary::{Counts, FileSummary, Summary};
pub use tally::Tally;
pub use visible::Visible;

/// How reports look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Which hues.
    pub palette: Palette,
    /// Colored text on black instead of colored backgrounds. Pages follow the reader's system
    /// where this is not set.
    pub dark: bool,
    /// Pages that hold the style sheet and the script themselves, instead of sharing those beside
    /// them: each can then be sent alone.
    pub single_file: bool,
}
