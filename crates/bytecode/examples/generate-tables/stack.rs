//! `data/stack.json` → `src/generated/stack.rs`.
//!
//! An entry says what its opcodes do to the evaluation stack, from the first version to the last
//! where these are given, in the manner of CPython's `Python/bytecodes.c`: `left, right -- SOURCE`.
//! Before the dashes is what is taken, after them what is put there, the top of the stack last.
//!
//! - Names are free. One that was taken and stands after the dashes is put back.
//! - `NULL`, `SOURCE` (what the source of the instruction stands for), `ARG` (what the argument
//!   names), `ARG1` and `ARG2` (of two in one argument).
//! - `iter(iterable)`: a new value that has no source, and what it comes from; `locals()`: from
//!   nothing.
//! - `NULL|SOURCE`: the one or the other.
//! - `[oparg >> 1 & 1]`: how often, left to right; never less than nothing.

use std::collections::HashMap;
use std::fmt::Write;

use serde::Deserialize;

use super::holds;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    opcodes: Vec<String>,
    from: Option<String>,
    to: Option<String>,
    stack: String,
    /// Where it differs when the instruction jumps.
    jump: Option<String>,
}

impl Entry {
    fn holds_in(&self, version: u32) -> bool {
        holds(self.from.as_deref(), self.to.as_deref(), version)
    }

    /// An `Entry` as Rust.
    fn to_rust(&self) -> String {
        let (takes, gives) = sides(&self.stack);
        let jump = self.jump.as_ref().map(|jump| {
            let (jump_takes, gives) = sides(jump);
            assert_eq!(takes, jump_takes, "{:?} takes the same when it jumps", self.opcodes);
            gives
        });
        let names: Vec<&str> = takes.iter().map(|(name, _)| *name).collect();
        let counts: Vec<String> = takes.iter().map(|(_, count)| count_to_rust(*count)).collect();
        let list = |gives: &[(&str, Option<&str>)]| {
            let gives: Vec<String> = gives.iter().map(|item| given_to_rust(item, &names)).collect();
            format!("&[{}]", gives.join(", "))
        };
        let jump = jump.map_or("None".to_owned(), |gives| format!("Some({})", list(&gives)));
        format!(
            "Entry {{ takes: &[{}], gives: {}, jump: {jump} }}",
            counts.join(", "),
            list(&gives)
        )
    }
}

type Items<'a> = Vec<(&'a str, Option<&'a str>)>;

/// What stands before and after the dashes.
fn sides(stack: &str) -> (Items<'_>, Items<'_>) {
    let (takes, gives) = stack.split_once("--").unwrap_or_else(|| panic!("no -- in {stack:?}"));
    (items(takes), items(gives))
}

/// Items and how often they are there.
fn items(side: &str) -> Items<'_> {
    let items = side.split(", ").map(str::trim).filter(|item| !item.is_empty());
    items
        .map(|item| match item.strip_suffix(']').and_then(|item| item.split_once('[')) {
            Some((name, count)) => (name, Some(count)),
            None => (item, None),
        })
        .collect()
}

fn count_to_rust(count: Option<&str>) -> String {
    let Some(count) = count else { return "Count::Once".to_owned() };
    let steps = count.strip_prefix("oparg").unwrap_or_else(|| panic!("{count:?} is not of oparg"));
    let words: Vec<&str> = steps.split_whitespace().collect();
    let steps = words.chunks(2).map(|step| {
        let [operator, number] = step else { panic!("{count:?} ends early") };
        let step = match *operator {
            "&" => "And",
            "^" => "Xor",
            ">>" => "ShiftRight",
            "*" => "Times",
            "-" => "Minus",
            "==" => "Equals",
            _ => panic!("{count:?}: what is {operator}?"),
        };
        format!("Step::{step}({number})")
    });
    format!("Count::Oparg(&[{}])", steps.collect::<Vec<_>>().join(", "))
}

fn given_to_rust((item, count): &(&str, Option<&str>), names: &[&str]) -> String {
    let mut values = item.split('|').map(|value| value_to_rust(value, names));
    let value = values.next().unwrap_or_default();
    let or = values.next().map_or("None".to_owned(), |value| format!("Some({value})"));
    format!("Given {{ value: {value}, or: {or}, count: {} }}", count_to_rust(*count))
}

fn value_to_rust(value: &str, names: &[&str]) -> String {
    let taken = |name: &str| {
        let place = names.iter().position(|known| *known == name);
        place.unwrap_or_else(|| panic!("{value:?}: {name:?} is not taken"))
    };
    match value {
        "NULL" => "What::Null".to_owned(),
        "SOURCE" => "What::Source".to_owned(),
        "ARG" => "What::Argument".to_owned(),
        "ARG1" => "What::FirstArgument".to_owned(),
        "ARG2" => "What::SecondArgument".to_owned(),
        _ => match value.strip_suffix(')').and_then(|value| value.split_once('(')) {
            None => format!("What::Taken({})", taken(value)),
            Some((word, "")) => format!("What::New({:?}, None)", word.replace('_', " ").trim()),
            Some((word, of)) => {
                format!("What::New({:?}, Some({}))", word.replace('_', " ").trim(), taken(of))
            }
        },
    }
}

/// The generated module. `versions` are the minor numbers with their opcodes, each with its base.
/// A form does what its base does, unless it has an entry.
pub(crate) fn module(entries: &[Entry], versions: &[(u32, Vec<Option<[String; 2]>>)]) -> String {
    let mut effects = String::new();
    for (number, entry) in entries.iter().enumerate() {
        writeln!(effects, "const E{number}: &Entry = &{};", entry.to_rust()).expect("a string");
    }
    let mut tables = String::new();
    for (minor, names) in versions {
        let of = by_opcode(entries, *minor);
        let rows: String = names
            .iter()
            .map(|names| match names.iter().flatten().find_map(|name| of.get(name.as_str())) {
                Some(number) => format!("    Some(E{number}),\n"),
                None => "    None,\n".to_owned(),
            })
            .collect();
        for name in of.keys() {
            let known = names.iter().flatten().any(|[known, _]| known == name);
            assert!(known, "3.{minor} has no {name} that does anything to the stack");
        }
        write!(tables, "\npub(crate) static V3_{minor}: Effects = [\n{rows}];\n")
            .expect("a string");
    }
    format!(
        "//! What every opcode does to the evaluation stack, by number, made from `data/stack.json`.
//!
//! Do not edit: made by `cargo run -p specialist-bytecode --example generate-tables`.

use crate::effect::{{Count, Effects, Entry, Given, Step, What}};

{effects}{tables}"
    )
}

/// The place of the entry that holds for an opcode in a version.
fn by_opcode(entries: &[Entry], minor: u32) -> HashMap<&str, usize> {
    let mut of = HashMap::new();
    for (number, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.holds_in(minor)) {
        for opcode in &entry.opcodes {
            let other = of.insert(opcode.as_str(), number);
            assert!(other.is_none(), "3.{minor} has two effects of {opcode}");
        }
    }
    of
}
