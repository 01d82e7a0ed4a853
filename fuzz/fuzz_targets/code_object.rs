//! Any bytes, read as a code object of every version: nothing panics, and reading ends.
//!
//! ```sh
//! cargo +nightly fuzz run code_object
//! ```

#![no_main]

use libfuzzer_sys::fuzz_target;
use bytecode::{
    Arguments, CodeObject, Version, exception_table, instructions, locations, progress,
    shows_execution,
};

fuzz_target!(|bytes: (&[u8], &[u8], &[u8], i32, [u8; 5])| {
    let (code, adaptive, table, first_line, counts) = bytes;
    let [consts, names, varnames, cellvars, freevars] =
        counts.map(|count| vec!["name".to_owned(); usize::from(count % 8)]);
    let code = CodeObject {
        first_line,
        code: code.to_vec(),
        adaptive: adaptive.to_vec(),
        consts,
        names,
        varnames,
        cellvars,
        freevars,
        ..CodeObject::default()
    };
    for version in Version::ALL {
        let arguments = Arguments::new(version, &code);
        for instruction in instructions(version, &code) {
            progress(version, &instruction);
            arguments.repr(&instruction);
        }
        shows_execution(version, &code);
    }
    assert!(locations(table, first_line).len() <= 8 * table.len());
    assert!(exception_table(table).len() <= table.len() / 4);
});
