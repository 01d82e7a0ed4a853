//! For arbitrary bytes, nothing panics, and decoding ends where the bytes do.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use specialist_bytecode::{
    Arguments, CodeObject, Version, exception_table, instructions, locations, operands, progress,
    shows_execution, stack_depths,
};

/// Decodes everything in a code object.
fn read(version: Version, code: &CodeObject) {
    let arguments = Arguments::new(version, code);
    let mut end = 0;
    for instruction in instructions(version, code) {
        assert_eq!(instruction.offset, end);
        end = instruction.end();
        assert!(instruction.cache.len() <= 2 * instruction.base.cache_units());
        progress(version, &instruction);
        arguments.repr(&instruction);
        operands(version, &instruction);
    }
    assert!(end as usize + 1 >= code.code.len());
    shows_execution(version, code);
    let effect =
        |opcode, arg: u32, jumps| (opcode != 7).then_some(i32::from(jumps) - arg.cast_signed());
    if let Some(depths) = stack_depths(version, code, &effect) {
        assert_eq!(depths.len(), code.code.len() / 2);
    }
}

fn names() -> impl Strategy<Value = Vec<String>> {
    vec("[a-z]{0,3}", 0..4)
}

prop_compose! {
    fn code_object()(
        code in vec(any::<u8>(), 0..200),
        adaptive in vec(any::<u8>(), 0..200),
        consts in names(),
        names in names(),
        varnames in names(),
        cellvars in names(),
        freevars in names(),
        exceptiontable in vec(any::<u8>(), 0..20),
    ) -> CodeObject {
        CodeObject {
            code, adaptive, exceptiontable, consts, names, varnames, cellvars, freevars,
            ..CodeObject::default()
        }
    }
}

/// The same bytes in every run; the fuzz target tries others.
fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 1000,
        rng_seed: RngSeed::Fixed(0),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn code_objects(code in code_object()) {
        for version in Version::ALL {
            read(version, &code);
        }
    }

    /// Long chains of `EXTENDED_ARG`, which random bytes almost never contain.
    #[test]
    fn extended_arguments(units in vec((any::<bool>(), any::<u8>(), any::<u8>()), 0..50)) {
        for version in Version::ALL {
            let extend = version.instruction_set().named("EXTENDED_ARG").expect("an opcode").number;
            let unit = |&(extended, opcode, arg)| [if extended { extend } else { opcode }, arg];
            let code: Vec<u8> = units.iter().flat_map(unit).collect();
            read(version, &CodeObject { adaptive: code.clone(), code, ..CodeObject::default() });
        }
    }

    #[test]
    fn location_tables(table in vec(any::<u8>(), 0..200), first_line in any::<i32>()) {
        // Every entry has at least one byte, and covers eight units at most.
        assert!(locations(&table, first_line).len() <= 8 * table.len());
    }

    #[test]
    fn exception_tables(table in vec(any::<u8>(), 0..200)) {
        let entries = exception_table(&table);
        assert!(entries.len() <= table.len() / 4);
        assert!(entries.iter().all(|entry| entry.start <= entry.end));
    }
}
