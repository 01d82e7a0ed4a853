//! Text that is put together in memory, where nothing can be lost: there is no result to look at.

use std::fmt;

/// Adds to a `String` what `format!` makes of the rest.
macro_rules! push {
    ($text:expr, $($words:tt)+) => {{
        use $crate::push::Push as _;
        $text.push_words(format_args!($($words)+));
    }};
}

/// What [`push!`] calls.
pub(crate) trait Push {
    fn push_words(&mut self, words: fmt::Arguments<'_>);
}

impl Push for String {
    /// # Panics
    /// As `format!` does: where something has an error when it is shown. Nothing here has.
    fn push_words(&mut self, words: fmt::Arguments<'_>) {
        fmt::Write::write_fmt(self, words).expect("what is shown has no errors of its own");
    }
}
