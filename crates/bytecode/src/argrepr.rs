//! The text of arguments, as `dis` prints it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::{CodeObject, Instruction, Mark, Operand, Version, instructions};

/// What is needed to print the arguments in one code object.
#[derive(Debug)]
pub struct Arguments<'a> {
    version: Version,
    code: &'a CodeObject,
    /// Offsets that are jumped to, in order: the first is `L1`.
    targets: Vec<u32>,
    /// Cells that are not parameters: those that `co_varnames` does not contain.
    cells: Vec<&'a str>,
}

impl<'a> Arguments<'a> {
    /// Looks at all instructions once, for jump targets.
    pub fn new(version: Version, code: &'a CodeObject) -> Self {
        let is_cell_only = |cell: &&'a str| !code.varnames.iter().any(|name| name == cell);
        Self {
            version,
            code,
            targets: jump_targets(version, code),
            cells: code.cellvars.iter().map(String::as_str).filter(is_cell_only).collect(),
        }
    }

    /// The argument, as in `argrepr` of `dis.get_instructions`; `None` if `dis` gives nothing, or
    /// the argument is out of range for the code object.
    ///
    /// Constants are printed as [`CodeObject::consts`] holds them.
    pub fn repr(&self, instruction: &Instruction) -> Option<Cow<'a, str>> {
        let arg = instruction.arg?;
        match instruction.base.operand {
            Operand::None | Operand::Number | Operand::HighBits => None,
            Operand::Const => self.code.consts.get(arg as usize).map(Into::into),
            Operand::Name { shift, marks } => {
                let name = self.code.names.get((arg >> shift) as usize)?;
                Some(marked(name, arg, marks))
            }
            Operand::Local => self.local(arg).map(Cow::Borrowed),
            Operand::LocalPair => {
                Some(format!("{}, {}", self.local(arg >> 4)?, self.local(arg & 15)?).into())
            }
            Operand::Jump | Operand::JumpBack => self.target("to", instruction),
            Operand::JumpSource => self.target("from", instruction),
            Operand::Word { shift, marks, words } => {
                let word = words.get((arg >> shift) as usize)?;
                Some(marked(word, arg, marks)).filter(|text| !text.is_empty())
            }
            Operand::Flags(names) => {
                let set = names.iter().zip(0..).filter(|(_, bit)| arg >> bit & 1 == 1);
                let set: Vec<&str> = set.map(|(name, _)| *name).collect();
                Some(set.join(", ").into()).filter(|text: &Cow<str>| !text.is_empty())
            }
        }
    }

    /// The name of a fast local: variables, then cells, then free variables.
    fn local(&self, index: u32) -> Option<&'a str> {
        let CodeObject { varnames, freevars, .. } = self.code;
        let index = index as usize;
        let cell = index.checked_sub(varnames.len());
        let free = cell.and_then(|index| index.checked_sub(self.cells.len()));
        match (cell, free) {
            (_, Some(index)) => freevars.get(index).map(String::as_str),
            (Some(index), None) => self.cells.get(index).copied(),
            (None, None) => varnames.get(index).map(String::as_str),
        }
    }

    fn target(&self, preposition: &str, instruction: &Instruction) -> Option<Cow<'a, str>> {
        let target = instruction.jump_target()?;
        if !self.version.labels_jump_targets() {
            return Some(format!("{preposition} {target}").into());
        }
        let label = self.targets.binary_search(&target.try_into().ok()?).ok()? + 1;
        Some(format!("{preposition} L{label}").into())
    }
}

/// The text for the first flag that is set, or the plain word. `dis` adds nothing to an empty name,
/// such as that of `from . import name`.
fn marked<'a>(word: &'a str, arg: u32, marks: &[Mark]) -> Cow<'a, str> {
    match marks.iter().find(|mark| arg & u32::from(mark.mask) != 0) {
        Some(mark) if !word.is_empty() => mark.text.replace("{}", word).into(),
        _ => word.into(),
    }
}

/// The offsets that instructions of the code object jump to, in order. Exception handlers are not
/// among them, as in `dis.get_instructions`.
fn jump_targets(version: Version, code: &CodeObject) -> Vec<u32> {
    let targets = instructions(version, code).filter_map(|i| i.jump_target()?.try_into().ok());
    targets.collect::<BTreeSet<u32>>().into_iter().collect()
}
