//! Facts that are one of a few words: each word, and what it means. The table in
//! `docs/recording.md` is made from this.

/// Defines enums whose variants are written as words, in lower case where nothing else is said.
macro_rules! words {
    ($($(#[$about:meta])* pub enum $name:ident { $($variants:tt)* })*) => {$(
        $(#[$about])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, EnumMessage, EnumString, IntoStaticStr,
        )]
        #[strum(serialize_all = "lowercase")]
        pub enum $name { $($variants)* }

        impl Value for $name {
            fn values() -> Values {
                let meaning = |word: Self| Meaning {
                    word: word.into(),
                    variant: format!("{word:?}"),
                    meaning: word.get_documentation().unwrap_or_default(),
                };
                Values::Words(Self::iter().map(meaning).collect())
            }

            fn read(text: &str) -> Option<Self> {
                text.parse().ok()
            }

            fn text(&self) -> Cow<'_, str> {
                Cow::Borrowed(self.into())
            }
        }
    )*};
}

mod attributes;
mod calls;
mod values;

pub use self::attributes::{Attribute, Dict, Getter, Hook, Member, Mutable, Owner};
pub use self::calls::{
    Callee, Class, Found, Frames, Init, Mapping, New, Parameters, Receiver, Strings, Versions,
};
pub use self::values::{
    Big, Comparison, Delegate, Index, Iteration, Nan, Subscript, Text, Truth, Zero,
};

/// What `words!` needs where it is used.
mod prelude {
    pub(super) use std::borrow::Cow;

    pub(super) use strum::{EnumIter, EnumMessage, EnumString, IntoEnumIterator, IntoStaticStr};

    pub(super) use crate::facts::{Meaning, Value, Values};
}
