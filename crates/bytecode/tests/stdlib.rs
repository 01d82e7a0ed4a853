//! What is decoded equals what `dis` says, over the standard library of every version.
//!
//! By default, this covers a sample of its files. To cover all:
//!
//! ```sh
//! cargo test --release -p specialist-bytecode --test stdlib -- --ignored
//! ```

use std::collections::HashMap;

use serde::Deserialize;
use specialist_bytecode::{
    Arguments, CodeObject, ExceptionEntry, Location,
    Progress::{NoCounter, Untouched},
    Version, exception_table, instructions, locations, progress, shows_execution, stack_depths,
};

/// A line that `stdlib.py` prints.
#[derive(Deserialize)]
struct Described {
    code: CodeObject,
    /// Offset, opcode, opcode present, argument, argrepr.
    instructions: Vec<(u32, String, String, Option<u32>, String)>,
    /// How each instruction changes the depth of the stack: if it does not jump, and if it does.
    effects: Vec<[i32; 2]>,
    /// The maximum depth, according to the compiler.
    stack_size: u32,
    /// First and last line, first and last column.
    positions: Vec<[Option<u32>; 4]>,
    /// Start, end, target, depth, lasti.
    exceptions: Vec<(u32, u32, u32, u32, bool)>,
}

fn compare(version: Version, described: &Described) -> bool {
    let code = &described.code;
    let place = format!("{version} {} {}", code.filename.display(), code.qualname);

    let arguments = Arguments::new(version, code);
    let mut decoded = instructions(version, code);
    for (offset, base, present, arg, argrepr) in &described.instructions {
        let found = decoded.next().unwrap_or_else(|| panic!("{place}: nothing at {offset}"));
        let repr = arguments.repr(&found).unwrap_or_default();
        assert_eq!(
            (&found.offset, found.base.name, found.present.name, &found.arg, &*repr),
            (offset, base.as_str(), present.as_str(), arg, argrepr.as_str()),
            "{place}"
        );
        assert_eq!(found.cache.len(), 2 * found.base.cache_units(), "{place}: {found:?}");
        // None of it ran.
        let untouched = if found.base.has_counter() { Untouched } else { NoCounter };
        assert_eq!(progress(version, &found), untouched, "{place}: {found:?}");
    }
    assert_eq!(decoded.next(), None, "{place}");
    assert!(!shows_execution(version, code), "{place}");

    let positions = described.positions.iter();
    let expected: Vec<Location> = positions
        .map(|&[line, end_line, column, end_column]| Location {
            line,
            end_line,
            column,
            end_column,
        })
        .collect();
    assert_eq!(locations(&code.linetable, code.first_line), expected, "{place}");

    let entries = described.exceptions.iter();
    let expected: Vec<ExceptionEntry> = entries
        .map(|&(start, end, target, depth, lasti)| ExceptionEntry {
            start,
            end,
            target,
            depth,
            lasti,
        })
        .collect();
    assert_eq!(exception_table(&code.exceptiontable), expected, "{place}");

    compare_depths(version, described)
}

/// The compiler follows the blocks of its graph; we follow the bytes, to the same depth. `false` if
/// the compiler reserved more: it also counts code that it removes later.
fn compare_depths(version: Version, described: &Described) -> bool {
    let code = &described.code;
    let place = format!("{version} {} {}", code.filename.display(), code.qualname);
    let effects: HashMap<_, _> = instructions(version, code)
        .zip(&described.effects)
        .map(|(found, effects)| ((found.base.number, found.arg.unwrap_or(0)), *effects))
        .collect();
    let effect = |opcode, arg, jumps| Some(effects[&(opcode, arg)][usize::from(jumps)]);
    let depths = stack_depths(version, code, &effect).unwrap_or_else(|| panic!("{place}: depths"));
    let reached = instructions(version, code).filter_map(|found| {
        let depth = depths[found.offset as usize / 2]?;
        let arg = found.arg.unwrap_or(0);
        Some(depth.saturating_add_signed(effect(found.base.number, arg, false)?.max(0)))
    });
    let deepest = reached.max().unwrap_or_default().max(1);
    assert!(deepest <= described.stack_size.max(1), "{place}: {deepest}");
    deepest == described.stack_size.max(1)
}

/// Compares every `every`th file.
fn check(version: Version, every: u32) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stdlib.py");
    let (mut compared, mut decoded, mut exact) = (0, 0, 0);
    let ran = test_support::each_line(version, script, &every.to_string(), |line| {
        let described = serde_json::from_slice(line).expect("what was agreed on");
        exact += usize::from(compare(version, &described));
        compared += 1;
        decoded += described.instructions.len();
    });
    if !ran {
        return;
    }
    assert!(compared > 100, "only {compared} code objects");
    assert!(exact * 100 >= compared * 99, "{exact} of {compared} need the stack reserved for them");
    println!("{version}: {compared} code objects, {decoded} instructions");
}

test_support::over_the_standard_library!(check);
