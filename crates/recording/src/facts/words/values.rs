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
        /// It has other characters than ASCII.
        #[strum(serialize = "not ascii")]
        NotAscii,
        /// It does at the index, too.
        #[strum(serialize = "character not ascii")]
        CharacterNotAscii,
    }

    /// What answers a subscript.
    pub enum Subscript {
        /// The code of `dict`, which the class is derived from.
        Dict,
        /// A Python function that takes just `self` and the index.
        Python,
        /// The same, but it was changed and has no version.
        #[strum(serialize = "python, changed")]
        PythonChanged,
        /// A Python function that takes other parameters.
        #[strum(serialize = "python, other parameters")]
        PythonOtherParameters,
    }

    /// What decides whether an object is true.
    pub enum Truth {
        /// Nothing: its class, which can be changed, has neither method.
        #[strum(serialize = "always true")]
        AlwaysTrue,
        /// Nothing: its class, which cannot be changed, has neither method.
        #[strum(serialize = "always true, built-in")]
        AlwaysTrueBuiltIn,
        /// This method.
        #[strum(serialize = "__bool__")]
        Bool,
        /// This method.
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
