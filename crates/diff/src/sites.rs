//! The sites of a file, by what they are called.

use std::collections::{BTreeMap, HashMap};

use bytecode::{Kin, Version, kin, prepares_call};
use recording::{File, Instruction, Span, Trouble};
use source::{FunctionKind, Keys, Outline, Unparsable};

use crate::End;

/// A site: all instructions that do the same for one expression, as copies of a `finally` block, or
/// of a loop's condition, have them.
pub(crate) struct Found {
    pub(crate) function: String,
    pub(crate) expression: String,
    pub(crate) kind: Kin,
    pub(crate) end: End,
}

/// In the order of the source.
pub(crate) fn of(version: Version, file: &File) -> Result<Vec<Found>, Unparsable> {
    let outline = Outline::parse(version, &file.source)?;
    let mut merged: BTreeMap<(Span, Kin), (End, bool)> = BTreeMap::new();
    for instruction in file.code.iter().flat_map(|code| &code.instructions) {
        let Some(kind) = kin(instruction.base.as_str()) else { continue };
        // What another one executes is a part of that: on 3.11 a call is two instructions.
        if instruction.covered_by.is_some() {
            continue;
        }
        let Some(span) = instruction.span else { continue };
        let end = end(instruction, span);
        let first = prepares_call(&instruction.base);
        let (found, by_first) = merged.entry((span, kind)).or_insert_with(|| (end.clone(), first));
        let more = end.state.says_more_than(found.state);
        if more || (end.state == found.state && *by_first && !first) {
            (*found, *by_first) = (end, first);
        } else if end.state == found.state && *by_first == first {
            add(&mut found.forms, end.forms);
            add(&mut found.guards, end.guards);
            found.unstable |= end.unstable;
            found.reason = found.reason.take().or(end.reason);
        }
    }
    let names = Names::new(version, &outline);
    let found = merged.into_iter().filter_map(|((span, kind), (end, _))| {
        let key = names.of(kind, span)?;
        Some(Found { function: key.function, expression: key.expression, kind, end })
    });
    Ok(found.collect())
}

fn end(instruction: &Instruction, span: Span) -> End {
    let guard = instruction.evidence.as_deref().and_then(|evidence| evidence.guard.as_ref());
    End {
        span,
        state: instruction.state,
        unstable: instruction.trouble() == Some(Trouble::Unstable),
        forms: vec![instruction.opcode],
        guards: guard.map(ToString::to_string).into_iter().collect(),
        reason: instruction.reason().cloned(),
    }
}

fn add<T: Ord>(all: &mut Vec<T>, more: Vec<T>) {
    all.extend(more);
    all.sort();
    all.dedup();
}

/// What sites are called.
struct Names<'a> {
    keys: Keys<'a>,
    /// What each loop goes through, by the loop's place, where CPython gives that to what iterates.
    headers: HashMap<Span, Span>,
    /// The last lines of heads of functions and classes, by where these start.
    heads: HashMap<(u32, u32), u32>,
}

impl<'a> Names<'a> {
    fn new(version: Version, outline: &'a Outline) -> Self {
        let loops = outline.loops.iter().filter(|_| !version.places_iteration_on_iterable());
        let is_statement = |kind| matches!(kind, FunctionKind::Def | FunctionKind::Class);
        let statements = outline.functions.iter().filter(|it| is_statement(it.kind));
        Self {
            keys: outline.keys(),
            headers: loops.map(|it| (it.span, it.header)).collect(),
            heads: statements.map(|it| ((it.span.line, it.span.column), it.header.1)).collect(),
        }
    }

    /// What stands for the site. Where CPython gives a whole statement as its place, that is the head
    /// of it: what is repeated or defined in it are other sites.
    fn of(&self, kind: Kin, span: Span) -> Option<source::Key> {
        if kind == Kin::Iterate
            && let Some(header) = self.headers.get(&span)
        {
            return self.keys.of(*header);
        }
        let last = self.heads.get(&(span.line, span.column)).filter(|last| **last < span.end_line);
        let head =
            last.and_then(|last| self.keys.of(Span { end_line: last + 1, end_column: 0, ..span }));
        head.or_else(|| self.keys.of(span))
    }
}
