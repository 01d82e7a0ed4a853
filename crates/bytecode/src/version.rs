//! The versions of Python that this project supports, and how they differ.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use strum::VariantArray;

/// A feature version of CPython, ordered by age.
///
/// Its predicates are the only place where versions are compared. Each is named after the caller's
/// question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, VariantArray)]
pub enum Version {
    /// 3.11
    V3_11,
    /// 3.12
    V3_12,
    /// 3.13
    V3_13,
    /// 3.14
    V3_14,
    /// 3.15
    V3_15,
}

/// An unsupported version of Python.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Python {0} is not one of the versions specialist knows, {first} to {last}",
    first = Version::ALL[0], last = Version::ALL[Version::ALL.len() - 1])]
pub struct UnknownVersion(pub String);

impl Version {
    /// All versions, oldest first.
    pub const ALL: [Self; Self::VARIANTS.len()] =
        *Self::VARIANTS.first_chunk().expect("it is as long");

    /// The version with this `sys.version_info[:2]`; `None` if it is not one of [`Version::ALL`].
    pub fn from_parts(major: u32, minor: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.parts() == (major, minor))
    }

    /// The major and minor number, such as `(3, 12)`.
    pub fn parts(self) -> (u32, u32) {
        match self {
            Self::V3_11 => (3, 11),
            Self::V3_12 => (3, 12),
            Self::V3_13 => (3, 13),
            Self::V3_14 => (3, 14),
            Self::V3_15 => (3, 15),
        }
    }

    /// Code starts with base opcodes and empty caches, and is rewritten with adaptive opcodes and
    /// superinstructions after eight calls or backward jumps (`co_warmup`). Later versions can
    /// specialize every code object from its creation.
    pub fn quickens_after_warmup(self) -> bool {
        self == Self::V3_11
    }

    /// Superinstructions are in a code object from its creation, so they are not evidence that it
    /// ran. 3.11 writes them when it quickens; since 3.13, the compiler does.
    pub fn superinstructions_exist_at_birth(self) -> bool {
        self == Self::V3_12
    }

    /// A list, set or dict comprehension is compiled into the enclosing code object (PEP 709).
    /// Before, it has a code object of its own, as generator expressions always do.
    pub fn inlines_comprehensions(self) -> bool {
        self >= Self::V3_12
    }

    /// The instruction that advances the iterator of a `for` has the span of the iterable. Before,
    /// it has that of the whole statement or comprehension, as in `async for` on all versions.
    pub fn places_iteration_on_iterable(self) -> bool {
        self >= Self::V3_13
    }

    /// `-c` removes the indentation common to all lines of its command.
    pub fn dedents_command(self) -> bool {
        self >= Self::V3_14
    }

    /// A call is two instructions, `PRECALL` and `CALL`.
    pub(crate) fn calls_in_two_steps(self) -> bool {
        self == Self::V3_11
    }

    /// `sys.monitoring` reports single instructions of single code objects.
    pub fn has_monitoring(self) -> bool {
        self >= Self::V3_12
    }

    /// The JIT compiles what it records while instructions execute. Before, it follows the code
    /// without executing it.
    pub fn jit_records_executions(self) -> bool {
        self >= Self::V3_15
    }

    /// A function whose code was ever observed by `sys.monitoring` can't be passed to a
    /// sub-interpreter (`_co_monitoring` in `Modules/_interpretersmodule.c`).
    pub fn shares_only_unobserved_code(self) -> bool {
        self == Self::V3_13
    }

    /// Audit hooks are called when a thread starts.
    pub fn audits_threads(self) -> bool {
        self >= Self::V3_12
    }

    /// A call that another thread requests from the main thread (`Py_AddPendingCall`) is made soon.
    /// 3.12 waits until something else interrupts the main thread.
    pub fn interrupts_for_pending_calls(self) -> bool {
        self != Self::V3_12
    }

    /// How many values an iteration in progress has on the evaluation stack: the iterator or, since
    /// 3.15, the iterable and the position.
    pub(crate) fn iterator_slots(self) -> u32 {
        if self >= Self::V3_15 { 2 } else { 1 }
    }

    /// `dis` shows the contents of caches only for specialized forms, not for base opcodes.
    pub fn dis_values_only_forms(self) -> bool {
        self == Self::V3_11
    }

    /// `dis` names jump targets `L1`, `L2`, …; before, it shows their offset.
    pub fn labels_jump_targets(self) -> bool {
        self >= Self::V3_13
    }
}

/// What specializes. Sources: `Python/specialize.c` of each version, and the interpreters.
impl Version {
    /// Comparisons have specialized forms only together with a conditional jump after them.
    pub fn compares_into_jumps(self) -> bool {
        self == Self::V3_11
    }

    /// Arithmetic has a table of forms (`BINARY_OP_EXTEND`): for an `int` and a `float`, for
    /// bitwise operators.
    pub fn extends_arithmetic(self) -> bool {
        self >= Self::V3_14
    }

    /// Values of attributes are stored inside an instance, and may be in use alongside a dictionary
    /// (`Py_TPFLAGS_INLINE_VALUES`).
    pub fn has_inline_values(self) -> bool {
        self >= Self::V3_13
    }

    /// An instance has separate pointers to its values and to its dictionary; 3.12 has one for
    /// both.
    pub fn keeps_values_apart(self) -> bool {
        self == Self::V3_11
    }

    /// A function whose code or defaults were changed, or that was created by hand, never gets a
    /// version again.
    pub fn gives_up_changed_functions(self) -> bool {
        self >= Self::V3_13
    }

    /// A class no longer gets a version once it has been changed a thousand times.
    pub fn limits_class_versions(self) -> bool {
        self >= Self::V3_13
    }

    /// The form that enters `__getitem__` needs a version of the class.
    pub fn guards_getitem_by_class(self) -> bool {
        self >= Self::V3_14
    }

    /// That table also covers sequences, dictionaries and augmented assignments.
    pub fn extends_sequences(self) -> bool {
        self >= Self::V3_15
    }

    /// Sums, differences and products of `int`s have forms only for those below 2^30.
    pub fn limits_int_arithmetic(self) -> bool {
        self >= Self::V3_15
    }

    /// Subscripts of subclasses of `dict` have the form of `dict`, if the class does not define its
    /// own.
    pub fn subscripts_derived_dicts(self) -> bool {
        self >= Self::V3_15
    }

    /// The argument of `LOAD_ATTR` says whether the attribute is called immediately; before, such
    /// reads are `LOAD_METHOD`.
    pub fn marks_called_attributes(self) -> bool {
        self >= Self::V3_12
    }

    /// Attributes of classes that define `__getattr__` or `__getattribute__` have forms.
    pub fn specializes_classes_with_hooks(self) -> bool {
        self >= Self::V3_12
    }

    /// Properties have a form.
    pub fn specializes_properties(self) -> bool {
        self >= Self::V3_12
    }

    /// Properties have no form if their value is called immediately.
    pub fn distinguishes_called_properties(self) -> bool {
        self >= Self::V3_13
    }

    /// The form for properties is guarded by the getter's version.
    pub fn guards_getters_by_version(self) -> bool {
        self >= Self::V3_13 && self != Self::V3_14
    }

    /// Members of C structures that hold an object, which may be missing, have forms.
    pub fn specializes_object_members(self) -> bool {
        self >= Self::V3_13
    }

    /// Methods have a form for instances with a dictionary.
    pub fn specializes_methods_beside_dict(self) -> bool {
        self == Self::V3_11
    }

    /// Class attributes that are not descriptors have forms when they are read from instances.
    pub fn specializes_class_values(self) -> bool {
        self >= Self::V3_13
    }

    /// If instances hide an attribute of their class, instructions specialize for the instance's
    /// value.
    pub fn asks_instances_first(self) -> bool {
        self >= Self::V3_14
    }

    /// Values inside an instance have no forms once it also has a dictionary.
    pub fn leaves_values_for_dict(self) -> bool {
        self >= Self::V3_14
    }

    /// Instances of a class that are attributes of that class have a form.
    pub fn knows_own_instances(self) -> bool {
        self >= Self::V3_15
    }

    /// Attributes of classes that have a metaclass have a form.
    pub fn specializes_classes_with_metaclass(self) -> bool {
        self >= Self::V3_14
    }

    /// Attributes of modules have forms even if the module is of a subclass of `ModuleType`.
    pub fn specializes_subclasses_of_modules(self) -> bool {
        self >= Self::V3_14
    }

    /// Attributes of modules that define `__getattr__` have forms.
    pub fn specializes_modules_with_getattr(self) -> bool {
        self >= Self::V3_15
    }

    /// Versions of a module's keys have 16 bits in caches.
    pub fn keeps_short_module_versions(self) -> bool {
        self >= Self::V3_12
    }

    /// Calls have a form for every callee, and Python functions one for all parameters.
    pub fn specializes_any_callee(self) -> bool {
        self >= Self::V3_13
    }

    /// The end of a `with` statement calls `__exit__` in a way that the forms for bound methods
    /// don't support.
    pub fn passes_none_beside_exit(self) -> bool {
        self <= Self::V3_13
    }

    /// Calls of built-in classes have a form even without vectorcall.
    pub fn specializes_slow_classes(self) -> bool {
        self >= Self::V3_14
    }

    /// The form that enters `__init__` takes any number of arguments.
    pub fn specializes_any_arguments_of_init(self) -> bool {
        self >= Self::V3_14
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (major, minor) = self.parts();
        f.pad(&format!("{major}.{minor}"))
    }
}

impl FromStr for Version {
    type Err = UnknownVersion;

    /// Reads `3.12`; a micro version, as in `3.12.1`, is not accepted.
    fn from_str(text: &str) -> Result<Self, UnknownVersion> {
        Self::ALL
            .into_iter()
            .find(|version| version.to_string() == text)
            .ok_or_else(|| UnknownVersion(text.to_owned()))
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_and_read_as_text() {
        for version in Version::ALL {
            assert_eq!(version.to_string().parse(), Ok(version));
            let (major, minor) = version.parts();
            assert_eq!(Version::from_parts(major, minor), Some(version));
        }
        assert_eq!(serde_json::to_string(&Version::V3_12).unwrap(), "\"3.12\"");
        assert_eq!(serde_json::from_str::<Version>("\"3.15\"").unwrap(), Version::V3_15);
    }

    #[test]
    fn refuses_other_versions() {
        for text in ["3.10", "3.16", "3.1", "3", "", "3.12.1", " 3.12"] {
            assert!(text.parse::<Version>().is_err(), "{text:?}");
        }
        assert_eq!(Version::from_parts(2, 7), None);
        assert_eq!(
            "3.10".parse::<Version>().unwrap_err().to_string(),
            "Python 3.10 is not one of the versions specialist knows, 3.11 to 3.15"
        );
    }
}
