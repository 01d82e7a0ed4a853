//! Decides how many colors a terminal shows, and whether to use them.

use strum::{EnumString, VariantNames};

/// How many colors to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// No colors: marks distinguish the states.
    None,
    /// The 8 basic colors and their bright variants.
    Ansi16,
    /// The 6×6×6 color cube of xterm.
    Ansi256,
    /// 24-bit colors.
    TrueColor,
}

/// When to use colors at all: the value of `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "lowercase")]
pub enum When {
    /// On a terminal that supports them, unless the environment says otherwise.
    #[default]
    Auto,
    /// Even into a pipe.
    Always,
    /// Never.
    Never,
}

impl Depth {
    /// The colors for an output: first what the user requested, then `NO_COLOR`, `CLICOLOR_FORCE`
    /// and `CLICOLOR` (see <https://no-color.org> and <https://bixense.com/clicolors>), then what
    /// `COLORTERM` and `TERM` say about the terminal.
    pub fn choose(when: When, is_terminal: bool, env: impl Fn(&str) -> Option<String>) -> Self {
        let on = |name| env(name).is_some_and(|value| !value.is_empty() && value != "0");
        let wanted = match when {
            When::Always => true,
            When::Never => false,
            When::Auto if env("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
            When::Auto if on("CLICOLOR_FORCE") => true,
            When::Auto => {
                is_terminal && env("CLICOLOR").as_deref() != Some("0") && shows_colors(&env)
            }
        };
        if wanted { of_terminal(&env) } else { Self::None }
    }
}

fn shows_colors(env: impl Fn(&str) -> Option<String>) -> bool {
    match env("TERM") {
        Some(term) => term != "dumb",
        None => cfg!(windows),
    }
}

/// The most that the terminal claims to support; 16 colors if it says nothing.
fn of_terminal(env: impl Fn(&str) -> Option<String>) -> Depth {
    let value = |name| env(name).unwrap_or_default().to_ascii_lowercase();
    let (term, colorterm) = (value("TERM"), value("COLORTERM"));
    if matches!(colorterm.as_str(), "truecolor" | "24bit")
        || term.ends_with("-direct")
        || ["kitty", "alacritty", "ghostty", "wezterm"].iter().any(|name| term.contains(name))
        || env("WT_SESSION").is_some()
    {
        Depth::TrueColor
    } else if term.contains("256") {
        Depth::Ansi256
    } else {
        Depth::Ansi16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(when: When, is_terminal: bool, env: &[(&str, &str)]) -> Depth {
        Depth::choose(when, is_terminal, |name| {
            env.iter().find(|pair| pair.0 == name).map(|pair| pair.1.to_owned())
        })
    }

    #[test]
    fn terminals_get_what_they_can_show() {
        let on_terminal = |env: &[_]| chosen(When::Auto, true, env);
        assert_eq!(on_terminal(&[("TERM", "xterm")]), Depth::Ansi16);
        assert_eq!(on_terminal(&[("TERM", "xterm-256color")]), Depth::Ansi256);
        let truecolor = [("TERM", "xterm-256color"), ("COLORTERM", "truecolor")];
        assert_eq!(on_terminal(&truecolor), Depth::TrueColor);
        assert_eq!(on_terminal(&[("TERM", "xterm-kitty")]), Depth::TrueColor);
        assert_eq!(on_terminal(&[("TERM", "dumb")]), Depth::None);
    }

    #[test]
    fn the_environment_is_respected() {
        let xterm = ("TERM", "xterm-256color");
        assert_eq!(chosen(When::Auto, true, &[xterm, ("NO_COLOR", "1")]), Depth::None);
        assert_eq!(chosen(When::Auto, true, &[xterm, ("NO_COLOR", "")]), Depth::Ansi256);
        assert_eq!(chosen(When::Auto, true, &[xterm, ("CLICOLOR", "0")]), Depth::None);
        assert_eq!(chosen(When::Auto, false, &[xterm]), Depth::None);
        assert_eq!(chosen(When::Auto, false, &[xterm, ("CLICOLOR_FORCE", "1")]), Depth::Ansi256);
        assert_eq!(chosen(When::Auto, false, &[xterm, ("CLICOLOR_FORCE", "0")]), Depth::None);
        let both = [xterm, ("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")];
        assert_eq!(chosen(When::Auto, true, &both), Depth::None);
    }

    #[test]
    fn the_option_comes_before_the_environment() {
        assert_eq!(chosen(When::Always, false, &[("NO_COLOR", "1")]), Depth::Ansi16);
        assert_eq!(chosen(When::Never, true, &[("CLICOLOR_FORCE", "1")]), Depth::None);
        assert_eq!("never".parse(), Ok(When::Never));
        assert!("no".parse::<When>().is_err());
    }
}
