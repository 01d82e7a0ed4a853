//! Comments that address specialist.
//!
//! | comment | where | says |
//! |---|---|---|
//! | `# specialist: ignore` | at the end of a line | nothing found on this line counts |
//! | `# specialist: ignore[SPC101, SPC205]` | the same | nothing found by these rules |
//! | `# specialist: hot` | at the end of a loop's or function's first line, or on the line above | it must be specialized |
//!
//! Another comment may come before or after, as in `# noqa # specialist: hot`. A comment that
//! begins with `# specialist:` but is none of these is [`Malformed`].

use std::collections::{HashMap, HashSet};

use recording::Span;
use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_text_size::{Ranged, TextSize};
use serde::{Deserialize, Serialize};

use crate::lines::Lines;
use crate::nested::Nested;
use crate::walk::Found;
use crate::{FunctionKind, Loop, LoopKind};

/// The comments of a source that address specialist, in order of line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comments {
    /// The comments that ignore findings.
    pub ignores: Vec<Ignore>,
    /// The comments that mark a loop or function as hot.
    pub hot: Vec<Hot>,
    /// The comments that are not understood.
    pub malformed: Vec<Malformed>,
}

/// `# specialist: ignore`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignore {
    /// Its line, counted from 1.
    pub line: u32,
    /// The codes of the rules, such as `SPC101`; `None` means all. They are not checked for
    /// existence.
    pub codes: Option<Vec<String>>,
}

impl Ignore {
    /// Whether it covers findings of a rule.
    pub fn names(&self, code: &str) -> bool {
        self.codes.as_ref().is_none_or(|codes| codes.iter().any(|known| known == code))
    }
}

/// `# specialist: hot`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hot {
    /// Its line, counted from 1.
    pub line: u32,
    /// The loop or function it applies to.
    pub target: Target,
}

/// A loop or function that must be specialized.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// An index into [`Outline::loops`](crate::Outline::loops).
    Loop(usize),
    /// An index into [`Outline::functions`](crate::Outline::functions).
    Function(usize),
}

/// A comment for specialist that is not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Malformed {
    /// The comment.
    pub span: Span,
    /// What is wrong with it, and what would be right: a sentence without its period.
    pub reason: String,
}

impl Comments {
    /// Whether a finding of a rule is ignored: a comment on the first or the last line of its place
    /// says so.
    pub fn ignored(&self, code: &str, place: Span) -> bool {
        self.ignoring(code, place.line, place.end_line).next().is_some()
    }

    /// The comments that cover a finding of a rule at a place with these as its first and last
    /// line.
    pub fn ignoring<'a>(
        &'a self,
        code: &'a str,
        line: u32,
        end_line: u32,
    ) -> impl Iterator<Item = &'a Ignore> {
        let last = (line != end_line).then_some(end_line);
        let lines = [line].into_iter().chain(last);
        let on = |line| {
            let start = self.ignores.partition_point(|ignore| ignore.line < line);
            let here = self.ignores.get(start..).unwrap_or_default();
            here.iter().take_while(move |ignore| ignore.line == line)
        };
        lines.flat_map(on).filter(move |ignore| ignore.names(code))
    }
}

/// The meaning of a comment.
enum Says {
    Ignore(Option<Vec<String>>),
    Hot,
}

pub(crate) fn read(tokens: &Tokens, text: &str, lines: &Lines, found: &Found) -> Comments {
    let in_order = || tokens.iter().filter(|token| token.kind() == TokenKind::Comment);
    let alone = in_order().filter(|token| stands_alone(text, token.start()));
    let alone: HashSet<u32> = alone.map(|token| lines.line_at(token.start())).collect();
    let starting = starting(found);
    let mut comments = Comments::default();
    let mut about = 0;
    for token in in_order() {
        let Some(said) = directive(&text[token.range()]) else { continue };
        let line = lines.line_at(token.start());
        let read = said.and_then(|says| match says {
            Says::Ignore(_) if alone.contains(&line) => {
                Err("write it at the end of the line it is for, not on its own line".to_owned())
            }
            Says::Ignore(codes) => {
                comments.ignores.push(Ignore { line, codes });
                Ok(())
            }
            Says::Hot => {
                // A comment on its own line applies to the next line that has more than a comment.
                about = about.max(line);
                while alone.contains(&about) {
                    about += 1;
                }
                let targets = starting.get(&about).map(|all| outermost(all)).unwrap_or_default();
                let hot = targets.iter().map(|target| Hot { line, target: *target });
                comments.hot.extend(hot);
                let nothing = "no loop and no function starts on this line or the next";
                if targets.is_empty() { Err(nothing.to_owned()) } else { Ok(()) }
            }
        });
        if let Err(reason) = read {
            comments.malformed.push(Malformed { span: lines.span(token.range()), reason });
        }
    }
    comments
}

fn stands_alone(text: &str, comment: TextSize) -> bool {
    let before = text.get(..comment.to_usize()).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.trim().is_empty()
}

/// The meaning of a comment for specialist, or why it has none; `None` if it does not address
/// specialist.
fn directive(comment: &str) -> Option<Result<Says, String>> {
    let mut parts = comment.split('#').map(str::trim);
    let said =
        parts.find_map(|part| part.strip_prefix("specialist")?.trim_start().strip_prefix(':'))?;
    let said = said.trim();
    let known = "it is \"ignore\", \"ignore[CODE, …]\" or \"hot\"";
    Some(match said.strip_prefix("ignore").map(str::trim_start) {
        None if said == "hot" => Ok(Says::Hot),
        None if said.is_empty() => Err(format!("nothing follows the colon: {known}")),
        None => Err(format!("\"{said}\" is not known: {known}")),
        Some("") => Ok(Says::Ignore(None)),
        Some(rest) => match rest.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(list) => codes(list).map(|codes| Says::Ignore(Some(codes))),
            None => Err(format!(
                "\"{said}\" is not known: put codes in brackets, as in ignore[SPC101], with nothing after them"
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
        _ => Err(format!("\"{text}\" is not a code: write SPC and three digits, as in SPC101")),
    };
    list.split(',').map(|text| code(text.trim())).collect()
}

/// The loops and functions that start on each line, or whose header ends there.
fn starting(found: &Found) -> HashMap<u32, Vec<(Span, Target)>> {
    let mut starting: HashMap<u32, Vec<_>> = HashMap::new();
    for (number, this) in found.loops.iter().enumerate() {
        for line in lines(this) {
            starting.entry(line).or_default().push((this.span, Target::Loop(number)));
        }
    }
    for (number, this) in found.functions.iter().enumerate() {
        let (first, last) = this.header;
        if matches!(this.kind, FunctionKind::Def | FunctionKind::Lambda) {
            for line in first..=last {
                starting.entry(line).or_default().push((this.span, Target::Function(number)));
            }
        }
    }
    starting
}

/// Those that are not inside another of them.
fn outermost(all: &[(Span, Target)]) -> Vec<Target> {
    let stretches = all.iter().map(|(span, _)| *span).zip(0..);
    let nested = Nested::new(stretches);
    let alone = |number: usize, span: Span| nested.of(span).all(|around| around == number);
    let outer = all.iter().enumerate().filter(|(number, (span, _))| alone(*number, *span));
    outer.map(|(_, (_, target))| *target).collect()
}

/// A statement's header extends to the iterable or condition; a comprehension's is its first line
/// and its last, which a comment at its end is on.
fn lines(this: &Loop) -> impl Iterator<Item = u32> + use<> {
    let Span { line, end_line, .. } = this.span;
    let is_statement = matches!(this.kind, LoopKind::For | LoopKind::While);
    let header = is_statement.then_some(line..=this.header.end_line);
    let others = (!is_statement && end_line != line).then_some(end_line);
    let first = (!is_statement).then_some(line);
    header.into_iter().flatten().chain(first).chain(others)
}

#[cfg(test)]
mod tests;
