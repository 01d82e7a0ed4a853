//! Facts about operands ([`Seen::facts`](crate::Seen)): what the specializer looks at besides their
//! classes.
//!
//! A fact has a key, a variant of [`Fact`], and a value, which is typed; in JSON it is a pair of
//! strings. What each key and each word means is said here alone: the table in `docs/recording.md`
//! is made from it. What another version of specialist wrote is kept as it is.

mod value;
mod words;

use std::borrow::Cow;
use std::cmp::Ordering;

use arcstr::ArcStr;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::value::{Expects, Keywords, Meaning, MethodFlags, Subclasses, Value, Values, Yes};
pub use self::words::{
    Attribute, Big, Callee, Class, Comparison, Delegate, Dict, Found, Frames, Getter, Hook, Index,
    Init, Iteration, Mapping, Member, Mutable, Nan, New, Owner, Parameters, Receiver, Strings,
    Subscript, Text, Truth, Versions, Zero,
};

/// What is known of operands of one shape, in order of key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(Vec<Fact>);

/// Defines [`Fact`], what looks for each, and what is known of each key.
macro_rules! facts {
    ($($(#[doc = $meaning:literal])+ $get:ident: $variant:ident($value:ty) = $key:literal,)+) => {
        /// A fact about operands.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum Fact {
            $($(#[doc = $meaning])+ $variant($value),)+
            /// One of another version of specialist, which this one does not know.
            Other(Unknown),
        }

        impl Fact {
            /// The key, as it stands in a recording.
            pub fn key(&self) -> &str {
                match self {
                    $(Self::$variant(_) => $key,)+
                    Self::Other(Unknown(pair)) => &pair.0,
                }
            }

            /// The value, as it stands in a recording.
            pub fn value(&self) -> Cow<'_, str> {
                match self {
                    $(Self::$variant(value) => value.text(),)+
                    Self::Other(Unknown(pair)) => Cow::Borrowed(&pair.1),
                }
            }

            fn known(key: &str, value: &str) -> Option<Self> {
                Some(match key {
                    $($key => Self::$variant(Value::read(value)?),)+
                    _ => return None,
                })
            }
        }

        fn is_known(key: &str) -> bool {
            matches!(key, $($key)|+)
        }

        impl Facts {
            $(
                $(#[doc = $meaning])+
                pub fn $get(&self) -> Option<&$value> {
                    self.0.iter().find_map(|fact| match fact {
                        Fact::$variant(value) => Some(value),
                        _ => None,
                    })
                }
            )+
        }

        /// All keys, in the order in which they are described.
        pub fn keys() -> Vec<Key> {
            vec![$(Key {
                word: $key,
                variant: stringify!($variant),
                getter: stringify!($get),
                kind: stringify!($value),
                meaning: concat!($($meaning),+),
                values: <$value>::values(),
            },)+]
        }
    };
}

facts! {
    /// Which operands of arithmetic or a comparison are large integers: 2^30 or more, or -2^30 or
    /// less. Both operands are exactly of class `int` or `float`.
    big: Big(Big) = "big",
    /// Which operands of arithmetic or a comparison are NaN. Both operands are exactly of class
    /// `int` or `float`.
    nan: Nan(Nan) = "nan",
    /// Which operand of arithmetic is zero. It is exactly of class `int` or `float`.
    zero: Zero(Zero) = "zero",
    /// Which operands are instances of a subclass of a built-in class that has specialized forms.
    subclasses: Subclass(Subclasses) = "subclass",
    /// How both operands of a comparison compare.
    comparison: Comparison(Comparison) = "comparison",
    /// What is unusual about an index of exactly class `int` into exactly a list, tuple or
    /// string.
    index: Index(Index) = "index",
    /// What is unusual about the string that is indexed.
    text: Text(Text) = "text",
    /// What handles a subscript if the container is not exactly of a built-in class.
    subscript: Subscript(Subscript) = "subscript",
    /// What decides whether the object is true, if its class alone does not tell.
    truth: Truth(Truth) = "truth",
    /// What the object returns when `for` asks it for an iterator.
    iteration: Iterator(Iteration) = "iterator",
    /// What `yield from`, `await` or `for` advances.
    delegate: Delegate(Delegate) = "delegate",
    /// The number of items of the exact tuple or list that is unpacked.
    length: Length(u64) = "length",
    /// What the owner of the attribute is. For `super()`: its first argument is not a class.
    owner: Owner(Owner) = "owner",
    /// What the owner's class has under the name; if the owner is a class or a module, what the
    /// owner itself has.
    attribute: Attribute(Attribute) = "attribute",
    /// The class of the object found under the name.
    value: Value(ArcStr) = "value",
    /// The class of the object found under the name can be changed, so what it does may change;
    /// or the owner is an instance of a subclass of the class of modules.
    mutable: Mutable(Mutable) = "mutable",
    /// What is special about the member of a C structure found under the name.
    member: Member(Member) = "member",
    /// Where the instance keeps its attributes.
    dict: Dict(Dict) = "dict",
    /// Instances of the class store their attributes inline (3.13 and later).
    inline: Inline(Yes) = "inline",
    /// Whether the name is among the keys that instances of the class share.
    shared: Shared(bool) = "shared",
    /// Whether the instance itself has the attribute.
    present: Present(bool) = "present",
    /// Instances may hide what the class has under the name; or `super` is not the built-in one.
    shadowed: Shadowed(Yes) = "shadowed",
    /// What takes over attribute access in the class or module.
    hook: Hook(Hook) = "hook",
    /// What the property calls, or what `__getattribute__` is.
    getter: Getter(Getter) = "getter",
    /// The class of the class that is the owner or callee, if it is not `type`.
    metaclass: Metaclass(ArcStr) = "metaclass",
    /// What the owner's metaclass has under the name.
    metaclass_has: MetaclassHas(Attribute) = "metaclass has",
    /// The owner's metaclass takes over reading attributes.
    metaclass_hook: MetaclassHook(Yes) = "metaclass hook",
    /// Whether the class that is the owner or callee can be changed.
    class: Class(Class) = "class",
    /// How many versions are left for the class, the function or the dictionary of globals.
    versions: Versions(Versions) = "versions",
    /// Something changed since the instruction was last observed: the class, the keys of a
    /// dictionary of globals, or the callee, which was modified or replaced by one of the same
    /// name.
    changed: Changed(Yes) = "changed",
    /// What is called.
    callee: Callee(Callee) = "callee",
    /// The qualified name of the callee, or of its class if it is neither a function nor a class;
    /// of the owner if that is a class.
    name: Name(ArcStr) = "name",
    /// How the function or method in C takes its arguments: its `METH_` flags.
    flags: Flags(MethodFlags) = "flags",
    /// What parameters the callee, or `__init__` of the class that is called, has besides
    /// positional ones.
    parameters: Parameters(Parameters) = "parameters",
    /// The number of positional arguments that are passed, including `self` if it is separate.
    arguments: Arguments(u64) = "arguments",
    /// The number of positional arguments that the callee accepts; for a class, its `__init__`
    /// without `self`.
    expects: Expects(Expects) = "expects",
    /// The names of arguments that are passed by keyword.
    keywords: Keywords(Keywords) = "keywords",
    /// What `__init__` of the class that is called is.
    init: Init(Init) = "init",
    /// Whose `__new__` the class that is called has.
    new_method: New(New) = "new",
    /// Whether the class that is called has a vectorcall function.
    vectorcall: Vectorcall(bool) = "vectorcall",
    /// What a method in C is called on if it was taken from its class.
    receiver: Receiver(Receiver) = "receiver",
    /// What evaluates Python code, if it is not the interpreter's own function.
    frames: Frames(Frames) = "frames",
    /// The module whose globals are searched, or that is the owner.
    namespace: Namespace(ArcStr) = "namespace",
    /// Where the global name was found.
    found: Found(Found) = "found",
    /// Which namespace is not a plain dictionary.
    mapping: Mapping(Mapping) = "mapping",
    /// What is unusual about the keys of the namespace.
    strings: Strings(Strings) = "strings",
    /// The name stands for a lazy import that has not been done yet.
    lazy: Lazy(Yes) = "lazy",
}

/// A key, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// As it stands in a recording.
    pub word: &'static str,
    /// The variant of [`Fact`].
    pub variant: &'static str,
    /// The method of [`Facts`] that looks for it.
    pub getter: &'static str,
    /// The type of its value.
    pub kind: &'static str,
    /// What it tells, in Markdown.
    pub meaning: &'static str,
    /// What its value may be.
    pub values: Values,
}

/// A key and a value that are not known, or not together. Only [`Fact::read`] makes it, so what is
/// known is nothing else, too.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unknown(Box<(ArcStr, ArcStr)>);

impl Fact {
    /// What a recording says, whoever wrote it.
    pub fn read(key: &str, value: &str) -> Self {
        // What would be written in another way is kept as it stands.
        let known = Self::known(key, value).filter(|known| known.value() == value);
        known.unwrap_or_else(|| Self::Other(Unknown(Box::new((key.into(), value.into())))))
    }
}

impl Facts {
    /// Adds one.
    pub fn add(&mut self, fact: Fact) {
        let place = self.0.partition_point(|known| *known <= fact);
        self.0.insert(place, fact);
    }

    /// Keeps those of which this is true.
    pub fn retain(&mut self, is_kept: impl FnMut(&Fact) -> bool) {
        self.0.retain(is_kept);
    }

    /// All of them, in order of key.
    pub fn iter(&self) -> std::slice::Iter<'_, Fact> {
        self.0.iter()
    }

    /// There is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A known key has a value that is not: what the specializer does then cannot be told. Keys that
    /// are not known are of no harm.
    pub fn has_unknown_value(&self) -> bool {
        self.0.iter().any(|fact| matches!(fact, Fact::Other(_)) && is_known(fact.key()))
    }
}

impl<'a> IntoIterator for &'a Facts {
    type Item = &'a Fact;
    type IntoIter = std::slice::Iter<'a, Fact>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromIterator<Fact> for Facts {
    fn from_iter<T: IntoIterator<Item = Fact>>(all: T) -> Self {
        let mut facts = Self::default();
        for fact in all {
            facts.add(fact);
        }
        facts
    }
}

/// By what they are written as, key before value.
impl Ord for Fact {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(other.key()).then_with(|| self.value().cmp(&other.value()))
    }
}

impl PartialOrd for Fact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.key(), self.value()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Fact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Pair<'a>(#[serde(borrow)] Cow<'a, str>, #[serde(borrow)] Cow<'a, str>);

        let Pair(key, value) = Pair::deserialize(deserializer)?;
        Ok(Self::read(&key, &value))
    }
}

#[cfg(test)]
mod tests;
