//! Comments that speak to specialist.
//!
//! | comment | where | says |
//! |---|---|---|
//! | `# specialist: ignore` | at the end of a line | nothing found on this line counts |
//! | `# specialist: ignore[SPC101, SPC205]` | the same | nothing found by these rules |
//! | `# specialist: hot` | at the end of a loop's or function's first line, or on the line above | it must be specialised |
//!
//! Another comment may stand before or after, as in `# noqa # specialist: hot`. What begins with
//! `# specialist:` and is none of these is [`Malformed`].

use std::collections::HashSet;

use recording::Span;
use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_text_size::{Ranged, TextSize};
use serde::{Deserialize, Serialize};

use crate::nested::contains;
use crate::places::Places;
use crate::walk::Found;
use crate::{FunctionKind, Loop, LoopKind};

/// What the comments of a source say to specialist, each in order of line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comments {
    /// What is to be ignored.
    pub ignores: Vec<Ignore>,
    /// What must be specialised.
    pub hot: Vec<Hot>,
    /// What was meant to say something.
    pub malformed: Vec<Malformed>,
}

/// `# specialist: ignore`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignore {
    /// The line it stands on, from 1.
    pub line: u32,
    /// The rules, as `SPC101`; `None` means all. Whether there are such rules is not looked at.
    pub codes: Option<Vec<String>>,
}

impl Ignore {
    /// Whether it is for what a rule found at a place with these as its first and last line.
    pub fn is_for(&self, code: &str, line: u32, end_line: u32) -> bool {
        let named = |codes: &Vec<String>| codes.iter().any(|known| known == code);
        (self.line == line || self.line == end_line) && self.codes.as_ref().is_none_or(named)
    }
}

/// `# specialist: hot`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hot {
    /// The line it stands on, from 1.
    pub line: u32,
    /// What it is said of.
    pub target: Target,
}

/// What must be specialised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// An index into [`Outline::loops`](crate::Outline::loops).
    Loop(usize),
    /// An index into [`Outline::functions`](crate::Outline::functions).
    Function(usize),
}

/// A comment for specialist that says nothing it knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Malformed {
    /// The comment.
    pub span: Span,
    /// What is wrong with it, and what would be right: a sentence without its full stop.
    pub reason: String,
}

impl Comments {
    /// Whether what a rule found is to be ignored: a comment on the first or the last line of the
    /// place says so.
    pub fn ignored(&self, code: &str, place: Span) -> bool {
        self.ignores.iter().any(|ignore| ignore.is_for(code, place.line, place.end_line))
    }
}

/// What a comment says.
enum Says {
    Ignore(Option<Vec<String>>),
    Hot,
}

pub(crate) fn read(tokens: &Tokens, text: &str, places: &Places, found: &Found) -> Comments {
    let in_order = || tokens.iter().filter(|token| token.kind() == TokenKind::Comment);
    let alone = in_order().filter(|token| stands_alone(text, token.start()));
    let alone: HashSet<u32> = alone.map(|token| places.line(token.start())).collect();
    let mut comments = Comments::default();
    for token in in_order() {
        let Some(said) = directive(&text[token.range()]) else { continue };
        let line = places.line(token.start());
        let read = said.and_then(|says| match says {
            Says::Ignore(_) if alone.contains(&line) => {
                Err("write it at the end of the line it is for, not on a line of its own"
                    .to_owned())
            }
            Says::Ignore(codes) => {
                comments.ignores.push(Ignore { line, codes });
                Ok(())
            }
            Says::Hot => {
                // From a line of its own it speaks of the next that has more than a comment.
                let mut about = line;
                while alone.contains(&about) {
                    about += 1;
                }
                let targets = targets(found, about);
                let hot = targets.iter().map(|target| Hot { line, target: *target });
                comments.hot.extend(hot);
                let nothing = "no loop and no function starts on this line or the next";
                if targets.is_empty() { Err(nothing.to_owned()) } else { Ok(()) }
            }
        });
        if let Err(reason) = read {
            comments.malformed.push(Malformed { span: places.span(token.range()), reason });
        }
    }
    comments
}

fn stands_alone(text: &str, comment: TextSize) -> bool {
    let before = text.get(..comment.to_usize()).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.trim().is_empty()
}

/// What a comment says to specialist, or why that is nothing; `None` where it does not speak to it.
fn directive(comment: &str) -> Option<Result<Says, String>> {
    let mut parts = comment.split('#').map(str::trim);
    let said =
        parts.find_map(|part| part.strip_prefix("specialist")?.trim_start().strip_prefix(':'))?;
    let said = said.trim();
    let known = "it is \"ignore\", \"ignore[CODE, …]\" or \"hot\"";
    Some(match said.strip_prefix("ignore").map(str::trim_start) {
        None if said == "hot" => Ok(Says::Hot),
        None if said.is_empty() => Err(format!("nothing follows the colon: {known}")),
        None => Err(format!("\"{said}\" means nothing: {known}")),
        Some("") => Ok(Says::Ignore(None)),
        Some(rest) => match rest.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(list) => codes(list).map(|codes| Says::Ignore(Some(codes))),
            None => Err(format!(
                "\"{said}\" means nothing: codes stand in brackets, as in ignore[SPC101], and nothing follows them"
            )),
        },
    })
}

fn codes(list: &str) -> Result<Vec<String>, String> {
    let code = |text: &str| match text.strip_prefix("SPC") {
        Some(digits) if digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()) => {
            Ok(text.to_owned())
        }
        _ if text.is_empty() => Err("a code is missing, as in ignore[SPC101]".to_owned()),
        _ => Err(format!("\"{text}\" is no code: they are SPC and three digits, as SPC101")),
    };
    list.split(',').map(|text| code(text.trim())).collect()
}

/// The loops and functions that start on a line, or whose header ends there; those inside another
/// of them left out.
fn targets(found: &Found, line: u32) -> Vec<Target> {
    let loops = found.loops.iter().enumerate().filter(|(_, this)| starts(this, line));
    let loops = loops.map(|(number, this)| (this.span, Target::Loop(number)));
    let functions = found.functions.iter().enumerate().filter(|(_, this)| {
        let (first, last) = this.header;
        let callable = matches!(this.kind, FunctionKind::Def | FunctionKind::Lambda);
        callable && (first..=last).contains(&line)
    });
    let functions = functions.map(|(number, this)| (this.span, Target::Function(number)));
    let all: Vec<_> = loops.chain(functions).collect();
    let outermost = |(span, target): &&(Span, Target)| {
        !all.iter().any(|(other, around)| around != target && contains(*other, *span))
    };
    all.iter().filter(outermost).map(|(_, target)| *target).collect()
}

/// A statement's header is all lines to the iterable or condition; a comprehension's, the first
/// line and, since a comment at its end stands there, the last.
fn starts(this: &Loop, line: u32) -> bool {
    match this.kind {
        LoopKind::For | LoopKind::While => (this.span.line..=this.header.end_line).contains(&line),
        _ => line == this.span.line || line == this.span.end_line,
    }
}

#[cfg(test)]
mod tests;
