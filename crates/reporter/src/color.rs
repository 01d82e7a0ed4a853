//! Maps tallies to colors.

use crate::tally::Tally;

/// The hues that distinguish specialized from failing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Palette {
    /// From red through yellow to green.
    #[default]
    Classic,
    /// From red through magenta to blue, for readers who can't tell red from green.
    Blue,
}

/// A fully saturated color, as hue and lightness.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Color {
    /// The hue as a fraction of the color wheel, from 0 (red) to 1.
    pub hue: f64,
    /// The lightness, from 1/2 (the pure color) to 1 (white).
    pub lightness: f64,
}

/// An RGB color.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Palette {
    /// The color of a place; `None` if nothing there specialized or failed to.
    ///
    /// The share of specialized instructions among both is the hue; the more other instructions
    /// there are, the paler the color.
    pub fn color(self, Tally { s, f, p }: Tally) -> Option<Color> {
        if s == 0 && f == 0 {
            return None;
        }
        let (s, f, p) = (f64::from(s), f64::from(f), f64::from(p));
        let hue = s / (s + f) / 3.0;
        let hue = match self {
            Self::Classic => hue,
            Self::Blue => (1.0 - hue).rem_euclid(1.0),
        };
        Some(Color { hue, lightness: (p / (s + f + p)).max(0.5) })
    }
}

impl Color {
    /// The same color in RGB.
    pub fn rgb(self) -> Rgb {
        // With full saturation and lightness of a half or more, the strongest channel is full
        // and the weakest is what white adds to the pure color.
        let floor = 2.0 * self.lightness - 1.0;
        let channel = |shift: f64| {
            // How far from the pure channel's own hue, in sixths of a turn, 0 to 3.
            let distance = (6.0 * (self.hue + shift).rem_euclid(1.0) - 3.0).abs();
            let pure = (distance - 1.0).clamp(0.0, 1.0);
            // In 0..=255 by construction.
            #[expect(clippy::cast_sign_loss)]
            let byte = (255.0 * (floor + (1.0 - floor) * pure)).round() as u8;
            byte
        };
        Rgb(channel(0.0), channel(2.0 / 3.0), channel(1.0 / 3.0))
    }
}

impl Rgb {
    /// Whether black text on this color is readable: a contrast of 4.5 to 1, as in WCAG 2.
    pub fn carries_black(self) -> bool {
        let linear = |byte: u8| {
            let value = f64::from(byte) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = 0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2);
        (luminance + 0.05) / 0.05 >= 4.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked out by hand from the rule; the last column checked with Python's colorsys.
    #[test]
    fn colors_follow_the_rule() {
        let table = [
            // s  f  p   classic: hue  lightness  rgb
            ((1, 0, 0), 1.0 / 3.0, 0.5, Rgb(0, 255, 0)),
            ((0, 1, 0), 0.0, 0.5, Rgb(255, 0, 0)),
            ((1, 1, 0), 1.0 / 6.0, 0.5, Rgb(255, 255, 0)),
            ((1, 0, 1), 1.0 / 3.0, 0.5, Rgb(0, 255, 0)),
            ((1, 0, 3), 1.0 / 3.0, 0.75, Rgb(128, 255, 128)),
            ((0, 1, 3), 0.0, 0.75, Rgb(255, 128, 128)),
            ((1, 3, 0), 1.0 / 12.0, 0.5, Rgb(255, 128, 0)),
            ((3, 1, 0), 0.25, 0.5, Rgb(128, 255, 0)),
            ((1, 0, 9), 1.0 / 3.0, 0.9, Rgb(204, 255, 204)),
            ((1, 1, 8), 1.0 / 6.0, 0.8, Rgb(255, 255, 153)),
        ];
        for ((s, f, p), hue, lightness, rgb) in table {
            let color = Palette::Classic.color(Tally { s, f, p }).unwrap();
            assert!((color.hue - hue).abs() < 1e-12, "{s} {f} {p}: hue {}", color.hue);
            assert!((color.lightness - lightness).abs() < 1e-12, "{s} {f} {p}");
            assert_eq!(color.rgb(), rgb, "{s} {f} {p}");
        }
    }

    #[test]
    fn the_blue_palette_turns_the_other_way() {
        let rgb = |s, f, p| Palette::Blue.color(Tally { s, f, p }).unwrap().rgb();
        assert_eq!(rgb(0, 1, 0), Rgb(255, 0, 0));
        assert_eq!(rgb(1, 1, 0), Rgb(255, 0, 255));
        assert_eq!(rgb(1, 0, 0), Rgb(0, 0, 255));
        assert_eq!(rgb(1, 0, 3), Rgb(128, 128, 255));
    }

    #[test]
    fn the_rest_alone_has_no_color() {
        assert_eq!(Palette::Classic.color(Tally::default()), None);
        assert_eq!(Palette::Blue.color(Tally { s: 0, f: 0, p: 7 }), None);
    }

    #[test]
    fn black_reads_on_every_classic_color() {
        for (s, f, p) in (0..216).map(|n| (n % 6, n / 6 % 6, n / 36)) {
            if let Some(color) = Palette::Classic.color(Tally { s, f, p }) {
                assert!(color.rgb().carries_black(), "{s} {f} {p}");
            }
        }
        assert!(!Rgb(0, 0, 255).carries_black());
    }
}
