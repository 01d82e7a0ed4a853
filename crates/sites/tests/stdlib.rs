//! The loops found are those that Python's own `ast` finds, and code that repeats is in one, over
//! the standard library of every version.
//!
//! By default, this covers a sample of its files. To cover all:
//!
//! ```sh
//! cargo test --release -p specialist-sites --test stdlib -- --ignored
//! ```

use std::collections::{BTreeMap, BTreeSet};

use bytecode::{CodeObject, Version};
use recording::{Code, Names, Span, Watched};
use serde::Deserialize;
use source::{LoopKind, Outline};
use specialist_sites::{function_of, loops_of};

/// A line that `stdlib.py` prints.
#[derive(Deserialize)]
struct File {
    path: String,
    text: String,
    /// Kinds and places; no place if the version does not know it.
    loops: Vec<(LoopKind, Option<Span>)>,
    code: Vec<CodeObject>,
}

/// What the parser can't read yet: `case +0:`, which is new in 3.15.
const UNREAD: [(Version, &str); 1] = [(Version::V3_15, "test/test_patma.py")];

fn compare(version: Version, file: &File) -> usize {
    let place = format!("{version} {}", file.path);
    let outline = match Outline::parse(version, &file.text) {
        Ok(outline) => outline,
        Err(_) if UNREAD.contains(&(version, &file.path)) => return 0,
        Err(error) => panic!("{place}: {error}"),
    };
    same_loops(&outline, file, &place);
    let mut compiled = BTreeSet::new();
    let mut unknown: Vec<String> = Vec::new();
    for object in &file.code {
        let code = recording::code(version, object, &Names::default(), &Watched::default());
        let place = format!("{place} {} {}", code.qualname, code.first_line);
        let Some(function) = function_of(&outline, &code) else {
            let inside = unknown.iter().any(|around| code.qualname.starts_with(around));
            assert!(inside || made_of_types(&code, &file.text), "{place}: no function");
            unknown.push(format!("{}.", code.qualname));
            continue;
        };
        // Two on one line that consist only of a constant can't be told apart.
        let first = compiled.insert(function);
        assert!(first || code.instructions.len() <= 2, "{place}: twice");
        check_cycles(&outline, function, object, &code, &place);
    }
    file.loops.len()
}

/// Code for annotations, type parameters and type aliases is not considered.
fn made_of_types(code: &Code, text: &str) -> bool {
    let name = code.qualname.rsplit('.').next().unwrap_or_default();
    let line = usize::try_from(code.first_line - 1).ok().and_then(|line| text.lines().nth(line));
    let says = |words: [&str; 2]| line.is_some_and(|line| line.contains(&words.concat()));
    let parameter = says([name, ":"]) || says([name, "="]) || says([name, " ="]);
    name == "__annotate__"
        || code.qualname.contains("<generic parameters of ")
        || says(["type ", name])
        || parameter && !says(["class ", name]) && !says(["def ", name])
}

fn same_loops(outline: &Outline, file: &File, place: &str) {
    let mut found: Vec<_> = outline.loops.iter().map(|found| (found.kind, found.span)).collect();
    let mut expected = file.loops.clone();
    assert_eq!(found.len(), expected.len(), "{place}");
    found.sort_by_key(|(_, span)| *span);
    expected.sort_by_key(|(_, span)| *span);
    let known: Vec<_> =
        expected.iter().filter_map(|(kind, span)| Some((*kind, (*span)?))).collect();
    let unknown = expected.len() - known.len();
    if unknown == 0 {
        let differing = found.iter().zip(&known).find(|(found, known)| found != known);
        assert_eq!(differing, None, "{place}");
    } else {
        let missing: Vec<_> = known.iter().filter(|one| !found.contains(one)).collect();
        assert!(missing.is_empty(), "{place}: {missing:?}");
    }
}

/// Every instruction to which control can return is in a loop; and if it returns through the
/// instruction that advances an iterator, it is in that one's loop or in an inner one.
fn check_cycles(outline: &Outline, function: usize, object: &CodeObject, code: &Code, place: &str) {
    let graph = Graph::new(outline.version, object);
    let loops = loops_of(outline, function, code);
    let mut innermost: Vec<Option<(usize, usize)>> = vec![None; loops.len()];
    for (header, members) in graph.cycles() {
        for member in &members {
            let known = &mut innermost[*member];
            if known.is_none_or(|(size, _)| members.len() < size) {
                *known = Some((members.len(), header));
            }
        }
    }
    for ((instruction, of), cycle) in code.instructions.iter().zip(&loops).zip(innermost) {
        let (Some((_, header)), Some(_)) = (cycle, instruction.span) else { continue };
        let place = || format!("{place}: {instruction:?}");
        let of = of.unwrap_or_else(|| panic!("{} repeats", place()));
        // The target of a jump may be the `EXTENDED_ARG` of the instruction that matters.
        let mut entry = code.instructions[header..].iter().zip(&loops[header..]);
        let (step, around) = entry.find(|(step, _)| &*step.base != "EXTENDED_ARG").expect("one");
        if matches!(&*step.base, "FOR_ITER" | "GET_ANEXT") {
            let around = around.unwrap_or_else(|| panic!("{} is in no loop", place()));
            let mut outwards = std::iter::successors(Some(of), |of| outline.loops[*of].parent);
            assert!(outwards.any(|of| of == around), "{}: {of}, not in {around}", place());
        }
    }
}

/// Where control goes without exceptions, by index of the instruction.
struct Graph {
    next: Vec<Vec<usize>>,
    before: Vec<Vec<usize>>,
    /// The jumps that end a loop, and their targets. Waiting for a coroutine jumps differently.
    back: Vec<(usize, usize)>,
}

impl Graph {
    fn new(version: Version, object: &CodeObject) -> Self {
        let all: Vec<_> = bytecode::instructions(version, object).collect();
        let number =
            |offset: i64| all.binary_search_by_key(&offset, |i| i.offset.into()).expect("one");
        let mut next: Vec<Vec<usize>> = vec![Vec::new(); all.len()];
        let mut back = Vec::new();
        for (this, instruction) in all.iter().enumerate() {
            let name = instruction.base.name;
            let leaves = name.starts_with("RETURN_") && name != "RETURN_GENERATOR"
                || matches!(name, "RERAISE" | "RAISE_VARARGS" | "JUMP_FORWARD")
                || name.starts_with("JUMP_BACKWARD");
            if !leaves && this + 1 < all.len() {
                next[this].push(this + 1);
            }
            if let Some(target) = instruction.jump_target()
                && name != "END_ASYNC_FOR"
            {
                next[this].push(number(target));
                if name.contains("JUMP_BACKWARD") && !name.ends_with("NO_INTERRUPT") {
                    back.push((this, number(target)));
                }
            }
        }
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); all.len()];
        for (this, targets) in next.iter().enumerate() {
            for target in targets {
                before[*target].push(this);
            }
        }
        Self { next, before, back }
    }

    /// For each target of a backward jump, the instructions on a path from it to the jump.
    fn cycles(&self) -> BTreeMap<usize, BTreeSet<usize>> {
        let mut cycles: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (jump, target) in &self.back {
            let from = reached(&self.next, *target, None);
            if from.contains(jump) {
                // Not through the target: that is the next iteration of an enclosing loop.
                let to = reached(&self.before, *jump, Some(*target));
                cycles.entry(*target).or_default().extend(from.intersection(&to));
            }
        }
        cycles
    }
}

fn reached(edges: &[Vec<usize>], start: usize, end: Option<usize>) -> BTreeSet<usize> {
    let mut reached = BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        if Some(at) != end {
            open.extend(edges[at].iter().filter(|to| reached.insert(**to)));
        }
    }
    reached
}

/// Compares every `every`th file.
fn check(version: Version, every: u32) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stdlib.py");
    let (mut files, mut loops) = (0, 0);
    let ran = test_support::each_line(version, script, &every.to_string(), |line| {
        let file = serde_json::from_slice(line).expect("what was agreed on");
        loops += compare(version, &file);
        files += 1;
    });
    if !ran {
        return;
    }
    assert!(files > 20 && loops > 100, "only {loops} loops in {files} files");
    println!("{version}: {loops} loops in {files} files");
}

test_support::over_the_standard_library!(check);
