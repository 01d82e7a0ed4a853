//! Shared names of opcodes.

use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::{LazyLock, Mutex, PoisonError};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The name of an opcode. A recording has a million of them and a few hundred different ones, so
/// a name is one thin pointer to text that lives as long as the process.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OpcodeName(&'static &'static str);

impl OpcodeName {
    /// A name that is already static, such as those in `bytecode`'s tables.
    pub const fn from_static(name: &'static &'static str) -> Self {
        Self(name)
    }

    /// Any name. Each distinct name is kept until the process ends.
    pub fn new(name: &str) -> Self {
        static NAMES: LazyLock<Mutex<HashMap<&'static str, OpcodeName>>> =
            LazyLock::new(Mutex::default);
        let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = names.get(name) {
            return *known;
        }
        let text: &'static str = String::leak(name.to_owned());
        let kept = Self(Box::leak(Box::new(text)));
        names.insert(text, kept);
        kept
    }

    /// The name as text, valid until the process ends.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl Deref for OpcodeName {
    type Target = str;

    fn deref(&self) -> &str {
        self.0
    }
}

impl fmt::Display for OpcodeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl fmt::Debug for OpcodeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

impl Serialize for OpcodeName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for OpcodeName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer).map(|name| Self::new(&name))
    }
}
