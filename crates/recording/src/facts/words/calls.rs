//! Calls and global names.

use super::prelude::*;

words! {
    /// What is called.
    pub enum Callee {
        /// A Python function.
        Function,
        /// A Python function bound to an object.
        #[strum(serialize = "bound method")]
        BoundMethod,
        /// Anything else bound to an object.
        #[strum(serialize = "bound other")]
        BoundOther,
        /// A class.
        Class,
        /// A function in C, or a method in C bound to an object.
        #[strum(serialize = "built-in")]
        BuiltIn,
        /// A method in C, taken from its class.
        #[strum(serialize = "method descriptor")]
        MethodDescriptor,
        /// A wrapper around a special method in C.
        #[strum(serialize = "method wrapper")]
        MethodWrapper,
        /// An object with a `__call__` in Python.
        Instance,
        /// Any other object.
        Other,
    }

    /// Whether a class can be changed.
    pub enum Class {
        /// It can.
        Mutable,
        /// It cannot.
        Immutable,
    }

    /// What parameters a Python function has besides positional ones.
    pub enum Parameters {
        /// None.
        Simple,
        /// One for further positional arguments.
        #[strum(serialize = "*args")]
        Args,
        /// One for further keyword arguments.
        #[strum(serialize = "**kwargs")]
        Kwargs,
        /// Both.
        #[strum(serialize = "*args, **kwargs")]
        ArgsAndKwargs,
        /// Some that can only be passed by keyword.
        #[strum(serialize = "keyword-only")]
        KeywordOnly,
        /// None, but its code keeps local variables in a dictionary.
        #[strum(serialize = "not optimized")]
        NotOptimized,
    }

    /// What kind of `__init__` a class has.
    pub enum Init {
        /// A Python function.
        Python,
        /// Something else.
        #[strum(serialize = "built-in")]
        BuiltIn,
        /// That of `object`.
        None,
    }

    /// Whose `__new__` a class has.
    pub enum New {
        /// That of `object`.
        Object,
        /// Another.
        Other,
    }

    /// What a method in C is called for.
    pub enum Receiver {
        /// An instance of a subclass of the method's class.
        Derived,
    }

    /// What runs Python code.
    pub enum Frames {
        /// A function set by a debugger or compiler (PEP 523).
        Other,
    }

    /// How many versions are left.
    pub enum Versions {
        /// None.
        #[strum(serialize = "used up")]
        UsedUp,
    }

    /// Where a global name was found.
    pub enum Found {
        /// Among the module's globals.
        Globals,
        /// Among the built-ins.
        Builtins,
        /// Nowhere.
        Missing,
    }

    /// Which namespace is not a plain dictionary.
    pub enum Mapping {
        /// The globals.
        Globals,
        /// The built-ins.
        Builtins,
    }

    /// What is unusual about the keys of a namespace.
    pub enum Strings {
        /// Not all of them are strings.
        No,
        /// They are shared with other dictionaries.
        Shared,
    }
}
