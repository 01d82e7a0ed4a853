//! The vocabulary of facts about operands ([`Seen::facts`](crate::Seen)): each key, its values, and
//! when it is given.
//!
//! | key | values | given for |
//! |---|---|---|
//! | [`BIG`] | `left`, `right`, `both`, `result` | arithmetic and comparison of exact `int`s, or of one and a float: those of 2^30 and more, or -2^30 and less |
//! | [`NAN`] | `left`, `right`, `both` | exact `float`s that are not a number |
//! | [`ZERO`] | `right` | an exact `int` or `float` on the right of an operator that is zero |
//! | [`SUBCLASS`] | `bool of int`, separated by `; ` | operands of a class derived from a built-in one that has forms |
//! | [`COMPARISON`] | `identity` | compared objects whose class compares as `object` does |
//! | [`INDEX`] | `negative`, `big`, `out of range` | an `int` index into an exact list, tuple or str |
//! | [`TEXT`] | `not ascii`, `character not ascii` | an exact `str` that is indexed |
//! | [`SUBSCRIPT`] | `dict`, `python`, `python, changed`, `python, other parameters` | a container that is no exact built-in |
//! | [`TRUTH`] | `always true`, `always true, built-in`, `__bool__`, `__len__` | what is tested, where its class is not enough |
//! | [`ITERATOR`] | `itself` | what `for` asks for an iterator |
//! | [`LENGTH`] | a number | what is unpacked, where it is a tuple or list |
//! | [`OWNER`] | `instance`, `class`, `module` | attributes and methods |
//! | [`ATTRIBUTE`] | see [`ATTRIBUTE`] | attributes and methods |
//! | [`VALUE`] | a class's name | attributes: of what the class has under that name |
//! | [`MUTABLE`] | `yes`, `owner` | attributes: that class can be changed; `owner`: it is the owner itself |
//! | [`MEMBER`] | `after items`, `audited`, `read-only` | attributes that C code describes |
//! | [`DICT`] | see [`DICT`] | where an instance keeps its attributes |
//! | [`INLINE`] | `yes` | instances of the class have their values inside (from 3.13 on) |
//! | [`SHARED`] | `yes`, `no` | whether the class shares this key among its instances |
//! | [`PRESENT`] | `yes`, `no` | whether this instance has the attribute itself |
//! | [`SHADOWED`] | `yes` | instances hide what the class has; `super` is not the built-in one |
//! | [`HOOK`] | see [`HOOK`] | a class that takes attribute access over; a module's `__getattr__` |
//! | [`GETTER`] | see [`GETTER`] | a property, or `__getattribute__` |
//! | [`METACLASS`] | a class's name | a class as owner or callee, if it is not `type` |
//! | [`METACLASS_HAS`] | as [`ATTRIBUTE`] | a class as owner: its metaclass has the name, too |
//! | [`METACLASS_HOOK`] | `yes` | a class as owner: its metaclass takes reading over |
//! | [`CLASS`] | `mutable`, `immutable` | a class as owner or callee |
//! | [`VERSIONS`] | `used up` | a class, function or dictionary that can get no version |
//! | [`CALLEE`] | see [`CALLEE`] | calls |
//! | [`NAME`] | a qualified name | the callee, or its class where it is no function; a class as owner |
//! | [`FLAGS`] | as `FASTCALL\|KEYWORDS` | a built-in callee: its `METH_` flags |
//! | [`PARAMETERS`] | `simple`, `*args`, `**kwargs`, `*args, **kwargs`, `keyword-only`, `not optimized` | a Python callee, or a class's `__init__` |
//! | [`ARGUMENTS`] | a number | positional arguments passed, `self` included where it is apart |
//! | [`EXPECTS`] | `2`, `1 to 3` | positional parameters of a Python callee; of `__init__` without `self` |
//! | [`KEYWORDS`] | names, separated by `, ` | arguments passed by keyword |
//! | [`INIT`] | `python`, `built-in`, `none` | a class as callee |
//! | [`NEW`] | `object`, `other` | a class as callee: whose `__new__` it has |
//! | [`VECTORCALL`] | `yes`, `no` | a class as callee: whether C code has a fast way to call it |
//! | [`FRAMES`] | `other` | what runs Python code, where a debugger or compiler evaluates frames (PEP 523) |
//! | [`FOUND`] | `globals`, `builtins`, `missing` | global names |
//! | [`LAZY`] | `yes` | global names and attributes of modules: a lazy import that was not done yet |
//! | [`MAPPING`] | `globals`, `builtins` | global names: which is no plain dictionary |
//! | [`STRINGS`] | `no`, `shared` | a namespace that has other keys than strings, or shares its keys with other dictionaries |
//! | [`NAMESPACE`] | a module's name | global names: whose globals; a module as owner |
//! | [`CHANGED`] | `yes` | a class, a global dictionary or a callee that is another since it was looked at last |
//! | [`RECEIVER`] | `derived` | methods in C: the object is of a class derived from the method's |
//! | [`DELEGATE`] | `generator`, `coroutine`, `python`, `iterator` | what `yield from`, `await` and `for` advance |

/// Which operands are integers of more than 30 bits; `result` where only what comes of them is.
pub const BIG: &str = "big";
/// Which operands are no number.
pub const NAN: &str = "nan";
/// Which operand is zero.
pub const ZERO: &str = "zero";
/// Which operands are of a class derived from a built-in one that has forms, and which that is:
/// `bool of int; Money of float`.
pub const SUBCLASS: &str = "subclass";
/// How a class compares.
pub const COMPARISON: &str = "comparison";
/// Who answers a subscript: the code of `dict`, though the class is derived from it; a function
/// in Python that takes `self` and the index; one that takes other parameters too; one that has no
/// version any more, as it was changed.
pub const SUBSCRIPT: &str = "subscript";
/// What decides the truth of an object: nothing, of a class that can be changed or of a built-in
/// one, or a special method.
pub const TRUTH: &str = "truth";
/// An object that is its own iterator, as those written in C are.
pub const ITERATOR: &str = "iterator";
/// What is unusual about an index.
pub const INDEX: &str = "index";
/// What is unusual about a string.
pub const TEXT: &str = "text";
/// The number of items.
pub const LENGTH: &str = "length";
/// What an attribute's owner is.
pub const OWNER: &str = "owner";
/// What the owner's class has under the name (for a class as owner: what it has itself):
/// `slot` (of `__slots__`), `object member` and `member` (C structures, the first of an object that
/// may be missing), `property`, `function` (Python), `method` (other objects that bind as
/// functions do), `classmethod`, `built-in classmethod`, `staticmethod`, `data descriptor`,
/// `descriptor` (without `__set__`), `class value` (no descriptor), `__class__`. If it has nothing:
/// `instance` where the instance has it, or may get it; `module`; `missing`.
pub const ATTRIBUTE: &str = "attribute";
/// The class of what a class has under a name.
pub const VALUE: &str = "value";
/// That class can be changed, so that nobody knows what it will do.
pub const MUTABLE: &str = "mutable";
/// What is special about a member of a C structure.
pub const MEMBER: &str = "member";
/// Where an instance keeps its attributes: `none` (it can have none), `inline` (values without a
/// dictionary), `inline and dict` (both), `dict` (an exact dictionary), `split` (one with keys
/// shared among instances), `subclass` (of `dict`), `empty` (nothing yet); for classes that manage
/// a dictionary themselves `own`, `own empty`, and `own variable` (instances vary in size).
pub const DICT: &str = "dict";
/// Instances of the class have their values inside.
pub const INLINE: &str = "inline";
/// The class shares this key among its instances.
pub const SHARED: &str = "shared";
/// The instance has the attribute itself.
pub const PRESENT: &str = "present";
/// Instances hide what the class has; or `super` is another.
pub const SHADOWED: &str = "shadowed";
/// What takes attribute access over: `__getattribute__`, `__getattr__`,
/// `__getattribute__ and __getattr__`, `__setattr__`, `__delattr__`, or `built-in` for C code.
pub const HOOK: &str = "hook";
/// What a property calls, or `__getattribute__` is: `python` (a function that takes just what it
/// gets), `python, more parameters`, `python, changed` (it has no version any more), `other`, `none`.
pub const GETTER: &str = "getter";
/// The class of a class.
pub const METACLASS: &str = "metaclass";
/// What the metaclass has under the name.
pub const METACLASS_HAS: &str = "metaclass has";
/// The metaclass takes reading attributes over.
pub const METACLASS_HOOK: &str = "metaclass hook";
/// No version is left.
pub const VERSIONS: &str = "versions";
/// Whether a class can be changed.
pub const CLASS: &str = "class";
/// What is called: `function` (Python), `bound method` (of a Python function), `bound other` (of
/// anything else), `class`, `built-in` (a function in C, or a method bound to its object), `method
/// descriptor` (a method in C, taken from its class), `method wrapper` (for a special method in C),
/// `instance` (with a `__call__` in Python), `other`.
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
/// Whose `__new__` a class has.
pub const NEW: &str = "new";
/// Whether a class has a vectorcall function.
pub const VECTORCALL: &str = "vectorcall";
/// Who evaluates frames.
pub const FRAMES: &str = "frames";
/// Which namespace is no plain dictionary.
pub const MAPPING: &str = "mapping";
/// What is unusual about keys.
pub const STRINGS: &str = "strings";
/// Where a global name was found.
pub const FOUND: &str = "found";
/// What a name stands for will be imported when it is read.
pub const LAZY: &str = "lazy";
/// Whose globals these are.
pub const NAMESPACE: &str = "namespace";
/// The object a method in C is called for.
pub const RECEIVER: &str = "receiver";
/// A class was changed, a dictionary of globals got or lost keys, or the callee is another function
/// of the same name or was changed, since the last look.
pub const CHANGED: &str = "changed";
/// What kind of iterator is advanced: `python` has a `__next__` written in Python.
pub const DELEGATE: &str = "delegate";
