//! The sites of a file, by what they are called.

use std::collections::HashMap;

use bytecode::{Kin, Version, kin, prepares_call};
use recording::{File, Instruction, Span};
use sites::{Site, Stability, Trouble, grouped, instructions};
use source::{FunctionKind, Key, Keys, Outline, Unparsable};

use crate::End;

/// A site, by its name.
pub(crate) struct Found {
    pub(crate) function: String,
    pub(crate) expression: String,
    pub(crate) kind: Kin,
    pub(crate) end: End,
}

/// In the order of the source.
pub(crate) fn of(version: Version, file: &File) -> Result<Vec<Found>, Unparsable> {
    let outline = Outline::parse(version, &file.source)?;
    let names = Names::new(version, &outline);
    // Of what has no kin it is not known what does the same on another version.
    let comparable = instructions(file).filter(|it| kin(&it.instruction.base).is_some());
    let found = grouped(comparable);
    let found = found.iter().filter_map(|site| {
        let kind = site.kin?;
        let Key { function, expression } = names.of(kind, site.span)?;
        Some(Found { function, expression, kind, end: end_of(&site)? })
    });
    Ok(found.collect())
}

/// How a site ended: the state that says most, and what is known of the instructions in it.
fn end_of(site: &Site) -> Option<End> {
    let mut members = site.members().map(|member| member.instruction);
    let first = members.next()?;
    let (mut found, mut by_first) = (end(first, site.span), prepares_call(&first.base));
    for instruction in members {
        let (end, first) = (end(instruction, site.span), prepares_call(&instruction.base));
        let more = end.state.says_more_than(found.state);
        if more || (end.state == found.state && by_first && !first) {
            (found, by_first) = (end, first);
        } else if end.state == found.state && by_first == first {
            add(&mut found.forms, end.forms);
            add(&mut found.guards, end.guards);
            found.unstable |= end.unstable;
            found.reason = found.reason.take().or(end.reason);
        }
    }
    Some(found)
}

fn end(instruction: &Instruction, span: Span) -> End {
    let guard = instruction.evidence.as_deref().and_then(|evidence| evidence.guard.as_ref());
    End {
        span,
        state: instruction.state,
        unstable: Stability::OF_THE_END.trouble(instruction) == Some(Trouble::Unstable),
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
    fn of(&self, kind: Kin, span: Span) -> Option<Key> {
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
