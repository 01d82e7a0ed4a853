//! Colors, as in the style sheet.

use crate::{Color, Palette, Tally};

/// A color, as in the style sheet. Similar colors are one, so that a page needs only a few.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shade {
    /// The hue in degrees, in the classic palette; the blue one has its negative.
    pub(super) hue: u16,
    /// The lightness in percent.
    pub(super) lightness: u8,
}

impl Shade {
    pub(super) fn of(tally: Tally) -> Option<Self> {
        let color = Palette::Classic.color(tally)?;
        // Hue is 0 to 1/3 and lightness 1/2 to 1.
        #[expect(clippy::cast_sign_loss)]
        let (hue, lightness) =
            ((color.hue * 360.0).round() as u16, (color.lightness * 100.0).round() as u8);
        Some(Self { hue, lightness })
    }

    /// The values from which the style sheet computes the color.
    pub(super) fn style(self) -> String {
        let ink = if self.is_deep_in_blue() { ";--ink-in-blue:#fff" } else { "" };
        format!("--h:{};--l:{}%{ink}", self.hue, self.lightness)
    }

    /// Whether black text is not readable on it in the blue palette.
    fn is_deep_in_blue(self) -> bool {
        let hue = 1.0 - f64::from(self.hue) / 360.0;
        !Color { hue, lightness: f64::from(self.lightness) / 100.0 }.rgb().carries_black()
    }
}
