//! Turns a [`recording::Recording`] into terminal output, pages and JSON.
//!
//! The data flows from instructions to a [`Tally`] for every place, to a [`Sheet`] of stretches, to
//! one of the formats, each in its own module. Only [`Palette`] knows which color a tally has, only
//! [`Summary`] counts sites. The crate `sites` decides which of them are worth a look.
//!
//! Deliberately absent: engines, and where output goes. Nothing here prints or reads the
//! environment, and nothing in a recording is trusted: every text is displayed harmlessly and every
//! span is clipped to the source.

#[macro_use]
mod push;

#[cfg(test)]
mod characters;
pub mod check;
mod color;
pub mod diff;
mod emphasis;
mod evidence;
mod format;
mod gutter;
pub mod html;
pub mod json;
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
pub use format::{Format, UnknownFormat};
pub use stretch::{Line, Sheet, Stretch};
pub use summary::{Counts, FileSummary, Summary};
pub use tally::Tally;
pub use visible::Visible;

/// The appearance of reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The hues.
    pub palette: Palette,
    /// Whether to use colored text on black instead of colored backgrounds. If not, pages follow
    /// the reader's system.
    pub dark: bool,
    /// Whether pages contain the style sheet and the script, instead of sharing those beside them:
    /// each can then be sent alone.
    pub single_file: bool,
}
