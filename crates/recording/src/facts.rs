//! The vocabulary of facts about operands ([`Seen::facts`](crate::Seen)): each key, its values, and
//! when it is given.
//!
//! | key | values | given for |
//! |---|---|---|
//! | [`BIG`] | `left`, `right`, `both` | exact `int`s of 2^30 and more, or -2^30 and less |
//! | [`INDEX`] | `negative`, `out of range` | an `int` index into an exact list, tuple or str |
//! | [`TEXT`] | `not ascii` | an exact `str` that is indexed or iterated |
//! | [`LENGTH`] | a number | what is unpacked, where it is a tuple or list |
//! | [`ATTRIBUTE`] | see [`ATTRIBUTE`] | attributes and methods |
//! | [`DICT`] | `inline`, `dict`, `none` | where an instance keeps its attributes |
//! | [`SHADOWED`] | `yes` | an instance attribute that hides one of the class |
//! | [`HOOK`] | `__getattribute__`, `__getattr__`, `__setattr__` | a class that defines it |
//! | [`GETTER`] | `python`, `other` | what a property calls |
//! | [`METACLASS`] | a class's name | a class as owner or callee, if it is not `type` |
//! | [`CLASS`] | `mutable`, `immutable` | a class as owner or callee |
//! | [`CALLEE`] | see [`CALLEE`] | calls |
//! | [`NAME`] | a qualified name | the callee |
//! | [`FLAGS`] | as `FASTCALL\|KEYWORDS` | a built-in callee: its `METH_` flags |
//! | [`PARAMETERS`] | `simple`, `*args`, `**kwargs`, `keyword-only`, … | a Python callee |
//! | [`ARGUMENTS`] | a number | positional arguments passed, `self` included |
//! | [`EXPECTS`] | `2`, `1 to 3` | positional parameters of a Python callee |
//! | [`KEYWORDS`] | names, separated by `, ` | arguments passed by keyword |
//! | [`INIT`] | `python`, `built-in`, `none` | a class as callee |
//! | [`FOUND`] | `globals`, `builtins`, `missing` | global names |
//! | [`NAMESPACE`] | a module's name | global names: whose globals |
//! | [`CHANGED`] | `yes` | global names: the dictionary got new keys since it was looked at last |
//! | [`DELEGATE`] | `generator`, `coroutine`, `iterator` | what `yield from`, `await` and `for` advance |

/// Which operands are integers of more than 30 bits.
pub const BIG: &str = "big";
/// What is unusual about an index.
pub const INDEX: &str = "index";
/// What is unusual about a string.
pub const TEXT: &str = "text";
/// The number of items.
pub const LENGTH: &str = "length";
/// Where an attribute was found: `instance` (its values or dictionary), `slot`, `property`,
/// `function` (a Python function in the class), `method` (a built-in method), `classmethod`,
/// `staticmethod`, `data descriptor`, `descriptor` (without `__set__`), `class value` (anything
/// else in the class), `module`, `class` (the owner is a class and has it, or inherits it),
/// `metaclass`, `missing`.
pub const ATTRIBUTE: &str = "attribute";
/// Where an instance keeps its attributes.
pub const DICT: &str = "dict";
/// An instance attribute hides one of the class.
pub const SHADOWED: &str = "shadowed";
/// The special method by which a class takes attribute access over.
pub const HOOK: &str = "hook";
/// What a property calls.
pub const GETTER: &str = "getter";
/// The class of a class.
pub const METACLASS: &str = "metaclass";
/// Whether a class can be changed.
pub const CLASS: &str = "class";
/// What is called: `function` (Python), `bound method` (of a Python function), `class`,
/// `built-in` (a function in C), `method descriptor` (a method in C, taken from its class),
/// `built-in method` (in C, bound), `method wrapper`, `instance` (with `__call__`).
pub const CALLEE: &str = "callee";
/// The callee's qualified name.
pub const NAME: &str = "name";
/// How a built-in takes its arguments.
pub const FLAGS: &str = "flags";
/// What parameters a Python callee has besides positional ones.
pub const PARAMETERS: &str = "parameters";
/// How many positional arguments are passed.
pub const ARGUMENTS: &str = "arguments";
/// How many a Python callee takes.
pub const EXPECTS: &str = "expects";
/// The names of arguments passed by keyword.
pub const KEYWORDS: &str = "keywords";
/// What kind of `__init__` a class has.
pub const INIT: &str = "init";
/// Where a global name was found.
pub const FOUND: &str = "found";
/// Whose globals these are.
pub const NAMESPACE: &str = "namespace";
/// The dictionary of globals got new keys.
pub const CHANGED: &str = "changed";
/// What kind of iterator is advanced.
pub const DELEGATE: &str = "delegate";
