//! Colors as a terminal can show them.

use anstyle::{AnsiColor, RgbColor, Style};

use sites::{RankedSite, Trouble};

use super::Depth;
use crate::gutter::Mark;
use crate::{Color, Options, Palette, Tally};

const FAILING: Style = AnsiColor::Red.on_default();
const UNSTABLE: Style = AnsiColor::Yellow.on_default();

/// Maps meanings to terminal styles.
#[derive(Clone, Copy)]
pub(crate) struct Paint {
    pub(crate) options: Options,
    pub(crate) depth: Depth,
}

impl Paint {
    /// The style of a place.
    pub(crate) fn tally(self, tally: Tally) -> Style {
        let Some(color) = self.options.palette.color(tally) else { return Style::new() };
        let Some(shown) = self.nearest(color) else { return Style::new() };
        let (ink, ground) = if self.options.dark {
            (shown, AnsiColor::Black.into())
        } else if color.rgb().carries_black() {
            (AnsiColor::Black.into(), shown)
        } else {
            (AnsiColor::BrightWhite.into(), shown)
        };
        Style::new().fg_color(Some(ink)).bg_color(Some(ground))
    }

    fn nearest(self, color: Color) -> Option<anstyle::Color> {
        let rgb = color.rgb();
        let rgb = RgbColor(rgb.0, rgb.1, rgb.2);
        match self.depth {
            Depth::None => None,
            Depth::Ansi16 => Some(self.nearest_of_16(color).into()),
            Depth::Ansi256 => Some(anstyle_lossy::rgb_to_xterm(rgb).into()),
            Depth::TrueColor => Some(rgb.into()),
        }
    }

    /// One of three hues; light if most instructions are neither specialized nor failing.
    fn nearest_of_16(self, color: Color) -> AnsiColor {
        let from_red = color.hue.min(1.0 - color.hue);
        let nearest = if from_red < 1.0 / 12.0 {
            AnsiColor::Red
        } else {
            match (from_red < 0.25, self.options.palette) {
                (true, Palette::Classic) => AnsiColor::Yellow,
                (true, Palette::Blue) => AnsiColor::Magenta,
                (false, Palette::Classic) => AnsiColor::Green,
                (false, Palette::Blue) => AnsiColor::Blue,
            }
        };
        nearest.bright(color.lightness > 0.5)
    }

    /// A heading.
    pub(crate) fn strong(self, text: &str) -> String {
        self.styled(Style::new().bold(), text)
    }

    /// Text that need not be read.
    pub(crate) fn faint(self, text: &str) -> String {
        self.styled(Style::new().dimmed(), text)
    }

    /// Text that must not be overlooked.
    pub(crate) fn alarming(self, text: &str) -> String {
        self.styled(FAILING.bold(), text)
    }

    /// The sign before a line on which such a site begins.
    pub(crate) fn sign(self, mark: Mark) -> String {
        match mark {
            Mark::Failing => self.alarming("!"),
            Mark::Unstable => self.styled(UNSTABLE.bold(), "◆"),
            Mark::Cold => self.styled(Style::new().bold(), "○"),
        }
    }

    /// The line under a site.
    pub(crate) fn underline(self, site: &RankedSite, text: &str) -> String {
        let style = match site.trouble {
            _ if !site.change_may_help() => Style::new().dimmed(),
            Trouble::Failing => FAILING,
            Trouble::Unstable => UNSTABLE,
        };
        self.styled(style.bold(), text)
    }

    /// The sentence about a site, in the terminal's default color: yellow on white is
    /// unreadable.
    pub(crate) fn sentence(self, site: &RankedSite, text: &str) -> String {
        if site.change_may_help() { text.to_owned() } else { self.faint(text) }
    }

    fn styled(self, style: Style, text: &str) -> String {
        if self.depth == Depth::None { text.to_owned() } else { format!("{style}{text}{style:#}") }
    }
}
