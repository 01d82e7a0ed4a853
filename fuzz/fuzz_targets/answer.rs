//! Any bytes, read as what the library in an interpreter leaves for the engine: what can be unpacked
//! is decoded for every version.
//!
//! ```sh
//! cargo +nightly fuzz run answer
//! ```

#![no_main]

use bytecode::Version;
use handoff::Given;
use libfuzzer_sys::fuzz_target;
use recording::Names;

fuzz_target!(|bytes: &[u8]| {
    let given = Given::from(bytes.to_vec());
    let (objects, _) = given.parts();
    for (object, watched) in objects.iter().filter_map(|packed| packed.unpack().ok()) {
        for version in Version::ALL {
            recording::code(version, &object, &Names::default(), &watched);
        }
    }
});
