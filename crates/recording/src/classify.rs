//! Turns raw facts into states, for every way into a process and all versions.

use std::borrow::Cow;
use std::collections::HashMap;

use arcstr::ArcStr;
use bytecode::{Arguments, CodeObject, Kind, Location, Progress, Version};

use crate::evidence::{Names, Seen, evidence};
use crate::{Instruction, OpcodeName, Span, State, Watched};

/// Decides the state of every instruction of a code object, and collects what else is known about
/// it. `watched` is what was observed while it ran.
pub fn classify(
    version: Version,
    code: &CodeObject,
    names: &Names,
    watched: &Watched,
) -> Vec<Instruction> {
    let locations = bytecode::locations(&code.linetable, code.first_line);
    let ran = bytecode::shows_execution(version, code);
    let arguments = Arguments::new(version, code);
    let seen = Seen::new(watched);
    let mut shared = Shared::default();
    let mut covering = Covering::default();
    let instructions = bytecode::instructions(version, code).map(|found| {
        let alone = state(version, &found, ran);
        let cover = covering.step(&found, alone);
        Instruction {
            offset: found.offset,
            opcode: OpcodeName::from_static(&found.present.name),
            base: OpcodeName::from_static(&found.base.name),
            arg: found.arg,
            argrepr: arguments.repr(&found).map(|text| shared.get(text)),
            span: locations.get(found.offset as usize / 2).and_then(span),
            state: cover.map_or(alone, |(_, state)| state),
            covered_by: cover.map(|(offset, _)| offset),
            evidence: evidence(version, code, &found, names, &seen),
        }
    });
    let mut instructions: Vec<_> = instructions.collect();
    // A recording has a million of them, and lasts.
    instructions.shrink_to_fit();
    instructions
}

/// The texts of one code object. A name is used many times but stored once.
#[derive(Default)]
struct Shared<'a>(HashMap<Cow<'a, str>, ArcStr>);

impl<'a> Shared<'a> {
    fn get(&mut self, text: Cow<'a, str>) -> ArcStr {
        self.0.entry(text).or_insert_with_key(|text| ArcStr::from(&**text)).clone()
    }
}

/// The state of an instruction that no other instruction executes.
fn state(version: Version, found: &bytecode::Instruction<'_>, ran: bool) -> State {
    match found.present.kind {
        Kind::Executor => State::Compiled,
        Kind::Unknown | Kind::Reserved => State::Unknown,
        // What stands underneath cannot be seen; it matters only where it could specialize.
        Kind::Instrumented if found.base.kind == Kind::Family => State::Unknown,
        // Where these exist from the start, they are the compiler's doing until the code runs.
        Kind::Superinstruction if ran => State::Specialized,
        Kind::Superinstruction => State::Cold,
        // Quickening made every member of the family adaptive; only giving up turns it back.
        Kind::Family if version.quickens_after_warmup() && ran && found.present.gives_up => {
            State::Failing
        }
        _ => match bytecode::progress(version, found) {
            Progress::NoCounter => State::Plain,
            Progress::Untouched | Progress::Executed => State::Cold,
            Progress::Failing { .. } | Progress::Deoptimized => State::Failing,
            Progress::Specialized { .. } => State::Specialized,
        },
    }
}

/// Keeps track of which instructions are executed by one before them.
#[derive(Default)]
struct Covering {
    offset: u32,
    state: Option<State>,
    left: u8,
}

impl Covering {
    /// The instruction that executes this one, and its state.
    fn step(&mut self, found: &bytecode::Instruction<'_>, alone: State) -> Option<(u32, State)> {
        if self.left > 0 {
            self.left -= 1;
            return Some((self.offset, self.state?));
        }
        *self = Self { offset: found.offset, state: Some(alone), left: found.present.covers };
        None
    }
}

/// A location is kept only if it is exact: with lines and columns.
fn span(location: &Location) -> Option<Span> {
    let Location { line, end_line, column, end_column } = *location;
    let span = Span {
        line: line.filter(|line| *line > 0)?,
        column: column?,
        end_line: end_line?,
        end_column: end_column?,
    };
    ((span.line, span.column) <= (span.end_line, span.end_column)).then_some(span)
}
