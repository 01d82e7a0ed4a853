//! Arithmetic, comparison, subscripts, truth, iteration.

use super::prelude::*;

words! {
    /// Which operands are large integers.
    pub enum Big {
        /// The left one.
        Left,
        /// The right one.
        Right,
        /// Both.
        Both,
        /// Neither, but the result is.
        Result,
    }

    /// Which operands are not a number.
    pub enum Nan {
        /// The left one.
        Left,
        /// The right one.
        Right,
        /// Both.
        Both,
    }

    /// Which operand is zero.
    pub enum Zero {
        /// The right one.
        Right,
    }

    /// How objects compare.
    pub enum Comparison {
        /// As `object` does.
        Identity,
    }

    /// What is unusual about an index.
    pub enum Index {
        /// It is less than zero.
        Negative,
        /// It is 2^30 or more, or -2^30 or less.
        Big,
        /// It is not less than the length.
        #[strum(serialize = "out of range")]
        OutOfRange,
    }

    /// What is unusual about a string.
    pub enum Text {
        /// It has a character that is not ASCII.
        #[strum(serialize = "not ascii")]
        NotAscii,
        /// The character at the index is not ASCII.
        #[strum(serialize = "character not ascii")]
        CharacterNotAscii,
    }

    /// What answers a subscript.
    pub enum Subscript {
        /// The code of `dict`: the class is a subclass.
        Dict,
        /// A Python function that takes just `self` and the index.
        Python,
        /// Such a function that was changed and so has no version.
        #[strum(serialize = "python, changed")]
        PythonChanged,
        /// A Python function that takes other parameters.
        #[strum(serialize = "python, other parameters")]
        PythonOtherParameters,
    }

    /// What decides whether an object is true.
    pub enum Truth {
        /// Nothing: its class has neither method, and can be changed.
        #[strum(serialize = "always true")]
        AlwaysTrue,
        /// Nothing: its class has neither method, and cannot be changed.
        #[strum(serialize = "always true, built-in")]
        AlwaysTrueBuiltIn,
        /// Its own `__bool__`.
        #[strum(serialize = "__bool__")]
        Bool,
        /// Its own `__len__`.
        #[strum(serialize = "__len__")]
        Len,
    }

    /// What `for` gets when it asks for an iterator.
    pub enum Iteration {
        /// The object itself, by a function in C.
        Itself,
    }

    /// What is advanced.
    pub enum Delegate {
        /// A generator.
        Generator,
        /// A coroutine.
        Coroutine,
        /// An object with a `__next__` in Python.
        Python,
        /// Any other iterator.
        Iterator,
    }
}
