//! Code objects that were made by hand: what their instructions say of the frame is not believed.

use bytecode::Version;

use super::{explain, program, recorded, seen};

/// A function whose unreachable instructions say that the frame has three hundred variables more,
/// which would be beyond its end.
const MORE_VARIABLES: &str = "
import opcode, types
def add(a, b):
    return a + b
forged = add.__code__.co_code
for name in ('COPY_FREE_VARS', *['MAKE_CELL'] * 45):
    forged += bytes([opcode.opmap[name], 255 - len(forged) % 90])
code = add.__code__.replace(co_code=forged, co_name='forged', co_qualname='forged')
forged = types.FunctionType(code, globals())
for pair in [(1, 2.5), ('a', 'b'), ([1], [2])] * 100: forged(*pair)
";

#[test]
fn variables_are_not_counted_by_instructions_that_anybody_may_have_written() {
    let (_directory, path) = program(MORE_VARIABLES);
    for version in Version::ALL {
        let Some(python) = test_support::python(version) else { continue };
        let output = explain(python, &path);
        assert!(output.status.success(), "{version}: {output:?}");
        let shapes = seen(&recorded(&output), 4, "BINARY_OP");
        let expected = ["int float", "str str", "list list"].map(str::to_owned);
        assert!(expected.iter().all(|shape| shapes.contains(shape)), "{version}: {shapes:?}");
    }
}

/// Each holds the one before it twice: to walk every way through them would take for ever.
#[test]
fn code_that_holds_other_code_many_times_is_walked_once() {
    let (_directory, path) = program(
        "
def add(a, b):
    return a + b
code = add.__code__
for level in range(60):
    code = code.replace(co_consts=(*add.__code__.co_consts, code, code))
add.__code__ = code
for pair in [(1, 2.5), ('a', 'b')] * 100: add(*pair)
",
    );
    for version in Version::ALL {
        let Some(python) = test_support::python(version) else { continue };
        let output = explain(python, &path);
        assert!(output.status.success(), "{version}: {output:?}");
        let shapes = seen(&recorded(&output), 3, "BINARY_OP");
        assert!(shapes.contains("int float"), "{version}: {shapes:?}");
    }
}
