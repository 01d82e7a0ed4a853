//! What instructions do to the evaluation stack.

use crate::{Opcode, Version};

/// What one execution of an instruction does to the evaluation stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// How many items it takes from the top.
    pub takes: u32,
    /// What it pushes instead, the top of the stack last.
    pub gives: Vec<Output>,
}

/// An item that an instruction pushes: one value or, in some executions, another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Output {
    /// The value.
    pub value: Value,
    /// What it may be instead, depending on the operands.
    pub or: Option<Value>,
}

/// A value that an instruction pushes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A null pointer, which calls have in place of a missing `self`.
    Null,
    /// The value of the expression that the instruction was compiled from.
    Source,
    /// What its argument refers to: a variable, a constant.
    Argument,
    /// What the first of the two names in its argument refers to.
    FirstArgument,
    /// What the second of them refers to.
    SecondArgument,
    /// An item it took; 0 is the deepest of them.
    Taken(u32),
    /// A value that no expression in the source has.
    New {
        /// A word or two for it: `iter`, `next`, `exception before`.
        word: &'static str,
        /// The item from which it comes, counted as in [`Value::Taken`].
        of: Option<u32>,
    },
}

/// More items than any compiler pushes.
const MOST_ITEMS: u32 = 1 << 16;

/// What an instruction with this opcode and argument does to the evaluation stack. `jumps` says
/// whether it goes to the target of its argument; this matters only for conditional jumps.
///
/// Specialized forms do what their base opcode does; for attributes, they also tell which of two
/// things is pushed. `None` for instrumentation that hides an opcode, for numbers that are not
/// opcodes, and for arguments that no compiler writes.
///
/// This is the interpreter's view: on 3.11, `CALL` takes the arguments, which the compiler counts
/// as taken by `PRECALL`; and what is first sent to a generator is on the stack after
/// `RETURN_GENERATOR`, while the compilers of 3.11 and 3.12 count it from the start.
pub fn stack_effect(version: Version, opcode: &Opcode, arg: u32, jumps: bool) -> Option<Effect> {
    let effect = version.effects()[usize::from(opcode.number)]?;
    // Where each group of taken items ends.
    let mut ends = Vec::with_capacity(effect.takes.len());
    let mut takes = 0;
    for count in effect.takes {
        takes += count.of(arg)?;
        ends.push(takes);
    }
    let mut gives = Vec::new();
    let start = |group: usize| group.checked_sub(1).map_or(0, |before| ends[before]);
    let value = |what| match what {
        What::Null => Value::Null,
        What::Source => Value::Source,
        What::Argument => Value::Argument,
        What::FirstArgument => Value::FirstArgument,
        What::SecondArgument => Value::SecondArgument,
        What::Taken(group) => Value::Taken(start(group)),
        What::New(word, of) => Value::New { word, of: of.map(start) },
    };
    let side = if jumps { effect.jump.unwrap_or(effect.gives) } else { effect.gives };
    for given in side {
        if let Given { value: What::Taken(group), or: None, count: Count::Once } = *given {
            let items = start(group)..ends[group];
            gives.extend(items.map(|item| Output { value: Value::Taken(item), or: None }));
        } else {
            let output = Output { value: value(given.value), or: given.or.map(value) };
            gives.extend((0..given.count.of(arg)?).map(|_| output));
        }
    }
    Some(Effect { takes, gives })
}

/// By the number of the opcode.
pub(crate) type Effects = [Option<&'static Entry>; 256];

/// An entry of `data/stack.json`.
pub(crate) struct Entry {
    /// The groups of items it takes.
    pub(crate) takes: &'static [Count],
    pub(crate) gives: &'static [Given],
    /// What it pushes if it jumps, if that is different.
    pub(crate) jump: Option<&'static [Given]>,
}

#[derive(Clone, Copy)]
pub(crate) struct Given {
    pub(crate) value: What,
    pub(crate) or: Option<What>,
    pub(crate) count: Count,
}

/// A [`Value`], with groups in place of items.
#[derive(Clone, Copy)]
pub(crate) enum What {
    Null,
    Source,
    Argument,
    FirstArgument,
    SecondArgument,
    Taken(usize),
    New(&'static str, Option<usize>),
}

/// How often an item is present.
#[derive(Clone, Copy)]
pub(crate) enum Count {
    Once,
    /// As often as the argument says, after these steps.
    Oparg(&'static [Step]),
}

#[derive(Clone, Copy)]
pub(crate) enum Step {
    And(u32),
    Xor(u32),
    ShiftRight(u32),
    Times(u32),
    /// Not below 0.
    Minus(u32),
    /// 1 or 0.
    Equals(u32),
}

impl Count {
    fn of(self, arg: u32) -> Option<u32> {
        let Self::Oparg(steps) = self else { return Some(1) };
        let count = steps.iter().fold(arg, |count, step| match *step {
            Step::And(mask) => count & mask,
            Step::Xor(mask) => count ^ mask,
            Step::ShiftRight(bits) => count >> bits,
            Step::Times(factor) => count.saturating_mul(factor),
            Step::Minus(less) => count.saturating_sub(less),
            Step::Equals(number) => u32::from(count == number),
        });
        (count <= MOST_ITEMS).then_some(count)
    }
}
