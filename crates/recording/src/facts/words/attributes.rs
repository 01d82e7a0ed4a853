//! Attributes and methods.

use super::prelude::*;

words! {
    /// What an attribute's owner is.
    pub enum Owner {
        /// An object that is neither a class nor a module.
        Instance,
        /// A class.
        Class,
        /// A module.
        Module,
    }

    /// What a class has under a name.
    pub enum Attribute {
        /// An entry of `__slots__`.
        Slot,
        /// A member of a C structure that is an object and may be missing.
        #[strum(serialize = "object member")]
        ObjectMember,
        /// Any other member of a C structure.
        Member,
        /// A property.
        Property,
        /// A Python function.
        Function,
        /// Another object that binds like a function.
        Method,
        /// A `classmethod`.
        ClassMethod,
        /// A class method in C.
        #[strum(serialize = "built-in classmethod")]
        BuiltInClassMethod,
        /// A `staticmethod`.
        StaticMethod,
        /// Another descriptor with `__set__` or `__delete__`.
        #[strum(serialize = "data descriptor")]
        DataDescriptor,
        /// Another descriptor.
        Descriptor,
        /// An object that is not a descriptor.
        #[strum(serialize = "class value")]
        ClassValue,
        /// `__class__` of `object`.
        #[strum(serialize = "__class__")]
        Class,
        /// Nothing, but the instance has it or may get it.
        Instance,
        /// Nothing, but the module has it.
        Module,
        /// Nothing, and nothing else has it.
        Missing,
    }

    /// What can change the class of what a class has.
    pub enum Mutable {
        /// It can be changed.
        Yes,
        /// It can be changed, and it is the class that was searched.
        Owner,
    }

    /// What is special about a member of a C structure.
    pub enum Member {
        /// It comes after items, whose number varies.
        #[strum(serialize = "after items")]
        AfterItems,
        /// Reading it raises an audit event.
        Audited,
        /// It cannot be written.
        #[strum(serialize = "read-only")]
        ReadOnly,
    }

    /// Where an instance keeps its attributes.
    pub enum Dict {
        /// Nowhere: it can have none.
        None,
        /// Inline, without a dictionary.
        Inline,
        /// Inline, and a dictionary shows them.
        #[strum(serialize = "inline and dict")]
        InlineAndDict,
        /// In an exact dictionary.
        Dict,
        /// In a dictionary that shares its keys with other instances.
        Split,
        /// In a dictionary of a subclass of `dict`.
        Subclass,
        /// It has none yet, and no place for them.
        Empty,
        /// In a dictionary that the class manages itself.
        Own,
        /// The class manages a dictionary itself, and there is none yet.
        #[strum(serialize = "own empty")]
        OwnEmpty,
        /// The class manages a dictionary itself, and the size of instances varies.
        #[strum(serialize = "own variable")]
        OwnVariable,
    }

    /// What takes over attribute access.
    pub enum Hook {
        /// This method.
        #[strum(serialize = "__getattribute__")]
        GetAttribute,
        /// This method, if nothing else has the attribute.
        #[strum(serialize = "__getattr__")]
        GetAttr,
        /// Both methods.
        #[strum(serialize = "__getattribute__ and __getattr__")]
        GetAttributeAndGetAttr,
        /// This method.
        #[strum(serialize = "__setattr__")]
        SetAttr,
        /// This method.
        #[strum(serialize = "__delattr__")]
        DelAttr,
        /// C code.
        #[strum(serialize = "built-in")]
        BuiltIn,
    }

    /// What is called to get an attribute.
    pub enum Getter {
        /// A Python function that takes exactly what is passed.
        Python,
        /// A Python function that takes other parameters.
        #[strum(serialize = "python, more parameters")]
        PythonMoreParameters,
        /// A Python function that was changed and so has no version.
        #[strum(serialize = "python, changed")]
        PythonChanged,
        /// Something else.
        Other,
        /// Nothing: the property cannot be read.
        None,
    }
}
