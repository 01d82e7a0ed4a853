//! Values of facts that are free, and how each kind is written.

use std::borrow::Cow;

use arcstr::ArcStr;
use bitflags::bitflags;

/// A kind of value that facts have.
pub trait Value: Sized {
    /// What it may be.
    fn values() -> Values;

    /// Reads what [`text`](Self::text) writes; it may read more.
    fn read(text: &str) -> Option<Self>;

    /// As it stands in a recording.
    fn text(&self) -> Cow<'_, str>;
}

/// What a value may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// One of these words.
    Words(Vec<Meaning>),
    /// Anything of this description.
    Free(&'static str),
}

/// A word and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// As it stands in a recording.
    pub word: &'static str,
    /// The name of the variant.
    pub variant: String,
    /// What it means, in Markdown.
    pub meaning: &'static str,
}

/// It is so. A fact of this kind is not given where it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Yes;

impl Value for Yes {
    fn values() -> Values {
        Values::Free("`yes`")
    }

    fn read(text: &str) -> Option<Self> {
        (text == "yes").then_some(Self)
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed("yes")
    }
}

impl Value for bool {
    fn values() -> Values {
        Values::Free("`yes` or `no`")
    }

    fn read(text: &str) -> Option<Self> {
        match text {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(if *self { "yes" } else { "no" })
    }
}

impl Value for u64 {
    fn values() -> Values {
        Values::Free("a number")
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl Value for ArcStr {
    fn values() -> Values {
        Values::Free("a name")
    }

    fn read(text: &str) -> Option<Self> {
        Some(text.into())
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }
}

/// Classes of operands, each with the built-in class it is derived from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subclasses(ArcStr);

impl Subclasses {
    /// Of pairs of a class and a built-in one.
    pub fn new<'a>(pairs: impl IntoIterator<Item = &'a (ArcStr, &'static str)>) -> Self {
        let pairs = pairs.into_iter().map(|(class, base)| format!("{class} of {base}"));
        Self(pairs.collect::<Vec<_>>().join("; ").into())
    }

    /// The pairs.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.split("; ").filter_map(|entry| entry.split_once(" of "))
    }
}

impl Value for Subclasses {
    fn values() -> Values {
        Values::Free("as `bool of int`, separated by `; `")
    }

    fn read(text: &str) -> Option<Self> {
        Some(Self(text.into()))
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0.as_str())
    }
}

/// Names of arguments that are passed by keyword.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Keywords(ArcStr);

impl Keywords {
    /// Of these names.
    pub fn new(names: &[String]) -> Self {
        Self(names.join(", ").into())
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.0.split(", ").count() as u64
    }
}

impl Value for Keywords {
    fn values() -> Values {
        Values::Free("names, separated by `, `")
    }

    fn read(text: &str) -> Option<Self> {
        Some(Self(text.into()))
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0.as_str())
    }
}

/// How many positional arguments a Python function accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Expects {
    /// The fewest.
    pub least: u32,
    /// The most.
    pub most: u32,
}

impl Value for Expects {
    fn values() -> Values {
        Values::Free("as `2`, or `1 to 3`")
    }

    fn read(text: &str) -> Option<Self> {
        let (least, most) = text.split_once(" to ").unwrap_or((text, text));
        Some(Self { least: least.parse().ok()?, most: most.parse().ok()? })
    }

    fn text(&self) -> Cow<'_, str> {
        let Self { least, most } = self;
        Cow::Owned(if least == most { most.to_string() } else { format!("{least} to {most}") })
    }
}

bitflags! {
    /// How a function in C takes its arguments: its `METH_` flags (`Include/methodobject.h`), in the
    /// order in which they are written.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct MethodFlags: u32 {
        /// As a tuple.
        const VARARGS = 0x01;
        /// As an array.
        const FASTCALL = 0x80;
        /// By keyword, too.
        const KEYWORDS = 0x02;
        /// None.
        const NOARGS = 0x04;
        /// One.
        const O = 0x08;
        /// With the class that defines it.
        const METHOD = 0x200;
        /// It is a class method.
        const CLASS = 0x10;
        /// It is a static method.
        const STATIC = 0x20;
        /// It takes the place of a slot's.
        const COEXIST = 0x40;
    }
}

impl MethodFlags {
    /// Those that say nothing of arguments.
    const BESIDE: Self = Self::CLASS.union(Self::STATIC).union(Self::COEXIST);

    /// Those of them that say how arguments are taken.
    #[must_use]
    pub fn convention(self) -> Self {
        self.difference(Self::BESIDE)
    }
}

impl Value for MethodFlags {
    fn values() -> Values {
        Values::Free("as `FASTCALL\\|KEYWORDS`")
    }

    fn read(text: &str) -> Option<Self> {
        let mut names = text.split('|').filter(|name| !name.is_empty());
        names.try_fold(Self::empty(), |all, name| Some(all | Self::from_name(name)?))
    }

    fn text(&self) -> Cow<'_, str> {
        let names: Vec<_> = self.iter_names().map(|(name, _)| name).collect();
        Cow::Owned(names.join("|"))
    }
}
