//! Which versions need names.

use std::collections::{HashMap, HashSet};

use bytecode::{CodeObject, Guard, Version};

/// What the caches of recorded code compare: only that is worth a name.
#[derive(Default)]
pub(crate) struct Sought {
    /// Versions of classes, each with the attributes that were found in them.
    pub(crate) classes: HashMap<u32, HashSet<String>>,
    /// Versions of the keys of modules.
    pub(crate) modules: HashSet<u32>,
    /// Versions of functions.
    pub(crate) functions: HashSet<u32>,
}

impl Sought {
    /// Adds what the caches of a code object hold.
    pub(crate) fn add(&mut self, version: Version, code: &CodeObject) {
        for instruction in bytecode::instructions(version, code) {
            match bytecode::guard(&instruction) {
                // There is nothing of version 0.
                None
                | Some(Guard::Fixed(_) | Guard::Module(0) | Guard::Function(0) | Guard::Class(0)) =>
                    {}
                Some(Guard::Module(keys)) => drop(self.modules.insert(keys)),
                Some(Guard::Function(function)) => drop(self.functions.insert(function)),
                Some(Guard::Class(class)) => {
                    let attributes = self.classes.entry(class).or_default();
                    let found = bytecode::found_attribute(&instruction, &code.names);
                    if let Some(name) = found.filter(|name| !attributes.contains(*name)) {
                        attributes.insert(name.to_owned());
                    }
                }
            }
        }
    }
}
