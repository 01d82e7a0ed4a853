//! Follows a code object along every path.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use bytecode::{Opcode, Operand, Output, Value, Version, stack_effect};
use recording::{Code, Instruction, Span};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Item;
use crate::items::{Id, Items};

/// The evaluation stack around each instruction of a code object.
#[derive(Debug, Default)]
pub struct Stacks {
    items: Items,
    /// Each stack is its top item and the stack below it, so stacks share their common part.
    nodes: Vec<Node>,
    before: Vec<Option<Stack>>,
    after: Vec<Option<Stack>>,
    /// How many items were compared where paths meet.
    met: usize,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    item: Id,
    below: Stack,
}

/// A stack, which [`Stacks::split`] takes apart from the top. Stacks with the same beginning share
/// it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Stack {
    /// The index of the node plus 1, or 0 for the empty stack.
    top: u32,
    depth: u32,
}

/// The maximum number of nodes. A node is small, but a recording may come from anywhere.
const MOST_NODES: usize = 1 << 22;

impl Stacks {
    /// Follows a code object. `source` returns the text of a span. With `forms`, it follows the
    /// forms found at the end of the run, which tell whether an attribute was a method; otherwise,
    /// the compiled instructions.
    ///
    /// If the paths to an instruction disagree about the depth, or an instruction takes more items
    /// than there are, the code is damaged or not understood, and no stack is known.
    pub fn new<'a>(
        version: Version,
        code: &'a Code,
        forms: bool,
        source: impl Fn(Span) -> Option<&'a str>,
    ) -> Self {
        let count = code.instructions.len();
        let stacks =
            Self { before: vec![None; count], after: vec![None; count], ..Self::default() };
        let parts = parts(&code.instructions);
        let mut flow = Flow { version, code, forms, source, parts, stacks, queue: BTreeSet::new() };
        flow.run().map_or_else(Self::default, |()| flow.stacks)
    }

    /// The items before an instruction, by its index in the code object, the top of the stack last.
    /// `None` if no path leads there, or nothing is known.
    pub fn before(&self, instruction: usize) -> Option<Vec<&Item>> {
        self.items(self.stack_before(instruction)?)
    }

    /// The items after an instruction that does not jump: what it leaves, even if nothing follows.
    /// `None` as in [`Stacks::before`].
    pub fn after(&self, instruction: usize) -> Option<Vec<&Item>> {
        self.items(self.stack_after(instruction)?)
    }

    /// The stack of which [`Stacks::before`] lists the items.
    pub fn stack_before(&self, instruction: usize) -> Option<Stack> {
        self.before.get(instruction).copied()?
    }

    /// The stack of which [`Stacks::after`] lists the items.
    pub fn stack_after(&self, instruction: usize) -> Option<Stack> {
        self.after.get(instruction).copied()?
    }

    /// The top item and the stack below it; `None` for an empty stack.
    pub fn split(&self, stack: Stack) -> Option<(&Item, Stack)> {
        let Node { item, below } = *self.nodes.get((stack.top as usize).checked_sub(1)?)?;
        Some((self.items.get(item), below))
    }

    fn items(&self, stack: Stack) -> Option<Vec<&Item>> {
        let ids = self.top(stack, stack.depth)?.0;
        Some(ids.into_iter().map(|id| self.items.get(id)).collect())
    }

    /// The topmost items, the top last, and the stack below them.
    fn top(&self, mut stack: Stack, count: u32) -> Option<(Vec<Id>, Stack)> {
        let mut items = Vec::new();
        for _ in 0..count {
            let Node { item, below } = *self.nodes.get((stack.top as usize).checked_sub(1)?)?;
            items.push(item);
            stack = below;
        }
        items.reverse();
        Some((items, stack))
    }

    fn push(&mut self, stack: Stack, item: Id) -> Option<Stack> {
        if self.nodes.len() >= MOST_NODES {
            return None;
        }
        self.nodes.push(Node { item, below: stack });
        Some(Stack { top: self.nodes.len() as u32, depth: stack.depth + 1 })
    }

    /// The stack where two paths meet; `None` if they disagree about its depth.
    fn join(&mut self, known: Stack, other: Stack) -> Option<Stack> {
        if known.depth != other.depth {
            return None;
        }
        let (mut below_known, mut below_other, mut common) = (known, other, 0);
        while below_known.top != below_other.top {
            below_known = self.nodes.get((below_known.top as usize).checked_sub(1)?)?.below;
            below_other = self.nodes.get((below_other.top as usize).checked_sub(1)?)?.below;
            common += 1;
        }
        self.met += common as usize;
        if self.met > MOST_NODES {
            return None;
        }
        let (ours, _) = self.top(known, common)?;
        let (theirs, _) = self.top(other, common)?;
        let joined: Vec<Id> =
            ours.iter().zip(theirs).map(|(one, other)| self.items.either(*one, other)).collect();
        if joined == ours {
            return Some(known);
        }
        joined.into_iter().try_fold(below_known, |stack, item| self.push(stack, item))
    }
}

struct Flow<'a, F> {
    version: Version,
    code: &'a Code,
    forms: bool,
    source: F,
    /// Instructions that produce only a part of what their span says.
    parts: FxHashMap<u32, &'static str>,
    stacks: Stacks,
    /// Instructions from which to continue, by index: those whose stack before has changed.
    queue: BTreeSet<usize>,
}

impl<'a, F: Fn(Span) -> Option<&'a str>> Flow<'a, F> {
    fn run(&mut self) -> Option<()> {
        self.arrive(0, Stack::default())?;
        while let Some(place) = self.queue.pop_first() {
            self.step(place)?;
        }
        Some(())
    }

    /// A path leads to an instruction. One that leads nowhere is damage, and is ignored.
    fn arrive(&mut self, place: usize, stack: Stack) -> Option<()> {
        let Some(before) = self.stacks.before.get(place).copied() else { return Some(()) };
        let joined = before.map_or(Some(stack), |before| self.stacks.join(before, stack))?;
        if before != Some(joined) {
            self.stacks.before[place] = Some(joined);
            self.queue.insert(place);
        }
        Some(())
    }

    fn step(&mut self, place: usize) -> Option<()> {
        let code = self.code;
        let instruction = code.instructions.get(place)?;
        let before = self.stacks.before[place]?;
        let opcode = opcode(self.version, &instruction.base)?;
        self.raise(instruction, before)?;

        let after = self.apply(place, opcode, before, false)?;
        self.stacks.after[place] = Some(after);
        if opcode.falls_through() {
            self.arrive(place + 1, after)?;
        }
        if opcode.jumps() {
            let target = opcode.jump_target(instruction.offset, instruction.arg?)?;
            let jumped = self.apply(place, opcode, before, true)?;
            if let Some(target) = u32::try_from(target).ok().and_then(|to| self.place_of(to)) {
                self.arrive(target, jumped)?;
            }
        }
        Some(())
    }

    fn place_of(&self, offset: u32) -> Option<usize> {
        self.code.instructions.binary_search_by_key(&offset, |found| found.offset).ok()
    }

    /// The path of an exception: the handler finds the stack at the depth that it had, with the
    /// exception on top.
    fn raise(&mut self, instruction: &Instruction, before: Stack) -> Option<()> {
        let handlers = &self.code.handlers;
        let next = handlers.partition_point(|handler| handler.start <= instruction.offset);
        let Some(handler) = next.checked_sub(1).and_then(|place| handlers.get(place)) else {
            return Some(());
        };
        let Some(more) = before.depth.checked_sub(handler.depth) else { return Some(()) };
        if instruction.offset >= handler.end {
            return Some(());
        }
        let Some(target) = self.place_of(handler.target) else { return Some(()) };
        let (_, mut stack) = self.stacks.top(before, more)?;
        if handler.lasti {
            let lasti = self.stacks.items.named("lasti", None);
            stack = self.stacks.push(stack, lasti)?;
        }
        let exception = self.stacks.items.named("exception", None);
        stack = self.stacks.push(stack, exception)?;
        self.arrive(target, stack)
    }

    /// The stack after an instruction.
    fn apply(&mut self, place: usize, opcode: &Opcode, stack: Stack, jumps: bool) -> Option<Stack> {
        let instruction = self.code.instructions.get(place)?;
        let form = self::opcode(self.version, &instruction.opcode);
        let form = form.filter(|form| self.forms && form.base == opcode.name).unwrap_or(opcode);
        let effect = stack_effect(self.version, form, instruction.arg.unwrap_or(0), jumps)?;
        let (taken, mut stack) = self.stacks.top(stack, effect.takes)?;
        for Output { value, or } in effect.gives {
            let mut item = self.item(place, opcode, &taken, value)?;
            if let Some(or) = or {
                let other = self.item(place, opcode, &taken, or)?;
                item = self.stacks.items.either(item, other);
            }
            stack = self.stacks.push(stack, item)?;
        }
        Some(stack)
    }

    fn item(&mut self, place: usize, opcode: &Opcode, taken: &[Id], value: Value) -> Option<Id> {
        let instruction = self.code.instructions.get(place)?;
        let made_by = Some(place as u32);
        let source = instruction.span.and_then(&self.source);
        let argument = instruction.argrepr.as_deref().map(|text| bare(opcode, instruction, text));
        let of_pair = argument.and_then(|both| both.split_once(", "));
        let text = match value {
            Value::Null => return Some(self.stacks.items.named("NULL", None)),
            Value::Taken(item) => return taken.get(item as usize).copied(),
            Value::New { word, of } => {
                let of = of.map(|of| taken.get(of as usize).copied());
                let of = if let Some(of) = of { Some(of?) } else { None };
                return Some(self.stacks.items.derived(word, of, place as u32));
            }
            Value::Source => match (self.parts.get(&instruction.offset), source) {
                (Some(word), Some(source)) => {
                    let whole = self.stacks.items.named(source, made_by);
                    return Some(self.stacks.items.derived(word, Some(whole), place as u32));
                }
                _ => source.or(argument),
            },
            Value::Argument => argument.or(source),
            Value::FirstArgument => of_pair.map(|(first, _)| first).or(source),
            Value::SecondArgument => of_pair.map(|(_, second)| second).or(source),
        };
        Some(self.stacks.items.named(text.unwrap_or(&instruction.base), made_by))
    }
}

/// Instructions that collect a part of what their span says, by offset, and what they produce: the
/// tuple of arguments for a call such as `f(*a, b)`, the second of two dictionaries that are
/// merged.
fn parts(instructions: &[Instruction]) -> FxHashMap<u32, &'static str> {
    let called: FxHashSet<Span> = instructions
        .iter()
        .filter(|instruction| instruction.base.starts_with("CALL"))
        .filter(|instruction| !instruction.base.starts_with("CALL_INTRINSIC"))
        .filter_map(|instruction| instruction.span)
        .collect();
    let mut collected = FxHashSet::default();
    let mut parts = FxHashMap::default();
    for instruction in instructions {
        let word = match instruction.base.as_str() {
            "BUILD_TUPLE" | "LIST_TO_TUPLE" => "tuple",
            "CALL_INTRINSIC_1" if instruction.argrepr.as_deref() == Some(TO_TUPLE) => "tuple",
            "BUILD_LIST" => "list",
            "BUILD_SET" => "set",
            "BUILD_MAP" | "BUILD_CONST_KEY_MAP" => "dict",
            _ => continue,
        };
        let Some(span) = instruction.span else { continue };
        let is_first = collected.insert(span);
        if called.contains(&span) || (!is_first && word != "tuple") {
            parts.insert(instruction.offset, word);
        }
    }
    parts
}

const TO_TUPLE: &str = "INTRINSIC_LIST_TO_TUPLE";

/// The argument without what `dis` adds to it: `print` for `NULL + print`.
fn bare<'a>(opcode: &Opcode, instruction: &Instruction, text: &'a str) -> &'a str {
    let (Operand::Name { marks, .. } | Operand::Word { marks, .. }) = opcode.operand else {
        return text;
    };
    let arg = instruction.arg.unwrap_or(0);
    let mark = marks.iter().find(|mark| arg & u32::from(mark.mask) != 0);
    let around = mark.and_then(|mark| mark.text.split_once("{}"));
    around
        .and_then(|(before, after)| text.strip_prefix(before)?.strip_suffix(after))
        .unwrap_or(text)
}

/// The opcode with this name.
fn opcode(version: Version, name: &str) -> Option<&'static Opcode> {
    type Names = FxHashMap<&'static str, &'static Opcode>;
    static OPCODES: LazyLock<[Names; Version::ALL.len()]> = LazyLock::new(|| {
        Version::ALL.map(|version| {
            version.instruction_set().opcodes.iter().map(|opcode| (opcode.name, opcode)).collect()
        })
    });
    OPCODES[version as usize].get(name).copied()
}
